internal import ClientSupport

/// A connection string as libpq reads it, as far as it takes to find the parameters that only a newer libpq
/// knows (src/interfaces/libpq/fe-connect.c: conninfo_parse, conninfo_uri_parse_options).
enum ConnectionText {
  typealias Items = [(name: String, value: String)]

  /// The text for this machine's libpq, and what it would refuse. What cannot be read is left to libpq,
  /// which says why.
  static func withoutNewer(_ text: String) -> (rest: String, newer: Items) {
    let newer = Set(NewerParameter.allCases.map(\.rawValue)).subtracting(LibpqKeywords.known)
    guard newer.contains(where: text.contains) else { return (text, []) }
    return isURI(text) ? uri(text, newer) : keywords(text, newer)
  }

  /// Whether libpq takes it for a URI, and not for keywords, in whose values anything may stand (fe-connect.c,
  /// uri_prefix_length).
  static func isURI(_ text: String) -> Bool {
    text.hasPrefix("postgresql://") || text.hasPrefix("postgres://")
  }

  /// Where the query of a URI begins, behind its `?`: a `?` of an unescaped password is none.
  static func query(of text: String) -> String.Index? {
    guard let scheme = text.firstRange(of: "://") else { return nil }
    let rest = text[scheme.upperBound...]
    let login = rest.firstIndex { $0 == "@" || $0 == "/" }
    let start = login.flatMap { rest[$0] == "@" ? $0 : nil } ?? rest.startIndex
    return rest[start...].firstIndex(of: "?").map(rest.index(after:))
  }

  private static func uri(_ text: String, _ newer: Set<String>) -> (String, Items) {
    guard let begin = query(of: text) else { return (text, []) }
    var kept: [Substring] = []
    var found: Items = []
    for item in text[begin...].split(separator: "&", omittingEmptySubsequences: false) {
      let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard pair.count == 2, newer.contains(String(pair[0])),
        let value = PercentText.decoded(pair[1])
      else {
        kept.append(item)
        continue
      }
      found.append((String(pair[0]), value))
    }
    let end = kept.isEmpty ? text.index(before: begin) : begin
    return (text[..<end] + kept.joined(separator: "&"), found)
  }

  private static func keywords(_ text: String, _ newer: Set<String>) -> (String, Items) {
    var rest = text[...]
    var kept = ""
    var found: Items = []
    func isSpace(_ character: Character) -> Bool { character.isWhitespace }
    while true {
      rest = rest.drop(while: isSpace)
      let begin = rest.startIndex
      let name = rest.prefix { $0 != "=" && !isSpace($0) }
      rest = rest[name.endIndex...].drop(while: isSpace)
      guard !name.isEmpty, rest.popFirst() == "=" else { break }
      rest = rest.drop(while: isSpace)
      guard let value = value(&rest) else { return (text, []) }
      if newer.contains(String(name)) {
        found.append((String(name), value))
      } else {
        kept += text[begin..<rest.startIndex] + " "
      }
    }
    return rest.isEmpty ? (kept, found) : (text, [])
  }

  /// `nil` for a quote that is not closed.
  private static func value(_ rest: inout Substring) -> String? {
    let isQuoted = rest.first == "'"
    if isQuoted { rest.removeFirst() }
    var value = ""
    while let character = rest.first {
      if isQuoted ? character == "'" : character.isWhitespace { break }
      rest.removeFirst()
      guard character == "\\", let escaped = rest.popFirst() else {
        value.append(character)
        continue
      }
      value.append(escaped)
    }
    if isQuoted, rest.popFirst() != "'" { return nil }
    return value
  }
}

extension ConnectionParameters {
  /// Where the query of a URI begins, behind its `?`; `nil` without one.
  package static func query(of uri: String) -> String.Index? { ConnectionText.query(of: uri) }
}
