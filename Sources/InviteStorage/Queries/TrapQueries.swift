/// What of the backend's own weak spots can be seen in its tables. Each gives `count` and some
/// `ids`.
package enum TrapQueries {
  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// How many there are, and the first of them.
  static func counted(_ rows: String, ids: Int = 5) -> String {
    """
    SELECT count(*) AS count,
      coalesce((array_agg(id ORDER BY id))[1:\(ids)], '{}')::text[] AS ids
    FROM (\(rows)) AS r
    """
  }

  /// Rows that end retry_failed_invites whenever it comes to them.
  package static func poison(_ backend: BackendSchema) -> String {
    counted(
      """
      SELECT id FROM \(backend).invite_queue
      WHERE lower(status::text) = 'waiting' AND retry_count IS NULL
      """)
  }

  /// For a person to type.
  package static func mendPoison(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET retry_count = 0 "
      + "WHERE status = 'waiting' AND retry_count IS NULL"
  }

  /// Invites that nobody has accepted for a week, or into a team that is not active, whose members
  /// nobody looks at, where they and their like keep a code from being used (revision 024).
  package static func inFlight(_ backend: BackendSchema) -> String {
    counted(unaccepted(backend))
  }

  private static func unaccepted(_ backend: BackendSchema) -> String {
    """
    SELECT r.id FROM \(backend).invite_records r
    JOIN \(backend).redeem_codes c ON c.code = r.redeem_code
    WHERE lower(r.status::text) = 'success' AND r.accepted_at IS NULL AND NOT r.is_rebind
      AND (r.created_at < \(utc) - interval '7 days' OR \(TrapJoinQueries.isUnwatched(backend)))
      AND c.is_active AND c.max_uses > 0
      AND c.max_uses <= c.used_count + (
        SELECT count(*) FROM \(backend).invite_records o
        WHERE o.redeem_code = c.code AND o.accepted_at IS NULL AND NOT o.is_rebind
          AND lower(o.status::text) IN ('success', 'reserved'))
    """
  }

  /// For a person to type: gives their uses back. Whoever accepts one of them later is not counted.
  package static func mendInFlight(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_records SET status = 'failed', error_message = 'never accepted' "
      + "WHERE id IN (\(line(unaccepted(backend))))"
  }

  /// A statement on one line.
  static func line(_ sql: String) -> String {
    sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  /// Invites of members that the next member sync counts although they were counted before the
  /// upgrade to revision 024: nothing marks them.
  package static func uncounted(_ backend: BackendSchema) -> String {
    counted(
      """
      SELECT r.id FROM \(backend).invite_records r
      WHERE lower(r.status::text) = 'success' AND r.consumed_at IS NULL
        AND r.redeem_code IS NOT NULL
        AND (r.created_at < (SELECT min(consumed_at) FROM \(backend).invite_records)) IS NOT FALSE
        AND EXISTS (SELECT FROM \(backend).team_members m
          WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email))
        AND EXISTS (SELECT FROM \(backend).redeem_codes c
          WHERE c.code = r.redeem_code AND c.used_count > 0)
      """)
  }

  /// The same before the upgrade.
  package static func toBeUncounted(_ backend: BackendSchema) -> String {
    counted(
      """
      SELECT r.id FROM \(backend).invite_records r
      WHERE lower(r.status::text) = 'success' AND r.redeem_code IS NOT NULL
        AND EXISTS (SELECT FROM \(backend).team_members m
          WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email))
      """)
  }

  /// Marks as counted what an earlier backend has counted: between 'alembic upgrade' and the
  /// first start of the API.
  package static func mendUncounted(_ backend: BackendSchema) -> String {
    // The moment of the mark, and none of before: from when on uses are counted on join is told by it.
    "UPDATE \(backend).invite_records SET consumed_at = now() AT TIME ZONE 'utc' "
      + "WHERE status = 'success' AND consumed_at IS NULL "
      + "AND redeem_code IS NOT NULL AND (created_at < (SELECT min(consumed_at) "
      + "FROM \(backend).invite_records)) IS NOT FALSE"
  }

  /// Codes whose bucket the backend's job would believe, at once or when they are bound: `code`,
  /// `is_bound`; at most 1,000, those that are bound first.
  package static func limited(_ backend: BackendSchema) -> String {
    """
    SELECT code, bound_email IS NOT NULL AS is_bound FROM \(backend).redeem_codes
    WHERE is_active AND max_uses > 0 ORDER BY bound_email IS NULL, id DESC LIMIT 1000
    """
  }
}
