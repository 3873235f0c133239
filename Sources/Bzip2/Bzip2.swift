internal import CBzip2

/// Reads what bzip2 wrote.
public enum Bzip2 {
  /// Why data could not be read back.
  public enum Failure: Error, Sendable, Equatable {
    /// The data ends within a stream.
    case truncated
    /// It is no bzip2 data, or a checksum does not fit; libbz2's number for it.
    case corrupt(Int32)
    /// It unpacks to more than was allowed.
    case tooLarge
    /// libbz2 has no memory.
    case outOfMemory
  }

  /// The content of one stream or of several in a row. What stands after them is left out, as by
  /// Python's `bz2.decompress`.
  ///
  /// - Parameter limit: the most bytes to unpack.
  public static func decompress(_ bytes: [UInt8], limit: Int) throws(Failure) -> [UInt8] {
    var content: [UInt8] = []
    var rest = bytes[...]
    repeat {
      let used: Int
      do {
        used = try stream(rest, into: &content, limit: limit)
      } catch {
        // After a whole stream anything may stand.
        if case .corrupt = error, rest.startIndex > 0 { return content }
        throw error
      }
      rest = rest.dropFirst(used)
    } while !rest.isEmpty
    return content
  }

  /// - Returns: how many of the bytes belong to the stream.
  private static func stream(
    _ bytes: ArraySlice<UInt8>, into content: inout [UInt8], limit: Int
  ) throws(Failure) -> Int {
    guard bytes.count <= Int(UInt32.max) else { throw .tooLarge }
    // Behind a pointer: libbz2 keeps the address (decompress.c, BZ2_bzDecompress).
    let stream = UnsafeMutablePointer<bz_stream>.allocate(capacity: 1)
    stream.initialize(to: bz_stream())
    defer { stream.deallocate() }
    guard BZ2_bzDecompressInit(stream, 0, 0) == BZ_OK else { throw .outOfMemory }
    defer { BZ2_bzDecompressEnd(stream) }
    var input = bytes.map { CChar(bitPattern: $0) }
    var buffer = [CChar](repeating: 0, count: 65536)
    var status = BZ_OK
    var isTooLarge = false
    let used = input.withUnsafeMutableBufferPointer { source in
      stream.pointee.next_in = source.baseAddress
      stream.pointee.avail_in = UInt32(source.count)
      while status == BZ_OK {
        let made = buffer.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          status = BZ2_bzDecompress(stream)
          return output.count - Int(stream.pointee.avail_out)
        }
        isTooLarge = content.count + made > limit
        if isTooLarge { break }
        content.append(contentsOf: buffer[..<made].lazy.map { UInt8(bitPattern: $0) })
        // Neither more input nor more output: "OK" would go on for ever.
        if status == BZ_OK, made == 0, stream.pointee.avail_in == 0 { break }
      }
      return source.count - Int(stream.pointee.avail_in)
    }
    if isTooLarge { throw .tooLarge }
    switch status {
    case BZ_STREAM_END: return used
    case BZ_OK: throw .truncated
    case BZ_MEM_ERROR: throw .outOfMemory
    default: throw .corrupt(status)
    }
  }
}
