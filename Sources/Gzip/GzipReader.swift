internal import CZlib

/// Reads gzip members one by one, each with its content, from a source of compressed bytes.
public final class GzipReader {
  /// One member.
  public struct Member {
    public let content: [UInt8]
    /// In bytes, compressed.
    public let length: Int
  }

  /// Behind a pointer, as in ``GzipCompressor``.
  private let stream: UnsafeMutablePointer<z_stream>
  private var input: [UInt8] = []
  private var position = 0
  private let source: () throws -> [UInt8]
  private var buffer = [UInt8](repeating: 0, count: 65536)

  /// - Parameter source: gives the next bytes, none at the end.
  public init(_ source: @escaping () throws -> [UInt8]) throws(GzipError) {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // windowBits 15 + 16: "only gzip" (zlib.h, inflateInit2).
    let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw GzipError.outOfMemory }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// The next member; `nil` when the source ends at a member's end. The checksum is verified.
  ///
  /// - Throws: ``GzipError``, or what the source throws.
  public func next() throws -> Member? {
    if position == input.count {
      input = try source()
      position = 0
      if input.isEmpty { return nil }
    }
    inflateReset(stream)
    var content: [UInt8] = []
    var length = 0
    while true {
      if position == input.count {
        input = try source()
        position = 0
        if input.isEmpty { throw GzipError.truncated }
      }
      let (status, used, made) = step()
      position += used
      length += used
      content.append(contentsOf: buffer[..<made])
      switch status {
      case Z_STREAM_END: return Member(content: content, length: length)
      case Z_OK, Z_BUF_ERROR: continue
      case Z_MEM_ERROR: throw GzipError.outOfMemory
      default:
        throw GzipError.corrupt(
          stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)")
      }
    }
  }

  private func step() -> (status: Int32, used: Int, made: Int) {
    input.withUnsafeMutableBufferPointer { bytes in
      buffer.withUnsafeMutableBufferPointer { output in
        let available = bytes.count - position
        stream.pointee.next_in = bytes.baseAddress.map { $0 + position }
        stream.pointee.avail_in = UInt32(available)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        let status = inflate(stream, Z_NO_FLUSH)
        return (
          status, available - Int(stream.pointee.avail_in),
          output.count - Int(stream.pointee.avail_out)
        )
      }
    }
  }
}
