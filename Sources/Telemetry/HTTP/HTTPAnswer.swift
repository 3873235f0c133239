/// An HTTP/1.1 answer (RFC 9112): its status and its body.
package struct HTTPAnswer: Sendable, Equatable {
  /// More bytes than these are not waited for; an OpenAPI document has some hundred thousand.
  package static let most = 8 << 20

  package let status: Int
  package let body: [UInt8]

  /// `nil` for what is no HTTP.
  package init?(_ bytes: [UInt8]) {
    status = HTTPCall.status(bytes)
    guard status != 0, let head = Head(bytes) else { return nil }
    let rest = bytes[head.end...]
    if head.isChunked {
      body = Self.joined(rest)
    } else {
      body = Array(head.length.map { rest.prefix($0) } ?? rest)
    }
  }

  /// Whether nothing more is to come, by what the head says.
  package static func isWhole(_ bytes: [UInt8]) -> Bool {
    guard let head = Head(bytes) else { return false }
    if head.isChunked { return bytes[head.end...].suffix(5).elementsEqual("0\r\n\r\n".utf8) }
    return head.length.map { bytes.count - head.end >= $0 } ?? false
  }

  private struct Head {
    /// Where the body begins.
    let end: Int
    var length: Int?
    var isChunked = false

    init?(_ bytes: [UInt8]) {
      guard let found = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
      end = found.upperBound
      for line in String(decoding: bytes[..<found.lowerBound], as: UTF8.self).split(
        whereSeparator: \.isNewline)
      {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let value = line[line.index(after: colon)...].filter { !$0.isWhitespace }.lowercased()
        switch line[..<colon].lowercased() {
        case "content-length": length = Int(value).flatMap { $0 >= 0 ? $0 : nil }
        case "transfer-encoding": isChunked = value.hasSuffix("chunked")
        default: break
        }
      }
    }
  }

  /// The chunks one after the other, as far as they are whole.
  private static func joined(_ chunks: ArraySlice<UInt8>) -> [UInt8] {
    var body: [UInt8] = []
    var rest = chunks
    while let end = rest.firstRange(of: Array("\r\n".utf8)) {
      let size = String(decoding: rest[..<end.lowerBound], as: UTF8.self)
        .prefix { $0.isHexDigit }
      guard let count = Int(size, radix: 16), count > 0,
        count <= rest.endIndex - end.upperBound
      else { break }
      let last = end.upperBound + count
      body += rest[end.upperBound..<last]
      rest = rest[last...].dropFirst(2)
    }
    return body
  }
}
