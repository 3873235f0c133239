internal import InviteDomain

/// Whose uses are counted, and which seats are left for whom.
extension RetryQueries {
  /// Of the stored codes `$1`, where uses are counted at the request, `code` and how many of its uses
  /// others than failed invites have: `served`, invites that were made; `open`, rows of the queue that no
  /// newer invite has served; `outbox`, redemptions whose message is still to be sent. And `is_untaken`,
  /// whether nobody takes tokens of it.
  package static func holders(_ backend: BackendSchema, outbox: Bool) -> String {
    let entries =
      outbox
      ? """
      SELECT w.code, count(*) AS n FROM wanted w
      JOIN invitectl.redeem_outbox o ON \(InviteKey.code("o.code")) = w.folded
      WHERE o.state = 'recorded' AND o.flow <> 'rebind' GROUP BY w.code
      """ : "SELECT NULL::text AS code, 0::bigint AS n WHERE false"
    return """
      WITH wanted AS MATERIALIZED (
        SELECT code, \(InviteKey.code("code")) AS folded FROM unnest($1::text[]) AS w (code)),
      served AS (
        SELECT w.code, count(*) AS n FROM wanted w
        JOIN \(backend).invite_records r ON \(InviteKey.code("r.redeem_code")) = w.folded
        WHERE NOT coalesce(r.is_rebind, false)
          AND (coalesce(upper(r.status::text), '') <> 'FAILED' OR r.accepted_at IS NOT NULL)
        GROUP BY w.code),
      waiting AS (
        SELECT w.code, count(*) AS n FROM wanted w
        JOIN \(backend).invite_queue q ON \(InviteKey.code("q.redeem_code")) = w.folded
        WHERE coalesce(upper(q.status::text), '') <> 'FAILED' AND NOT \(isServed("q", backend))
        GROUP BY w.code),
      entries AS (\(entries))
      SELECT w.code, coalesce(served.n, 0) AS served, coalesce(waiting.n, 0) AS open,
        coalesce(entries.n, 0) AS outbox,
        coalesce(upper(c.code_type::text) = 'LINUXDO', false) AS is_untaken
      FROM wanted w
      LEFT JOIN served ON served.code = w.code
      LEFT JOIN waiting ON waiting.code = w.code
      LEFT JOIN entries ON entries.code = w.code
      LEFT JOIN \(backend).redeem_codes c ON c.code = w.code
      """
  }

  /// The failed invites of the stored codes `$1` that nobody has made since: `code`, `email`, each pair
  /// once.
  package static func failing(_ backend: BackendSchema) -> String {
    """
    WITH wanted AS MATERIALIZED (
      SELECT code, \(InviteKey.code("code")) AS folded FROM unnest($1::text[]) AS w (code))
    SELECT w.code, \(InviteKey.email("q.email")) AS email
    FROM wanted w JOIN \(backend).invite_queue q ON \(InviteKey.code("q.redeem_code")) = w.folded
    WHERE upper(q.status::text) = 'FAILED' AND NOT \(isServed("q", backend))
    UNION
    SELECT w.code, \(InviteKey.email("r.email"))
    FROM wanted w JOIN \(backend).invite_records r ON \(InviteKey.code("r.redeem_code")) = w.folded
    WHERE upper(r.status::text) = 'FAILED' AND r.accepted_at IS NULL
      AND NOT coalesce(r.is_rebind, false) AND NOT \(isServed("r", backend))
    """
  }

  private static func isServed(_ row: String, _ backend: BackendSchema) -> String {
    """
    EXISTS (SELECT FROM \(backend).invite_records s
      WHERE \(InviteKey.email("s.email")) = \(InviteKey.email("\(row).email"))
        AND \(InviteKey.code("s.redeem_code")) = w.folded
        AND (upper(s.status::text) IN ('SUCCESS', 'REMOVED') OR s.accepted_at IS NOT NULL)
        AND s.created_at >= \(row).created_at)
    """
  }

  // MARK: - Seats

  /// Free seats by the group of the teams: `group_id` (NULL without one), `free`.
  package static func seats(_ backend: BackendSchema) -> String {
    """
    SELECT t.group_id, sum(greatest(0, coalesce(t.max_seats, 0) - (\(SeatQueries.taken(backend)))))
      ::bigint AS free
    FROM \(SeatQueries.activeTeams(backend)) t GROUP BY t.group_id
    """
  }

  /// Those of the stored codes `$1` that are of a group: `code`, `group_id`.
  package static func groups(_ backend: BackendSchema) -> String {
    """
    SELECT code, group_id FROM \(backend).redeem_codes
    WHERE code = ANY ($1::text[]) AND coalesce(group_id, 0) <> 0
    """
  }
}
