internal import Localization
@_spi(_Unicode) internal import Swift

/// The part of an address after the @: a host name that can be reached from everywhere.
package struct EmailDomain {
  /// As it is stored: encoded labels decoded.
  package let name: String
  /// As DNS has it: labels outside of ASCII encoded (RFC 5891).
  package let ascii: String

  package init(_ typed: String) throws(EmailProblem) {
    guard !typed.isEmpty else { throw EmailProblem(tr("nothing is after the @")) }
    guard !typed.hasPrefix("[") else {
      throw EmailProblem(tr("an IP address is not taken after the @"))
    }
    guard typed.unicodeScalars.count <= 253 else {
      throw EmailProblem(tr("more than 253 characters are after the @"))
    }
    let mapped = try Self.mapped(typed)
    var names: [String] = []
    var encoded: [String] = []
    for label in mapped.unicodeScalars.split(separator: ".", omittingEmptySubsequences: false) {
      let parsed = try HostLabel(String(label))
      names.append(parsed.name)
      encoded.append(parsed.ascii)
    }
    name = names.joined(separator: ".")
    ascii = encoded.joined(separator: ".")
    guard ascii.utf8.count <= 253 else {
      throw EmailProblem(tr("more than 253 characters are after the @"))
    }
    guard let top = encoded.last, encoded.count > 1 else {
      throw EmailProblem(tr("the part after the @ has no dot"))
    }
    guard let last = ascii.unicodeScalars.last, ("a"..."z").contains(last) else {
      throw EmailProblem(
        tr("the part after the @ does not end with a letter, as every domain does"))
    }
    guard !Self.isSpecial(top.utf8[...]) else {
      throw EmailProblem(tr("'.\(top)' is reserved and cannot receive mail"))
    }
  }

  /// email-validator's SPECIAL_USE_DOMAIN_NAMES: IANA's special-use names; all of them top levels.
  private static let special: Set = ["arpa", "invalid", "local", "localhost", "onion", "test"]

  /// Whether nobody can receive mail in that top level.
  package static func isSpecial(_ top: Substring.UTF8View) -> Bool {
    // Most are short or long ones, which need no text to be compared.
    (4...9).contains(top.count) && special.contains(String(Substring(top)))
  }

  /// Small letters in NFC, with plain dots: UTS #46 where its mapping is that of small letters. What
  /// it would map to something else is refused.
  private static func mapped(_ typed: String) throws(EmailProblem) -> String {
    if let first = typed.unicodeScalars.first, EmailAddress.isMark(first) {
      throw EmailProblem(tr("a combining mark follows the @"))
    }
    var text = String.UnicodeScalarView()
    for scalar in typed.unicodeScalars {
      switch scalar {
      case "a"..."z", "0"..."9", "-", ".": text.append(scalar)
      case "A"..."Z": text.append(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value + 0x20)))
      // The three that are dots too in East Asian text (UTS #46).
      case "\u{3002}", "\u{FF0E}", "\u{FF61}": text.append(".")
      default:
        guard !scalar.isASCII else {
          throw EmailProblem(tr("\(EmailAddress.shown(scalar)) is not taken after the @"))
        }
        try EmailAddress.checkSafe(scalar)
        guard scalar != "\u{1E9E}" else { throw HostLabel.unusual(scalar) }
        for small in scalar.properties.lowercaseMapping.unicodeScalars {
          guard HostLabel.isStable(small) else { throw HostLabel.unusual(scalar) }
          text.append(small)
        }
      }
    }
    let mapped = String(text)
    if mapped.utf8.allSatisfy({ $0 < 0x80 }) { return mapped }
    var normal = ""
    normal.unicodeScalars.append(contentsOf: mapped._nfc)
    return normal
  }
}
