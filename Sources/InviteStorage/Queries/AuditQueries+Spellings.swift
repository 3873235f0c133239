import InviteDomain

/// Which rows of the tables may be of codes that are named, by a test that costs little. No index of the backend's
/// serves a code in `invite_records` and `invite_queue`, so that each row is looked at.
extension AuditQueries {
  /// How rows may have the codes that are named, as ``bounds(_:)`` tells it.
  package struct Spellings: Sendable {
    /// Folded as ``InviteKey`` does, and once more as ASCII.
    package let texts: [String]
    /// The bytes of the shortest of them; -1 where one is not ASCII, or where bytes do not tell, in a database that is
    /// not UTF-8.
    package let shortest: Int

    package init(texts: [String], shortest: Int) {
      self.texts = texts
      self.shortest = shortest
    }
  }

  /// `$1` codes or NULL for all. One row: `first` and `last`, the least and the largest id, NULL without one;
  /// `spellings` and `shortest`, of ``Spellings``, NULL for all codes.
  package static func bounds(_ backend: BackendSchema) -> String {
    let trimmed = InviteKey.trimmed("code")
    return """
      SELECT min(id) AS first, max(id) AS last,
        CASE WHEN $1::text[] IS NOT NULL THEN coalesce(
            array_agg(\(InviteKey.code("code"))), ARRAY[]::text[])
          || coalesce(array_agg(upper(\(trimmed) COLLATE "C")), ARRAY[]::text[]) END AS spellings,
        CASE WHEN $1::text[] IS NOT NULL THEN
          CASE WHEN getdatabaseencoding() = 'UTF8'
              AND coalesce(bool_and(octet_length(code) = char_length(code)), true)
            THEN coalesce(min(octet_length(\(trimmed))), 0) ELSE -1 END END AS shortest
      FROM \(backend).redeem_codes
      WHERE $1::text[] IS NULL OR code = ANY ($1::text[])
      """
  }

  /// Whether a text may be one of ``Spellings``: true for each that is folded to one of these codes, and for few others.
  ///
  /// A text in ASCII that is no longer than the shortest code has no room for blanks, and which letters differ in case
  /// alone the collation "C" knows as well, which is a third of the price. `= ANY` of a text lets the planner expect few
  /// rows, and so have two processes look.
  static func isSpelled(_ column: String, _ texts: String, _ shortest: String) -> String {
    """
    (\(texts)::text[] IS NULL OR CASE
      WHEN octet_length(\(column)) <= \(shortest)::int AND octet_length(\(column)) = char_length(\(column))
      THEN upper(\(column) COLLATE "C") ELSE \(InviteKey.code(column)) END = ANY (\(texts)::text[]))
    """
  }
}
