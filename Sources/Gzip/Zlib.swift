internal import CZlib

/// Reads what zlib wrote.
public enum Zlib {
  /// The content of one stream in zlib's own format (RFC 1950), which is not gzip's. What stands
  /// after it is left out, as by Python's `zlib.decompress`.
  ///
  /// - Parameter limit: the most bytes to unpack.
  /// - Throws: ``GzipError``, `tooLarge` beyond the limit.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(GzipError) -> [UInt8] {
    guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
    // Behind a pointer, as in `GzipCompressor`.
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    guard inflateInit2_(stream, 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .outOfMemory }
    defer { inflateEnd(stream) }
    var input = bytes
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    var status = Z_OK
    var isTooLarge = false
    input.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      while status == Z_OK {
        let made = buffer.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          status = inflate(stream, Z_NO_FLUSH)
          return output.count - Int(stream.pointee.avail_out)
        }
        isTooLarge = content.count + made > limit
        if isTooLarge { return }
        content.append(contentsOf: buffer[..<made])
      }
    }
    if isTooLarge { throw .tooLarge }
    switch status {
    case Z_STREAM_END: return content
    // No progress is possible: there is output space, so it is the input that ends.
    case Z_BUF_ERROR: throw .truncated
    case Z_MEM_ERROR: throw .outOfMemory
    default:
      throw .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
    }
  }
}
