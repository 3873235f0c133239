/// By what rows of one invite are found whoever wrote them: email and code without the case and the
/// blanks around them. The backend folds both when it is asked, and its worker stores what the
/// message says.
///
/// Letters beyond ASCII are folded as far as the database's collation does.
enum InviteKey {
  private static let blanks = #"E' \t\n\r\f\x0b'"#

  /// - Parameter column: an SQL expression.
  static func email(_ column: String) -> String { "lower(btrim(\(column), \(blanks)))" }

  /// - Parameter column: an SQL expression.
  static func code(_ column: String) -> String { "upper(\(trimmed(column)))" }

  /// Without the blanks around it.
  ///
  /// - Parameter column: an SQL expression.
  static func trimmed(_ column: String) -> String { "btrim(\(column), \(blanks))" }
}
