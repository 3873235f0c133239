internal import InviteDomain

/// Rows of tables as traces of codes, for `force-resync`, which counts them, and for its audit, which assigns
/// them.
enum EvidenceQueries {
  /// Rows of a table as traces of the codes of `wanted (code, folded, …)`.
  ///
  /// A trace is of the code that is stored as the trace has it; else of the one in capitals, as the
  /// backend writes what it is asked for; else of any that differs in case and blanks alone.
  ///
  /// - Parameters:
  ///   - column: of the code in that table, which is `t`.
  ///   - values: what is selected; `w` is the code.
  ///   - alike: which of the codes that differ in case alone.
  static func rows(
    _ column: String, _ values: String, of table: String, where condition: String,
    alike: String = "true", _ backend: BackendSchema
  ) -> String {
    """
    SELECT \(values)
    FROM \(table) t JOIN wanted w ON w.folded = \(InviteKey.code("t.\(column)"))
    WHERE \(condition) AND (w.code = t.\(column) OR (
      NOT EXISTS (SELECT FROM \(backend).redeem_codes c WHERE c.code = t.\(column))
      AND (w.code = w.folded OR (\(alike)
        AND NOT EXISTS (SELECT FROM \(backend).redeem_codes c WHERE c.code = w.folded)))))
    """
  }
}
