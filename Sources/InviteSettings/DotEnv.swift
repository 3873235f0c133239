/// Reads `.env` files as the backend does, that is with python-dotenv's rules: an optional
/// `export`, single quotes taken literally, double quotes with escapes and over several lines,
/// `#` after white space beginning a comment. Variables in values are not expanded: what cannot
/// be known for certain is better left as written.
enum DotEnv {
  static func parse(_ text: String) -> [String: String] {
    var values: [String: String] = [:]
    // Python reads each of them as a line feed, in quotes, too.
    var rest = Substring(String(text.map { $0 == "\r\n" || $0 == "\r" ? "\n" : $0 }))
    while !rest.isEmpty {
      skipBlank(&rest)
      guard let name = takeName(&rest) else {
        skipLine(&rest)
        continue
      }
      values[name] = takeValue(&rest)
      skipLine(&rest)
    }
    return values
  }

  private static func skipBlank(_ rest: inout Substring) {
    rest = rest.drop { $0.isWhitespace }
  }

  private static func skipLine(_ rest: inout Substring) {
    rest = rest.drop { !$0.isNewline }.dropFirst()
  }

  /// The name before `=`, or `nil` when this line is no assignment.
  private static func takeName(_ rest: inout Substring) -> String? {
    if rest.hasPrefix("export ") || rest.hasPrefix("export\t") {
      rest = rest.dropFirst(7).drop { $0 == " " || $0 == "\t" }
    }
    let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." || $0 == "-" }
    guard !name.isEmpty else { return nil }
    let after = rest[name.endIndex...].drop { $0 == " " || $0 == "\t" }
    guard after.first == "=" else { return nil }
    rest = after.dropFirst().drop { $0 == " " || $0 == "\t" }
    return String(name)
  }

  private static func takeValue(_ rest: inout Substring) -> String {
    switch rest.first {
    case "'": return takeQuoted(&rest, quote: "'", escapes: ["'": "'", "\\": "\\"])
    case "\"":
      return takeQuoted(
        &rest, quote: "\"",
        escapes: ["\"": "\"", "\\": "\\", "n": "\n", "r": "\r", "t": "\t"])
    default: return takeBare(&rest)
    }
  }

  private static func takeQuoted(
    _ rest: inout Substring, quote: Character, escapes: [Character: Character]
  ) -> String {
    var value = ""
    var scan = rest.dropFirst()
    while let character = scan.popFirst() {
      if character == quote {
        rest = scan
        return value
      }
      if character == "\\", let next = scan.first, let meant = escapes[next] {
        value.append(meant)
        scan.removeFirst()
      } else {
        value.append(character)
      }
    }
    // No closing quote: the line is taken as it stands.
    return takeBare(&rest)
  }

  private static func takeBare(_ rest: inout Substring) -> String {
    let line = rest.prefix { !$0.isNewline }
    rest = rest[line.endIndex...]
    var end = line.startIndex
    var previousIsBlank = false
    while end < line.endIndex {
      if line[end] == "#", previousIsBlank || end == line.startIndex { break }
      previousIsBlank = line[end] == " " || line[end] == "\t"
      line.formIndex(after: &end)
    }
    var value = line[..<end]
    while let last = value.last, last.isWhitespace { value.removeLast() }
    return String(value)
  }
}
