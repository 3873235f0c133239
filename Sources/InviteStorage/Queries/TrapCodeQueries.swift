/// Active codes that nobody can redeem: the backend looks for a code in capitals and without the blanks
/// around it. Each gives `count` and some `ids`.
package enum TrapCodeQueries {
  /// Codes with small letters or blanks around them whose capitals are free.
  package static func unreachable(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT c.id FROM \(backend).redeem_codes c WHERE \(isFree(backend))")
  }

  /// Those whose capitals are another code, or will be when the first of their like has got them.
  package static func doubled(_ backend: BackendSchema) -> String {
    TrapQueries.counted(
      "SELECT c.id FROM \(backend).redeem_codes c WHERE \(isOdd) AND NOT (\(isFree(backend)))")
  }

  /// Codes with letters or blanks that Python changes and this database does not: no statement gives them
  /// what the backend looks for.
  package static func changed(_ backend: BackendSchema) -> String {
    TrapQueries.counted(
      "SELECT c.id FROM \(backend).redeem_codes c WHERE c.is_active "
        + "AND c.code = \(InviteKey.code("c.code")) AND \(CodeReach.isLost("c.code"))")
  }

  private static let isOdd = "c.is_active AND c.code <> \(InviteKey.code("c.code"))"

  private static func isFree(_ backend: BackendSchema) -> String {
    """
    \(isOdd) AND NOT EXISTS (SELECT FROM \(backend).redeem_codes o \
    WHERE \(InviteKey.code("o.code")) = \(InviteKey.code("c.code")) AND o.id <> c.id \
    AND (o.code = \(InviteKey.code("o.code")) OR (o.is_active AND o.id < c.id)))
    """
  }

  /// For a person to type: gives them their capitals, also in the rows that name them.
  ///
  /// - Parameter hasQueue: whether there is a table invite_queue.
  package static func mendUnreachable(_ backend: BackendSchema, hasQueue: Bool) -> String {
    let queue =
      hasQueue
      ? """
      , queued AS (
        UPDATE \(backend).invite_queue SET redeem_code = n.code FROM named n
        WHERE redeem_code = n.former
      )
      """ : ""
    return TrapQueries.line(
      """
      WITH named AS (
        UPDATE \(backend).redeem_codes n SET code = \(InviteKey.code("c.code"))
        FROM \(backend).redeem_codes c WHERE c.id = n.id AND \(isFree(backend))
        RETURNING c.code AS former, n.code
      )\(queue)
      UPDATE \(backend).invite_records SET redeem_code = n.code FROM named n
      WHERE redeem_code = n.former
      """)
  }

  /// For a person to type, after ``mendUnreachable(_:hasQueue:)``.
  package static func mendDoubled(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes c SET is_active = false "
      + "WHERE \(isOdd) AND NOT (\(isFree(backend)))"
  }

  /// For a person to type, of some that were found by ``changed(_:)``.
  ///
  /// - Parameter ids: one at least.
  package static func mendChanged(_ backend: BackendSchema, ids: [String]) -> String {
    "UPDATE \(backend).redeem_codes SET is_active = false "
      + "WHERE id IN (\(ids.joined(separator: ", ")))"
  }
}
