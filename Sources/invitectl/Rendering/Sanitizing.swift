/// Makes text from a server safe for a terminal: control characters, which could move the cursor
/// or rewrite what was printed, are shown as `\u{…}`.
enum Sanitizing {
  static func line(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    return text.unicodeScalars.reduce(into: "") { safe, scalar in
      if isUnsafe(scalar) {
        safe += scalar == "\n" || scalar == "\t" ? " " : "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        safe.unicodeScalars.append(scalar)
      }
    }
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    // Overrides of the writing direction can make a text read as another one.
    case .format: scalar.properties.isBidiControl
    default: false
    }
  }
}
