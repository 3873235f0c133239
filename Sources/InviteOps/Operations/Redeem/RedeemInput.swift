/// What a person typed, made into what the backend would store and compare.
enum RedeemInput {
  /// Trimmed and upper-cased.
  static func code(_ text: String) throws(Failure) -> String {
    // Nearly all codes: nothing to fold, and two times as fast.
    if isPlain(text, letters: UInt8(ascii: "A")...UInt8(ascii: "Z")) { return text }
    let code = trimmed(text).uppercased()
    guard !code.isEmpty else { throw Failure(.usage, "the code is empty") }
    guard !hasControlCharacter(code) else {
      throw Failure(.usage, "the code contains a control character")
    }
    return code
  }

  /// Trimmed and lower-cased, and checked for the form of an address.
  static func email(_ text: String) throws(Failure) -> String {
    if text.utf8.count <= 100, isPlainAddress(text) { return text }
    let email = trimmed(text).lowercased()
    guard !email.isEmpty else { throw Failure(.usage, "the email is empty") }
    guard email.unicodeScalars.count <= 100 else {
      throw Failure(.usage, "the email is longer than 100 characters, which is all that fits")
    }
    guard !hasControlCharacter(email) else {
      throw Failure(.usage, "the email contains a control character")
    }
    guard isAddress(email) else {
      throw Failure(
        .usage, "'\(Masking.email(email))' is not an email address",
        hint: "write it as name@example.com")
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

  /// An address of lower-case letters, digits, dots, dashes and plus signs, with one @ and a domain
  /// of two or more labels.
  private static func isPlainAddress(_ text: String) -> Bool {
    var labels = 0
    var length = 0
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "+"):
        length += 1
      case UInt8(ascii: "@"):
        guard labels == 0, length > 0 else { return false }
        (labels, length) = (1, 0)
      case UInt8(ascii: "."):
        if labels == 0 {
          length += 1
        } else {
          guard length > 0 else { return false }
          (labels, length) = (labels + 1, 0)
        }
      default: return false
      }
    }
    return labels >= 2 && length > 0
  }

  /// One @ with something before it and a domain of two or more labels after it; no spaces.
  private static func isAddress(_ email: String) -> Bool {
    guard !email.unicodeScalars.contains(where: isSpace) else { return false }
    let parts = email.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty else { return false }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty }
  }

  /// As Python's `str.strip()`: white space by Unicode, and the four separators below U+0020.
  private static func trimmed(_ text: String) -> String {
    var scalars = text.unicodeScalars[...]
    while let first = scalars.first, isSpace(first) { scalars.removeFirst() }
    while let last = scalars.last, isSpace(last) { scalars.removeLast() }
    return String(scalars)
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  private static func hasControlCharacter(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
  }
}
