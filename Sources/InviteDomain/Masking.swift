internal import ClientSupport

/// Masks personal values for logs and errors the way the backend's own logs do.
///
/// Whole values are shown only in a command's own result.
public enum Masking {
  /// `alice@example.com` becomes `a***e@example.com`; a name of one or two characters keeps only
  /// its first.
  public static func email(_ email: String) -> String { ForeignText.email(email) }

  /// `ABCD1234YZ` becomes `ABCD****YZ`; a code of six characters or fewer is hidden but for its
  /// first, so that what is masked is never less than half.
  public static func code(_ code: String) -> String { ForeignText.code(code) }
}
