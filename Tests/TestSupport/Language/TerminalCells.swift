/// How many cells of a terminal a text takes, told anew beside invitectl's own count: Chinese characters and
/// their signs two, all else of what the tests show one.
public enum TerminalCells {
  public static func of(_ text: some StringProtocol) -> Int { widths(text).reduce(0, +) }

  /// Of each character.
  static func widths(_ text: some StringProtocol) -> [Int] {
    text.map { character in
      let value = character.unicodeScalars.first?.value ?? 0
      let isWide =
        (0x3000...0x30FF).contains(value) || (0x3400...0x9FFF).contains(value)
        || (0xFF01...0xFF60).contains(value)
      return isWide ? 2 : 1
    }
  }
}
