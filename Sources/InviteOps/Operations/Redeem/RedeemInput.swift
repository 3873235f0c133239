internal import InviteDomain
internal import Localization

/// What a person typed, made into what the backend would store and compare.
enum RedeemInput {
  /// Trimmed and upper-cased.
  static func code(_ text: String) throws(Failure) -> String {
    // Nearly all codes: nothing to fold, and two times as fast.
    if isPlain(text, letters: UInt8(ascii: "A")...UInt8(ascii: "Z")) { return text }
    let code = PythonText.stripped(text).uppercased()
    guard !code.isEmpty else { throw Failure(.usage, tr("the code is empty")) }
    guard !hasControlCharacter(code) else {
      throw Failure(.usage, tr("the code contains a control character"))
    }
    return code
  }

  /// As the backend stores it, by the rule of ``EmailAddress``.
  static func email(_ text: String) throws(Failure) -> String {
    if text.utf8.count <= 100, isPlainAddress(text) { return text }
    let typed = PythonText.stripped(text)
    guard !typed.isEmpty else { throw Failure(.usage, tr("the email is empty")) }
    let email: String
    do {
      email = try EmailAddress.normalized(text)
    } catch {
      throw Failure(
        .usage,
        tr("'\(Masking.email(typed))' is not an email address that the backend takes: \(error)"),
        hint: tr("write it as name@example.com"))
    }
    guard email.unicodeScalars.count <= 100 else {
      throw Failure(.usage, tr("the email is longer than 100 characters, which is all that fits"))
    }
    return email
  }

  /// Nothing but digits and those letters.
  private static func isPlain(_ text: String, letters: ClosedRange<UInt8>) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy {
        letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
      }
  }

  /// Nearly all addresses: small letters, digits, single dots, dashes, underscores and plus signs,
  /// with one @ and a domain of two or more labels, the last one of letters and not reserved.
  private static func isPlainAddress(_ text: String) -> Bool {
    var labels = 0
    var length = 0
    var isTopOfLetters = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): length += 1
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        length += 1
        isTopOfLetters = false
      // In a domain a dash has rules of its own.
      case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"):
        guard labels == 0 else { return false }
        length += 1
      case UInt8(ascii: "@"):
        guard labels == 0, length > 0 else { return false }
        (labels, length) = (1, 0)
      case UInt8(ascii: "."):
        guard length > 0, length <= 63 || labels == 0 else { return false }
        if labels > 0 { labels += 1 }
        (length, isTopOfLetters) = (0, true)
      default: return false
      }
    }
    return labels >= 2 && (1...63).contains(length) && isTopOfLetters
      && !EmailDomain.isSpecial(text.utf8.suffix(length))
  }

  private static func hasControlCharacter(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }
}
