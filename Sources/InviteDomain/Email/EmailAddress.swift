internal import Localization
@_spi(_Unicode) internal import Swift

/// Email addresses by the backend's rule, and as it stores them.
///
/// The backend takes what pydantic's `EmailStr` takes, that is the package email-validator with
/// `check_deliverability=False`, and lower-cases the result. The rules below are those of
/// email-validator 2.4 (RFC 5322 dot-atoms, RFC 6531, IDNA 2008); a test compares them with the
/// package itself. Where Unicode tables would be needed that the Swift library does not have, an
/// address is refused, see docs/redeem.md.
package enum EmailAddress {
  /// As the backend stores it: without a display name, in NFC, an encoded domain decoded,
  /// lower-cased.
  ///
  /// - Throws: ``EmailProblem``.
  package static func normalized(_ typed: String) throws(EmailProblem) -> String {
    guard !typed.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) else {
      throw EmailProblem(tr("it has a line break"))
    }
    let text = PythonText.stripped(try withoutDisplayName(PythonText.stripped(typed)))
    // Quotes are refused before it, so that no other @ can be inside of them.
    guard let at = text.unicodeScalars.firstIndex(of: "@") else {
      throw EmailProblem(tr("it has no @"))
    }
    let name = String(text.unicodeScalars[..<at])
    let domain = text.unicodeScalars[text.unicodeScalars.index(after: at)...]
    let local = try local(name)
    let host = try EmailDomain(String(domain))
    // The package checks all three; each may be the longest.
    for address in [text, "\(local)@\(host.name)", "\(local)@\(host.ascii)"] {
      guard address.utf8.count <= 254 else { throw EmailProblem(tr("it is longer than 254 bytes")) }
    }
    return try lowercased("\(local)@\(host.name)")
  }

  /// `Ann <ann@example.com>` is ann@example.com: EmailStr drops the name.
  private static func withoutDisplayName(_ text: String) throws(EmailProblem) -> String {
    guard text.hasSuffix(">"), let open = text.firstIndex(of: "<") else { return text }
    let name = PythonText.stripped(String(text[..<open]))
    let isQuoted = name.count > 2 && name.hasPrefix("\"") && name.hasSuffix("\"")
    let inner = isQuoted ? name.dropFirst().dropLast() : name[...]
    let fits = inner.unicodeScalars.allSatisfy { scalar in
      isQuoted
        ? scalar != "\""
        : isWord(scalar) || PythonText.isSpace(scalar) || isAtom(scalar) || scalar == "."
    }
    guard fits else { throw EmailProblem(tr("the name before the < has special characters")) }
    return String(text[text.index(after: open)...].dropLast())
  }

  /// Python's `\w`.
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// The part before the @, in NFC.
  private static func local(_ typed: String) throws(EmailProblem) -> String {
    guard !typed.isEmpty else { throw EmailProblem(tr("nothing is before the @")) }
    guard !typed.hasPrefix("\"") else {
      throw EmailProblem(tr("quotes are not taken before the @"))
    }
    try checkLocal(typed)
    if typed.utf8.allSatisfy({ $0 < 0x80 }) { return typed }
    var normal = ""
    normal.unicodeScalars.append(contentsOf: typed._nfc)
    try checkLocal(normal)
    return normal
  }

  private static func checkLocal(_ text: String) throws(EmailProblem) {
    var previous: Unicode.Scalar = "."
    for scalar in text.unicodeScalars {
      if scalar == "." {
        guard previous != "." else {
          throw EmailProblem(tr("a dot is first or follows another before the @"))
        }
      } else if scalar.isASCII {
        guard isAtom(scalar) else {
          throw EmailProblem(tr("\(shown(scalar)) is not taken before the @"))
        }
      } else {
        try checkSafe(scalar)
      }
      previous = scalar
    }
    guard previous != "." else { throw EmailProblem(tr("a dot is right before the @")) }
    if let first = text.unicodeScalars.first, isMark(first) {
      throw EmailProblem(tr("it begins with a combining mark"))
    }
  }

  /// RFC 5322's atext.
  private static func isAtom(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "_", "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "`", "{", "|", "}",
      "~":
      true
    default: false
    }
  }

  /// Letters, marks, numbers, punctuation and symbols; neither spaces nor anything that cannot be
  /// seen.
  static func checkSafe(_ scalar: Unicode.Scalar) throws(EmailProblem) {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator, .lineSeparator,
      .paragraphSeparator:
      throw EmailProblem(tr("it has \(shown(scalar))"))
    default: return
    }
  }

  static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  /// A character for a sentence; by its number where it cannot be seen.
  package static func shown(_ scalar: Unicode.Scalar) -> String {
    if scalar == " " { return tr("a space") }
    if scalar.isASCII, scalar.value > 0x20, scalar.value < 0x7F { return "'\(scalar)'" }
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// As Python's `str.lower()`, which writes a capital sigma in two ways depending on what is around
  /// it: such an address is to be typed in small letters.
  private static func lowercased(_ text: String) throws(EmailProblem) -> String {
    guard !text.unicodeScalars.contains("\u{3A3}") else {
      throw EmailProblem(tr("it has a capital sigma: write it in small letters"))
    }
    return text.lowercased()
  }
}
