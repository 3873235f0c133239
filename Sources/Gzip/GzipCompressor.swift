internal import CZlib

/// Makes gzip members (RFC 1952), which may stand one after the other in a file: every reader takes
/// them for one text.
public final class GzipCompressor {
  /// Behind a pointer: zlib keeps the address, and a stream that has moved is an error to it.
  private let stream: UnsafeMutablePointer<z_stream>
  private var buffer = [UInt8](repeating: 0, count: 65536)

  /// - Parameter level: 1 (fast) to 9 (small).
  public init(level: Int32 = 6) throws(GzipError) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // windowBits 15 + 16: "write a simple gzip header and trailer" (zlib.h, deflateInit2).
    let status = deflateInit2_(
      stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw .outOfMemory }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// One whole member.
  public func member(_ content: [UInt8]) -> [UInt8] {
    deflateReset(stream)
    var compressed: [UInt8] = []
    var content = content
    content.withUnsafeMutableBufferPointer { input in
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      // "deflate() must be called again with Z_FINISH and more output space until it returns with
      // Z_STREAM_END" (zlib.h).
      var status = Z_OK
      while status != Z_STREAM_END {
        status = buffer.withUnsafeMutableBufferPointer { output in
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          return deflate(stream, Z_FINISH)
        }
        compressed.append(contentsOf: buffer[..<(buffer.count - Int(stream.pointee.avail_out))])
      }
    }
    stream.pointee.next_in = nil
    return compressed
  }
}
