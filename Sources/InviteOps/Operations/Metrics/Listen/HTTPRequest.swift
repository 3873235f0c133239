/// The head of an HTTP/1.x request. Bodies are not read: nothing here takes one.
struct HTTPRequest: Sendable, Equatable {
  let method: String
  /// Without the query.
  let path: String
  /// Names in lower case; of a name that comes twice, the values are joined by commas, as the
  /// standard allows (RFC 9110, section 5.3).
  private(set) var headers: [String: String] = [:]

  /// `nil` unless these are a request line and header lines, each ended by CR LF, and an empty
  /// line. Anything odd is refused rather than guessed at.
  init?(head: [UInt8]) {
    guard let text = String(validating: head, as: UTF8.self) else { return nil }
    // CR LF is one Character in Swift.
    var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
    guard lines.count >= 3, lines.removeLast().isEmpty, lines.removeLast().isEmpty else {
      return nil
    }
    let words = lines[0].split(separator: " ", omittingEmptySubsequences: false)
    guard words.count == 3, !words[0].isEmpty, words[1].hasPrefix("/"),
      words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0"
    else { return nil }
    method = String(words[0])
    path = String(words[1].prefix { $0 != "?" })
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
        !line[..<colon].contains(where: \.isWhitespace)
      else { return nil }
      let name = line[..<colon].lowercased()
      let value = String(line[line.index(after: colon)...].trimming { $0 == " " || $0 == "\t" })
      headers[name] = headers[name].map { $0 + ", " + value } ?? value
    }
  }
}

extension Substring {
  /// Without leading and trailing characters that `matches`.
  func trimming(_ matches: (Character) -> Bool) -> Substring {
    var text = drop(while: matches)
    while let last = text.last, matches(last) { text.removeLast() }
    return text
  }
}
