/// Values of settings, as they may be repeated to a person. Each of them may be a whole URL with its password, put
/// where a host, a number or a path belongs.
package enum GivenText {
  /// The value without a login and without what is named like a secret, also where it is percent-encoded or has
  /// no scheme; as it is where it can have neither.
  package static func shown(_ value: String) -> String {
    let plain = PercentText.decoded(value[...]) ?? value
    guard let at = plain.lastIndex(of: "@") else {
      let mayName = plain.contains { "='\"{".contains($0) }
      return mayName ? ForeignText.withoutSecrets(plain) : value
    }
    // A file's directory may be named for a user or for an instance of a unit.
    if isPath(plain), !plain[..<at].contains(":") { return ForeignText.withoutSecrets(plain) }
    // Up to the last one, since passwords that are not escaped have some in them.
    let scheme = plain[..<at].firstRange(of: "://").map { plain[..<$0.lowerBound] } ?? ""
    let isScheme = !scheme.isEmpty && scheme.allSatisfy { $0.isLetter || "+.-".contains($0) }
    return ForeignText.withoutSecrets(
      (isScheme ? "\(scheme)://" : "") + ForeignText.hidden + plain[at...])
  }

  private static func isPath(_ text: String) -> Bool {
    !text.hasPrefix("//") && ["/", "./", "../"].contains { text.hasPrefix($0) }
  }

  /// Whether it can be the name of a host, an IPv4 or an IPv6 address, which may be in brackets and have a zone:
  /// nothing else is connected to, or repeated as one.
  package static func isHost(_ text: String) -> Bool {
    guard text.contains(":") else {
      return !text.isEmpty
        && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" }
    }
    let parts = withoutBrackets(text).split(
      separator: "%", maxSplits: 1, omittingEmptySubsequences: false)
    let zone = parts.dropFirst().first ?? ""
    return parts[0].count { $0 == ":" } > 1
      && parts[0].allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
      && zone.allSatisfy { $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" || $0 == "-" }
  }

  /// An IPv6 address as it is connected to; anything else as it is.
  package static func withoutBrackets(_ host: String) -> String {
    host.hasPrefix("[") && host.hasSuffix("]") && host.contains(":")
      ? String(host.dropFirst().dropLast()) : host
  }
}
