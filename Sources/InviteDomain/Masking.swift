/// Masks personal values for logs and errors the way the backend's own logs do.
///
/// Whole values are shown only in a command's own result.
public enum Masking {
  /// `alice@example.com` becomes `a***e@example.com`; a name of one or two characters keeps only
  /// its first.
  public static func email(_ email: String) -> String {
    guard let at = email.lastIndex(of: "@") else { return code(email) }
    let name = email[..<at]
    let domain = email[at...]
    guard let first = name.first else { return "***" + domain }
    guard name.count > 2, let last = name.last else { return "\(first)***\(domain)" }
    return "\(first)***\(last)\(domain)"
  }

  /// `ABCD1234YZ` becomes `ABCD****YZ`; a code of six characters or fewer is hidden but for its
  /// first, so that what is masked is never less than half.
  public static func code(_ code: String) -> String {
    guard code.count > 8 else { return code.prefix(code.count > 2 ? 2 : 0) + "****" }
    return "\(code.prefix(4))****\(code.suffix(2))"
  }
}
