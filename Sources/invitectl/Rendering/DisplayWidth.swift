/// How many cells of a terminal a text takes. Chinese characters and most emoji take two: what lines
/// up columns counts cells, not characters.
enum DisplayWidth {
  static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + cells($1) }
  }

  /// The text with as many blanks behind it as `width` cells need.
  static func padded(_ text: String, to width: Int) -> String {
    text + blanks(width - of(text))
  }

  static func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

  /// As much of the beginning as fits into so many cells.
  static func prefix(_ text: String, _ width: Int) -> Substring {
    var left = width
    return text.prefix { character in
      left -= cells(character)
      return left >= 0
    }
  }

  /// As much of the end as fits into so many cells.
  static func suffix(_ text: String, _ width: Int) -> Substring {
    var left = width
    var start = text.endIndex
    while start > text.startIndex {
      let before = text.index(before: start)
      left -= cells(text[before])
      if left < 0 { break }
      start = before
    }
    return text[start...]
  }

  private static func cells(_ character: Character) -> Int {
    guard let scalar = character.unicodeScalars.first, !scalar.isASCII else { return 1 }
    if isWide(scalar) || scalar.properties.isEmojiPresentation { return 2 }
    // U+FE0F asks for the picture of what is a sign otherwise.
    if scalar.properties.isEmoji, character.unicodeScalars.contains("\u{FE0F}") { return 2 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: return 1
    }
  }

  /// The blocks of East_Asian_Width Wide and Fullwidth
  /// (https://www.unicode.org/Public/16.0.0/ucd/EastAsianWidth.txt).
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0xA4CF,
    0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x17000...0x18CFF, 0x1AFF0...0x1B2FB, 0x20000...0x3FFFD,
  ]

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x1100 && wide.contains { $0.contains(scalar.value) }
  }
}
