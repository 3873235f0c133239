/// Feeds a COPY … FROM STDIN. Only valid within the closure of ``PostgresConnection/copyIn``.
public final class CopyWriter {
  private var buffer: [UInt8] = []
  private let sink: (UnsafeRawBufferPointer) throws(PostgresError) -> Void

  init(sink: @escaping (UnsafeRawBufferPointer) throws(PostgresError) -> Void) {
    self.sink = sink
  }

  /// Bytes as the COPY's format wants them; rows may be cut anywhere.
  public func write(_ text: String) throws(PostgresError) {
    buffer.append(contentsOf: text.utf8)
    if buffer.count >= Self.chunk { try flush() }
  }

  public func write(_ bytes: [UInt8]) throws(PostgresError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.chunk { try flush() }
  }

  /// One row in the text format, its values escaped; `nil` is NULL.
  public func writeRow(_ values: [String?]) throws(PostgresError) {
    for (position, value) in values.enumerated() {
      if position > 0 { buffer.append(UInt8(ascii: "\t")) }
      guard let value else {
        buffer.append(contentsOf: #"\N"#.utf8)
        continue
      }
      for byte in value.utf8 {
        switch byte {
        case 0: throw .embeddedNUL("a value of the COPY")
        case UInt8(ascii: "\\"): buffer.append(contentsOf: #"\\"#.utf8)
        case UInt8(ascii: "\n"): buffer.append(contentsOf: #"\n"#.utf8)
        case UInt8(ascii: "\r"): buffer.append(contentsOf: #"\r"#.utf8)
        case UInt8(ascii: "\t"): buffer.append(contentsOf: #"\t"#.utf8)
        default: buffer.append(byte)
        }
      }
    }
    buffer.append(UInt8(ascii: "\n"))
    if buffer.count >= Self.chunk { try flush() }
  }

  func flush() throws(PostgresError) {
    if buffer.isEmpty { return }
    let pending = buffer
    buffer.removeAll(keepingCapacity: true)
    var failure: PostgresError?
    pending.withUnsafeBytes { bytes in
      do throws(PostgresError) {
        try sink(bytes)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  private static let chunk = 65536
}
