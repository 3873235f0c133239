/// What Python does to text, where the backend's values depend on it.
package enum PythonText {
  /// `str.strip()`: white space by Unicode, and the four separators below U+0020.
  package static func stripped(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }

  package static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  /// The text with its control characters as `repr()` writes them, such as `\x06`: for keys and
  /// separators that people are told of.
  package static func escaped(_ text: String) -> String {
    String(
      text.unicodeScalars.map { scalar in
        guard scalar.properties.generalCategory == .control else { return String(scalar) }
        let digits = String(scalar.value, radix: 16)
        return "\\x" + String(repeating: "0", count: max(0, 2 - digits.count)) + digits
      }.joined())
  }
}
