internal import Localization
@_spi(_Unicode) internal import Swift

/// One label of a host name, by RFC 952, RFC 1123 and, outside of ASCII, by IDNA 2008: which
/// characters it may have follows from their properties as RFC 5892 derives it.
struct HostLabel {
  let name: String
  let ascii: String

  /// - Parameter label: in small letters and in NFC.
  init(_ label: String) throws(EmailProblem) {
    guard let first = label.unicodeScalars.first, let last = label.unicodeScalars.last else {
      throw EmailProblem(tr("a dot is first, last, or follows another after the @"))
    }
    guard first != "-", last != "-" else {
      throw EmailProblem(tr("a hyphen begins or ends a part of the domain"))
    }
    let isASCII = label.utf8.allSatisfy { $0 < 0x80 }
    let isEncoded = isASCII && label.hasPrefix("xn--")
    if !isEncoded, label.unicodeScalars.dropFirst(2).starts(with: "--".unicodeScalars) {
      throw EmailProblem(tr("'--' is the third and fourth character of a part of the domain"))
    }
    if isEncoded {
      ascii = label
      name = try Self.decoded(label)
    } else if isASCII {
      (name, ascii) = (label, label)
    } else {
      try Self.check(label)
      guard let code = Punycode.encode(Array(label.unicodeScalars)) else {
        throw EmailProblem(tr("a part of the domain is too long"))
      }
      (name, ascii) = (label, "xn--" + code)
    }
    guard ascii.utf8.count <= 63 else {
      throw EmailProblem(tr("a part of the domain is longer than 63 characters"))
    }
  }

  /// What an `xn--` label stands for; only when it is that label's one spelling.
  private static func decoded(_ label: String) throws(EmailProblem) -> String {
    let problem = EmailProblem(tr("'\(label)' is no encoded part of a domain"))
    guard label.utf8.count <= 63, let scalars = Punycode.decode(label.dropFirst(4)) else {
      throw problem
    }
    var name = ""
    name.unicodeScalars.append(contentsOf: scalars)
    guard Array(name._nfc) == scalars, scalars.contains(where: { !$0.isASCII }),
      scalars.first != "-", scalars.last != "-",
      !scalars.dropFirst(2).starts(with: "--".unicodeScalars),
      Punycode.encode(scalars).map({ "xn--" + $0 }) == label
    else { throw problem }
    try check(name)
    return name
  }

  /// Each character by RFC 5892, and the marks that may only stand in certain places.
  private static func check(_ label: String) throws(EmailProblem) {
    let scalars = Array(label.unicodeScalars)
    if let first = scalars.first, EmailAddress.isMark(first) {
      throw EmailProblem(tr("a part of the domain begins with a combining mark"))
    }
    for (index, scalar) in scalars.enumerated() {
      guard !isRightToLeft(scalar) else {
        throw EmailProblem(tr("domains written from right to left are not taken here"))
      }
      guard isValid(scalar) || isValidHere(scalars, index) else {
        throw EmailProblem(tr("\(EmailAddress.shown(scalar)) is not taken after the @"))
      }
    }
  }

  static func unusual(_ scalar: Unicode.Scalar) -> EmailProblem {
    EmailProblem(
      tr("\(EmailAddress.shown(scalar)) after the @ stands for another character: write that one"))
  }

  /// RFC 5892 2.2, Unstable, turned around; with the PVALID ones of its Exceptions (2.6).
  static func isStable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\u{DF}", "\u{3C2}": true
    default: !scalar.properties.changesWhenNFKCCaseFolded
    }
  }

  /// PVALID.
  private static func isValid(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2D, 0x30...0x39, 0x61...0x7A: return true
    // Exceptions (2.6).
    case 0xDF, 0x3C2, 0x6FD, 0x6FE, 0xF0B, 0x3007: return true
    case 0x640, 0x7FA, 0x302E, 0x302F, 0x3031...0x3035, 0x303B: return false
    // IgnorableBlocks (2.4).
    case 0x20D0...0x20FF, 0x1D100...0x1D1FF, 0x1D200...0x1D24F: return false
    // OldHangulJamo (2.9).
    case 0x1100...0x11FF, 0xA960...0xA97F, 0xD7B0...0xD7FF: return false
    case 0..<0x80: return false
    default: break
    }
    let properties = scalar.properties
    guard isStable(scalar), !properties.isDefaultIgnorableCodePoint,
      !properties.isNoncharacterCodePoint
    else { return false }
    // LetterDigits (2.1).
    switch properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .otherLetter, .modifierLetter, .nonspacingMark,
      .spacingMark, .decimalNumber:
      return true
    default: return false
    }
  }

  /// CONTEXTO (RFC 5892, appendix A), as far as its scripts are written from left to right.
  private static func isValidHere(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    switch scalars[index].value {
    case 0xB7:  // between two l, as Catalan has it
      index > 0 && index + 1 < scalars.count && scalars[index - 1] == "l"
        && scalars[index + 1] == "l"
    case 0x375:  // before a Greek letter
      index + 1 < scalars.count && isGreek(scalars[index + 1].value)
    case 0x30FB:  // in Japanese text
      scalars.contains { isJapanese($0.value) }
    default: false
    }
  }

  private static func isGreek(_ value: UInt32) -> Bool {
    (0x370...0x3FF).contains(value) && value != 0x375 || (0x1F00...0x1FFF).contains(value)
  }

  /// Hiragana, Katakana (its middle dot and length mark are common to both) and Han.
  private static func isJapanese(_ value: UInt32) -> Bool {
    switch value {
    case 0x3005, 0x3007, 0x3021...0x3029, 0x3041...0x3096, 0x309D...0x309F, 0x30A1...0x30FA,
      0x30FD...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0x20000...0x3FFFF:
      true
    default: false
    }
  }

  /// The blocks whose characters are written from right to left, assigned or not (DerivedBidiClass).
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}
