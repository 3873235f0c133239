/// Invites that the member sync does not count, or not as what they are (revision 024). Each gives
/// `count` and some `ids`.
package enum TrapJoinQueries {
  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// Whether the team of record `r` is one that the member sync passes over: who joins there is not
  /// counted (sync_all_teams).
  static func isUnwatched(_ backend: BackendSchema) -> String {
    """
    NOT EXISTS (SELECT FROM \(SeatQueries.activeTeams(backend)) t WHERE t.id = r.team_id)
    """
  }

  /// Members of teams that are not active whose invite is neither in flight any more nor counted: a sync
  /// by hand has seen them. From before the upgrade to 024, which is before the first mark, they were
  /// counted at the request.
  package static func uncounted(_ backend: BackendSchema) -> String {
    TrapQueries.counted(joined(backend))
  }

  private static func joined(_ backend: BackendSchema) -> String {
    """
    SELECT r.id FROM \(backend).invite_records r
    WHERE lower(r.status::text) = 'success' AND r.consumed_at IS NULL
      AND (r.accepted_at IS NOT NULL OR EXISTS (SELECT FROM \(backend).team_members m
        WHERE m.team_id = r.team_id AND lower(m.email) = lower(r.email)))
      AND r.created_at >= (SELECT min(consumed_at) FROM \(backend).invite_records)
      AND EXISTS (SELECT FROM \(backend).redeem_codes c WHERE c.code = r.redeem_code)
      AND \(isUnwatched(backend))
    """
  }

  /// For a person to type: what the member sync does when such a team is active.
  package static func mendUncounted(_ backend: BackendSchema) -> String {
    TrapQueries.line(
      """
      WITH joined AS (
        UPDATE \(backend).invite_records SET accepted_at = coalesce(accepted_at, \(utc)),
          consumed_at = \(utc) WHERE id IN (\(joined(backend)))
        RETURNING redeem_code, lower(email) AS email, is_rebind
      ), counted AS (
        SELECT redeem_code, min(email) FILTER (WHERE is_rebind IS NOT TRUE) AS email,
          count(*) FILTER (WHERE is_rebind IS NOT TRUE) AS uses,
          count(*) FILTER (WHERE is_rebind) AS rebinds
        FROM joined GROUP BY redeem_code
      )
      UPDATE \(backend).redeem_codes c SET
        used_count = CASE WHEN c.max_uses = 0 THEN coalesce(c.used_count, 0) + n.uses
          ELSE greatest(coalesce(c.used_count, 0),
            least(c.max_uses, coalesce(c.used_count, 0) + n.uses)) END,
        activated_at = CASE WHEN n.uses > 0 THEN coalesce(c.activated_at, \(utc))
          ELSE c.activated_at END,
        bound_email = coalesce(c.bound_email, n.email),
        rebind_count = CASE WHEN n.rebinds > 0 THEN greatest(coalesce(c.rebind_count, 0), 1)
          ELSE c.rebind_count END
      FROM counted n WHERE c.code = n.redeem_code
      """)
  }

  /// Invites on their way of which nothing says whether they are a rebind: they hold no use in flight,
  /// so that a code goes beyond its limit, and a worker since f50f965 that is to take such a reservation
  /// invites and notes nothing.
  package static func kindless(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT id FROM \(backend).invite_records WHERE \(isKindless)")
  }

  private static let isKindless = """
    is_rebind IS NULL AND redeem_code IS NOT NULL AND accepted_at IS NULL \
    AND consumed_at IS NULL AND lower(status::text) IN ('success', 'reserved')
    """

  /// The same of rows in the queue.
  package static func kindlessRows(_ backend: BackendSchema) -> String {
    TrapQueries.counted("SELECT id FROM \(backend).invite_queue WHERE \(isKindlessRow)")
  }

  private static let isKindlessRow = """
    is_rebind IS NULL AND lower(status::text) IN ('waiting', 'processing', 'pending')
    """

  /// For a person to type: when such an invite is accepted the backend counts it as a use.
  package static func mendKindless(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_records SET is_rebind = false WHERE \(isKindless)"
  }

  package static func mendKindlessRows(_ backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET is_rebind = false WHERE \(isKindlessRow)"
  }
}
