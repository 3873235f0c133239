/// A statement or a line of a plan as it may be shown: without the values in it, which may be emails
/// and codes.
package enum StatementText {
  /// Characters of a statement in a log or a trace.
  package static let limit = 2_000

  /// `sql` on one line with its string constants, dollar-quoted ones too, replaced by `…`, its
  /// comments left out, and cut to `limit` characters. The server may have cut it within a
  /// constant, so an open quote hides the rest. A backslash is one more character, as
  /// standard_conforming_strings has it, but for E'…'.
  ///
  /// - Parameter showsNumbers: for a plan, which is read for them, and for statements of our own,
  ///   whose values are parameters.
  package static func redacted(
    _ sql: String, limit: Int = limit, showsNumbers: Bool = false
  ) -> String {
    var output = ""
    var rest = Substring(sql)
    while let character = rest.first, output.count <= limit {
      if character == "'" {
        skipQuoted(&rest, escapes: output.last == "E" || output.last == "e")
        output += "'…'"
      } else if rest.hasPrefix("--") {
        rest = rest.drop { !$0.isNewline }
      } else if rest.hasPrefix("/*") {
        rest = tail(of: rest.dropFirst(2), after: "*/")
      } else if let tag = dollarTag(rest) {
        rest = tail(of: rest.dropFirst(tag.count), after: tag)
        output += "'…'"
      } else if !showsNumbers, character.isNumber, !(output.last.map(isWordCharacter) ?? false) {
        rest = rest.drop { $0.isNumber || $0 == "." }
        output += "…"
      } else {
        let isSpace = character.isWhitespace
        if !(isSpace && (output.isEmpty || output.hasSuffix(" "))) {
          output.append(isSpace ? " " : character)
        }
        rest.removeFirst()
      }
    }
    return output.count > limit ? output.prefix(limit) + "…" : output
  }

  private static func isWordCharacter(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "$"
  }

  private static func skipQuoted(_ rest: inout Substring, escapes: Bool) {
    rest.removeFirst()
    while let character = rest.popFirst() {
      if escapes, character == "\\" {
        rest = rest.dropFirst()
      } else if character == "'" {
        guard rest.first == "'" else { return }
        rest.removeFirst()
      }
    }
  }

  /// `$$` or `$tag$` at the beginning; a parameter such as `$1` is none.
  private static func dollarTag(_ text: Substring) -> Substring? {
    guard text.first == "$" else { return nil }
    let name = text.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    guard text.dropFirst(1 + name.count).first == "$", name.first?.isNumber != true else {
      return nil
    }
    return text.prefix(name.count + 2)
  }

  private static func tail(of text: Substring, after end: some StringProtocol) -> Substring {
    var text = text
    while !text.isEmpty {
      if text.hasPrefix(end) { return text.dropFirst(end.count) }
      text.removeFirst()
    }
    return text
  }
}
