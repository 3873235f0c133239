internal import InviteDomain

/// Which of the stored codes the backend finds. It asks for `code.strip().upper()` of what was typed (its routes), and
/// so finds a code only where that leaves it as it is.
///
/// That is Python's `upper`, by which `ß` is `SS`, and not that of the database's collation, which knows ASCII alone or
/// one letter for one: a list of what Unicode has in capitals says it, as Swift has it. ASCII goes a cheap way.
enum CodeReach {
  /// Whether the backend finds no code that is stored so. What a database of another encoding than UTF-8 has beyond
  /// ASCII is not looked at: ``isUntold(_:)``.
  ///
  /// - Parameter column: an SQL expression of type text or varchar.
  static func isLost(_ column: String) -> String {
    """
    CASE WHEN octet_length(\(column)) = char_length(\(column)) OR NOT \(isUnicode)
      THEN \(column) <> upper(btrim(\(column), \(blanks)) COLLATE "C")
      ELSE \(column) COLLATE "C" ~ \(lost) END
    """
  }

  /// Whether that cannot be told, since the text is beyond ASCII and the database's encoding is not UTF-8.
  ///
  /// - Parameter column: as of ``isLost(_:)``.
  static func isUntold(_ column: String) -> String {
    #"(NOT \#(isUnicode) AND \#(column) COLLATE "C" ~ E'[^\\u0001-\\u007f]')"#
  }

  /// Asked once a statement.
  private static let isUnicode = "(SELECT getdatabaseencoding() = 'UTF8')"

  /// Those of ASCII that `str.strip()` takes away.
  private static let blanks = #"E' \t\n\r\f\x0b\x1c\x1d\x1e\x1f'"#

  /// A regular expression: a blank at an end, or a character that `str.upper()` changes anywhere.
  private static let lost: String = {
    let spaces = "[\(ranges(of: [0...0x3000], where: PythonText.isSpace))]"
    return "E'^\(spaces)|[\(ranges(of: [0...0x7F] + blocks, where: isChanged))]|\(spaces)$'"
  }()

  /// Where Unicode has letters that are changed: looking through all of it would take longer than the statement.
  static let blocks: [ClosedRange<UInt32>] = [
    0xB5...0x587, 0x10D0...0x10FF, 0x13F8...0x13FD, 0x1C80...0x1C8F, 0x1D79...0x1FFC,
    0x2100...0x218F, 0x24D0...0x24E9, 0x2C30...0x2D2D, 0xA640...0xA7FF, 0xAB30...0xABBF,
    0xFB00...0xFB17, 0xFF41...0xFF5A, 0x10428...0x105FF, 0x10CC0...0x10DFF, 0x118C0...0x118DF,
    0x16E60...0x16EFF, 0x1E922...0x1E943,
  ]

  /// Whether `str.upper()` makes something else of it, which it does without a look at what is beside it.
  static func isChanged(_ scalar: Unicode.Scalar) -> Bool {
    let capitals = scalar.properties.uppercaseMapping.unicodeScalars
    return capitals.count != 1 || capitals.first != scalar
  }

  /// As within brackets of a regular expression, in a literal with escapes.
  private static func ranges(
    of blocks: [ClosedRange<UInt32>], where isOne: (Unicode.Scalar) -> Bool
  ) -> String {
    var found: [ClosedRange<UInt32>] = []
    for value in blocks.joined() {
      guard let scalar = Unicode.Scalar(value), isOne(scalar) else { continue }
      if let last = found.last, last.upperBound + 1 == value {
        found[found.count - 1] = last.lowerBound...value
      } else {
        found.append(value...value)
      }
    }
    return found.map { range in
      let (first, last) = (escaped(range.lowerBound), escaped(range.upperBound))
      return range.count == 1 ? first : "\(first)-\(last)"
    }.joined()
  }

  private static func escaped(_ value: UInt32) -> String {
    let digits = String(value, radix: 16)
    let (letter, width) = value > 0xFFFF ? ("U", 8) : ("u", 4)
    return #"\\"# + letter + String(repeating: "0", count: width - digits.count) + digits
  }
}
