/// A statement or a line of a plan as it may be shown: on one line, without the texts in it.
enum StatementText {
  static let limit = 2_000

  static func redacted(_ sql: String) -> String {
    var output = ""
    var rest = Substring(sql)
    var wasBlank = false
    while let character = rest.popFirst() {
      if character.isWhitespace {
        wasBlank = true
        continue
      }
      if wasBlank, !output.isEmpty { output += " " }
      wasBlank = false
      if character == "'" {
        skipText(&rest)
        output += "'…'"
      } else {
        output.append(character)
      }
      if output.count >= limit { return output + "…" }
    }
    return output
  }

  /// To the quote that ends it; a doubled one is part of the text.
  private static func skipText(_ rest: inout Substring) {
    while let character = rest.popFirst() {
      if character == "\\" {
        // Only E'…' has escapes; elsewhere this may swallow the end, and hides more than it must.
        rest = rest.dropFirst()
      } else if character == "'" {
        guard rest.first == "'" else { return }
        rest = rest.dropFirst()
      }
    }
  }
}
