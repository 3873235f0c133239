internal import InviteDomain

/// Statements of `trace`: everything that the database has of one person, code or task. Times are epoch
/// seconds, NULL where there is none or it is infinite.
///
/// Emails are looked up as they are written, so that the index serves: `$1` has every spelling that is
/// meant. Of each kind the newest rows are read, ``most`` of them.
package enum TraceQueries {
  package typealias Text = InviteTraceQueries.Text

  /// More rows than this of one kind are not looked at; one more is read, so that it can be said.
  package static let most = 50

  /// `$1` codes as they are stored, `$2` emails.
  package static func codes(_ backend: BackendSchema, _ text: Text) -> String {
    """
    SELECT id, \(text.of("code")) AS code, upper(code_type::text) AS code_type, max_uses, used_count,
      is_active, group_id, validity_days, \(text.of("bound_email")) AS bound_email,
      \(epoch("created_at")) AS created, \(epoch("activated_at")) AS activated,
      \(epoch("expires_at")) AS expires
    FROM \(backend).redeem_codes
    WHERE code = ANY ($1::text[]) OR bound_email = ANY ($2::text[])
    ORDER BY id DESC
    LIMIT \(most + 1)
    """
  }

  /// `$1` emails.
  package static func recordsOfEmails(_ backend: BackendSchema, _ text: Text) -> String {
    records(backend, text, "email = ANY ($1::text[])")
  }

  /// `$1` codes as they are stored.
  package static func recordsOfCodes(_ backend: BackendSchema, _ text: Text) -> String {
    records(backend, text, isOf("$1", backend))
  }

  /// A row whose `redeem_code` means one of these stored codes: the one of just this text, else the one that the
  /// backend finds by it, as ``RetryQueries`` has it.
  private static func isOf(_ codes: String, _ backend: BackendSchema) -> String {
    """
    \(InviteKey.code("redeem_code")) = ANY (ARRAY(
        SELECT \(InviteKey.code("w.code")) FROM unnest(\(codes)::text[]) AS w (code)))
      AND (redeem_code = ANY (\(codes)::text[])
        OR NOT EXISTS (SELECT FROM \(backend).redeem_codes c WHERE c.code = redeem_code))
    """
  }

  /// `$1` ids.
  package static func recordsOfIDs(_ backend: BackendSchema, _ text: Text) -> String {
    records(backend, text, "id = ANY ($1::bigint[])")
  }

  /// Before revision 024 there is no `consumed_at`, before 014 no `teams.status`: the names then mean
  /// what stands outside.
  private static func records(
    _ backend: BackendSchema, _ text: Text, _ condition: String
  ) -> String {
    """
    WITH found AS MATERIALIZED (
      SELECT r.* FROM (SELECT NULL::timestamp AS consumed_at) AS before
      CROSS JOIN LATERAL (
        SELECT id, email, redeem_code, status::text AS status, error_message, team_id, created_at,
          accepted_at, is_rebind, consumed_at
        FROM \(backend).invite_records WHERE \(condition)) AS r
    )
    SELECT f.id, \(text.of("f.email")) AS email, \(text.of("f.redeem_code")) AS code,
      upper(f.status) AS status, \(text.of("f.error_message")) AS error_message, f.team_id,
      \(text.of("t.name")) AS team, t.is_active AS team_is_active, lower(t.status) AS team_status,
      coalesce(f.is_rebind, false) AS is_rebind, f.is_rebind IS NOT NULL AS says_kind,
      \(epoch("f.created_at")) AS created,
      \(epoch("f.accepted_at")) AS accepted, \(epoch("f.consumed_at")) AS consumed
    FROM found f
    LEFT JOIN (
      SELECT t.* FROM (SELECT 'active'::text AS status) AS before
      CROSS JOIN LATERAL (
        SELECT id, name, is_active, status::text AS status FROM \(backend).teams) AS t
    ) AS t ON t.id = f.team_id
    ORDER BY f.id DESC
    LIMIT \(most + 1)
    """
  }

  /// `$1` emails, `$2` codes as they are stored. Before revision 024 a row does not say whether it is a
  /// rebind.
  package static func queueRows(_ backend: BackendSchema, _ text: Text) -> String {
    queueRows(backend, text, "email = ANY ($1::text[]) OR (\(isOf("$2", backend)))")
  }

  /// `$1` ids.
  package static func queueRowsOfIDs(_ backend: BackendSchema, _ text: Text) -> String {
    queueRows(backend, text, "id = ANY ($1::bigint[])")
  }

  private static func queueRows(
    _ backend: BackendSchema, _ text: Text, _ condition: String
  ) -> String {
    """
    WITH found AS MATERIALIZED (
      SELECT q.* FROM (SELECT false AS is_rebind) AS before
      CROSS JOIN LATERAL (
        SELECT id, email, redeem_code, status::text AS status, error_message, group_id, retry_count,
          created_at, processed_at, is_rebind
        FROM \(backend).invite_queue WHERE \(condition)) AS q
    )
    SELECT id, \(text.of("email")) AS email, \(text.of("redeem_code")) AS code,
      upper(status) AS status, \(text.of("error_message")) AS error_message, group_id, retry_count,
      coalesce(is_rebind, false) AS is_rebind, \(epoch("created_at")) AS created,
      \(epoch("processed_at")) AS processed
    FROM found
    ORDER BY id DESC
    LIMIT \(most + 1)
    """
  }

  /// `$1` emails as they are written; in the teams `$2` also in other letters or with blanks.
  package static func members(_ backend: BackendSchema, _ text: Text) -> String {
    """
    SELECT \(text.of("m.email")) AS email, m.team_id, \(text.of("t.name")) AS team,
      t.is_active AS team_is_active, \(epoch("m.joined_at")) AS joined
    FROM \(backend).team_members m
    LEFT JOIN \(backend).teams t ON t.id = m.team_id
    WHERE m.email = ANY ($1::text[])
      OR (m.team_id = ANY ($2::bigint[]) AND \(InviteKey.email("m.email")) = ANY (ARRAY(
        SELECT \(InviteKey.email("w.email")) FROM unnest($1::text[]) AS w (email))))
    ORDER BY m.id DESC
    LIMIT \(most + 1)
    """
  }

  /// The free seats of the teams of group `$1`, and of those without a group: `own`, `ungrouped`.
  package static func seats(_ backend: BackendSchema) -> String {
    """
    SELECT coalesce(sum(free) FILTER (WHERE group_id IS NOT DISTINCT FROM $1::bigint), 0)::bigint AS own,
      coalesce(sum(free) FILTER (WHERE group_id IS NULL), 0)::bigint AS ungrouped
    FROM (
      SELECT t.group_id,
        greatest(0, coalesce(t.max_seats, 0) - (\(SeatQueries.taken(backend)))) AS free
      FROM \(SeatQueries.activeTeams(backend)) t
      WHERE t.group_id IS NULL OR t.group_id = $1::bigint
    ) AS s
    """
  }

  /// What the outbox has: `$1` task ids, `$2` emails, `$3` codes. Which entries hold a seat is said from
  /// the fourth version of schema invitectl on.
  package static let outbox = """
    SELECT task_id, flow, code, email, state, extract(epoch FROM created_at)::float8 AS created,
      extract(epoch FROM changed_at)::float8 AS changed,
      created_at <= now() - interval '6 days' AS is_stale,
      to_jsonb(o) ->> 'record_id' IS NOT NULL AS holds_seat,
      to_jsonb(o) ->> 'record_id' IS NOT NULL
        OR coalesce(to_jsonb(o) -> 'arguments', 'null') NOT IN ('null', '{}') AS is_on_join
    FROM invitectl.redeem_outbox o
    WHERE task_id = ANY ($1::text[]) OR email = ANY ($2::text[]) OR code = ANY ($3::text[])
    ORDER BY created_at DESC, task_id
    LIMIT \(most + 1)
    """

  /// What `redeem retry` has made of the rows `$1` of invite_queue and `$2` of invite_records.
  package static let attempts = """
    SELECT source, row_id, attempt, task_id, state, extract(epoch FROM created_at)::float8 AS created
    FROM invitectl.invite_retry
    WHERE source = 'invite_queue' AND row_id = ANY ($1::bigint[])
      OR source = 'invite_records' AND row_id = ANY ($2::bigint[])
    ORDER BY created_at DESC, source, row_id, attempt DESC
    LIMIT \(most + 1)
    """

  /// The rows that `redeem retry` has sent the task `$1` for.
  package static let retried = """
    SELECT source, row_id FROM invitectl.invite_retry WHERE task_id = $1
    ORDER BY created_at DESC
    LIMIT \(most + 1)
    """

  /// The last changes of the counts of codes: `$1` their ids.
  package static let ledger = """
    SELECT code_id, run_id, why, delta, used_before, used_after, state,
      extract(epoch FROM at)::float8 AS at
    FROM invitectl.redeem_sync_ledger
    WHERE code_id = ANY ($1::bigint[])
    ORDER BY at DESC, id DESC
    LIMIT 5
    """

  /// How well the counts of codes are known: `$1` their ids.
  package static let certainty = """
    SELECT code_id, state, spread_low, spread_high FROM invitectl.redeem_sync
    WHERE code_id = ANY ($1::bigint[])
    """

  private static func epoch(_ column: String) -> String {
    "CASE WHEN isfinite(\(column)) THEN extract(epoch FROM \(column))::float8 END"
  }

  // MARK: - For a person to type

  /// Gives the seat of a reservation back, if it is one still.
  package static func giveSeatBack(_ record: Int, in backend: BackendSchema) -> String {
    "DELETE FROM \(backend).invite_records WHERE id = \(record) "
      + "AND lower(status::text) = 'reserved'"
  }

  /// Makes a row of the queue that is marked as done one that failed, in the letters of its labels.
  package static func markFailed(_ row: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET status = (CASE WHEN status::text = 'SUCCESS' THEN 'FAILED' "
      + "ELSE 'failed' END)::\(backend).invitequeuestatus "
      + "WHERE id = \(row) AND upper(status::text) = 'SUCCESS'"
  }

  /// Makes an invite record one that failed whose status nothing changes any more, in the letters of its labels.
  package static func markRecordFailed(_ record: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_records SET status = (SELECT s "
      + "FROM unnest(enum_range(NULL::\(backend).invitestatus)) AS s "
      + "WHERE lower(s::text) = 'failed') WHERE id = \(record) "
      + "AND (status IS NULL OR lower(status::text) NOT IN ('success', 'failed', 'reserved', 'removed'))"
  }

  /// Has a code be found by the backend, which looks for capitals without blanks around them.
  ///
  /// - Parameter code: what it looks for, where PostgreSQL's capitals may be others than Python's.
  package static func respell(_ id: Int, as code: String?, in backend: BackendSchema) -> String {
    let capitals = code.map { RowQueries.literal($0) } ?? InviteKey.code("code")
    return "UPDATE \(backend).redeem_codes SET code = \(capitals) WHERE id = \(id)"
  }

  /// Has the email that a code is bound to be equal to that of a request, which is in small letters.
  package static func respellBound(_ id: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes SET bound_email = \(InviteKey.email("bound_email")) "
      + "WHERE id = \(id)"
  }

  /// Gives a code days from its first use on, where it has none: those of the backend's models.
  package static func setDays(_ id: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes SET \(TrapCodeRows.days) WHERE id = \(id) "
      + "AND validity_days IS NULL"
  }

  /// Lets a code be used again, which somebody switched off.
  package static func switchOn(_ id: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).redeem_codes SET is_active = true WHERE id = \(id)"
  }
}
