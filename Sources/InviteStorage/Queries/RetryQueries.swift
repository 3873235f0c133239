internal import InviteDomain

/// Statements of `redeem retry`.
///
/// States of an attempt in `invitectl.invite_retry`: `recorded`, its message may not be in the queue yet;
/// `sent`; `waiting`, a row waits for a seat instead, from where the backend takes it up.
package enum RetryQueries {
  /// Which rows are wanted.
  package enum Kind: Sendable {
    /// `failed` in invite_queue or in invite_records.
    case failed
    /// `waiting` in invite_queue; and taken by a run of ours that did not get to its message.
    case waiting
  }

  /// What the tables have of this backend.
  package struct Shape: Sendable {
    /// Whether rows of the queue say whether they are rebinds, from which team (revision 024).
    package let hasRebinds: Bool
    /// Whether `migrate up` has made the table of attempts.
    package let hasAttempts: Bool

    package init(hasRebinds: Bool, hasAttempts: Bool) {
      self.hasRebinds = hasRebinds
      self.hasAttempts = hasAttempts
    }
  }

  /// Rows that came to nothing and were not invited since, at most 10,000: the latest failed ones, the
  /// oldest that wait. `$1` a part of the error, `$2` code, `$3` email, `$4` for how many seconds at most,
  /// `$5` ids, each NULL for any; `$6` whether rows are wanted that were tried again before.
  ///
  /// `id` (below 0 for a row of invite_records), `email`, `redeem_code`, `group_id`, `label`, the
  /// status as it is written, `age_seconds`, `has_time`, `error`, `is_rebind`, `is_countless`,
  /// `old_team_id`, `old_member`, `consume_immediately`; of the code that is meant `stored_code`,
  /// `is_active`, `is_expired`, `is_of_another` (of type LINUXDO, and bound to what the backend equals not
  /// with this email), `is_misspelled` (and that is this email but for capitals and blanks); of the
  /// last attempt `attempt`, `state`; and the signs of
  /// ``StuckQueries/open(_:)``, where `open_row` is any other open row of the same invite.
  package static func found(
    _ backend: BackendSchema, _ kind: Kind, _ shape: Shape
  ) -> String {
    let order =
      kind == .failed
      ? "q.created_at DESC NULLS FIRST, q.id DESC" : "q.created_at NULLS FIRST, q.id"
    return """
      WITH \(open(backend, kind, shape)), \(StuckQueries.signs(backend, openRow: "true"))
      SELECT q.id, q.email, q.redeem_code, q.group_id, q.label,
        CASE WHEN isfinite(q.failed_at) THEN extract(epoch FROM \(utc) - q.failed_at) ELSE 0 END
          ::float8 AS age_seconds,
        coalesce(isfinite(q.created_at), false) AS has_time, q.created_at IS NULL AS is_timeless,
        left(q.error_message, 1000) AS error, coalesce(q.is_rebind, false) AS is_rebind,
        q.is_countless, q.old_team_id, q.old_member, q.consume_immediately,
        c.code AS stored_code, coalesce(c.is_active, false) AS is_active,
        coalesce(c.expires_at < \(utc), false) AS is_expired,
        coalesce(upper(c.code_type::text) = 'LINUXDO' AND c.bound_email <> ''
          AND c.bound_email <> q.mail, false) AS is_of_another,
        coalesce(\(InviteKey.email("c.bound_email")) = q.mail, false) AS is_misspelled,
        q.attempt, q.state, coalesce(recorded.is_rebind, false) AS was_invited,
        NULL::bigint AS record, NULL::text AS record_status,
        recorded.codeless_record, recorded.timeless_record, recorded.stateless_record,
        recorded.unsettled_record, queued.waiting_row, queued.finished_row, queued.open_row,
        joined.member_team
      FROM open q
      LEFT JOIN recorded ON recorded.id = q.id
      LEFT JOIN queued ON queued.id = q.id
      LEFT JOIN joined ON joined.id = q.id
      LEFT JOIN LATERAL (
        SELECT code, code_type, bound_email, is_active, expires_at FROM \(backend).redeem_codes
        WHERE code = q.redeem_code OR code = q.folded
        ORDER BY code = q.redeem_code DESC LIMIT 1) AS c ON true
      WHERE recorded.record IS NULL
      ORDER BY \(order)
      LIMIT 10000
      """
  }

  /// The ids of the same rows and of those that were invited since, for reading them in parts.
  package static func ids(_ backend: BackendSchema, _ kind: Kind, _ shape: Shape) -> String {
    "WITH \(open(backend, kind, shape)) SELECT id FROM open ORDER BY id"
  }

  private static func open(_ backend: BackendSchema, _ kind: Kind, _ shape: Shape) -> String {
    let queue =
      kind == .failed
      ? "upper(q.status::text) = 'FAILED' AND (m.state IS DISTINCT FROM 'sent' OR $6::boolean)"
      : """
      (upper(q.status::text) = 'WAITING'
        OR upper(q.status::text) = 'PROCESSING' AND m.state = 'recorded')
      """
    let rebinds =
      shape.hasRebinds
      ? "q.is_rebind, q.old_team_id, q.old_team_chatgpt_user_id, q.consume_immediately"
      : "NULL::boolean, NULL::bigint, NULL::text, NULL::boolean"
    var rows = """
      SELECT q.id, q.email, q.redeem_code, q.group_id, q.status::text, q.created_at,
        coalesce(q.processed_at, q.created_at), q.error_message, q.retry_count IS NULL,
        m.attempt, m.state, \(rebinds)
      FROM \(backend).invite_queue q
      LEFT JOIN attempts m ON m.source = 'invite_queue' AND m.row_id = q.id
      WHERE \(queue)
      """
    if kind == .failed {
      rows += """

        UNION ALL
        SELECT -r.id, r.email, r.redeem_code, (SELECT c.group_id FROM \(backend).redeem_codes c
            WHERE c.code IN (r.redeem_code, \(InviteKey.code("r.redeem_code")))
            ORDER BY c.code = r.redeem_code DESC LIMIT 1),
          r.status::text, r.created_at, r.created_at, r.error_message, false, m.attempt, m.state,
          r.is_rebind, NULL, NULL, NULL
        FROM \(backend).invite_records r
        LEFT JOIN attempts m ON m.source = 'invite_records' AND m.row_id = r.id
        WHERE upper(r.status::text) = 'FAILED' AND r.accepted_at IS NULL
          AND coalesce(\(InviteKey.code("r.redeem_code")), '') <> ''
          AND coalesce(m.state, 'recorded') <> 'waiting' AND (m.state IS DISTINCT FROM 'sent' OR $6::boolean)
        """
    }
    return """
      attempts AS MATERIALIZED (
      \(attempts(shape))
      ), open AS MATERIALIZED (
        SELECT rows.*, \(InviteKey.email("email")) AS mail, \(InviteKey.code("redeem_code")) AS folded
        FROM (
        \(rows)
        ) AS rows (id, email, redeem_code, group_id, label, created_at, failed_at, error_message,
          is_countless, attempt, state, is_rebind, old_team_id, old_member, consume_immediately)
        WHERE ($1::text IS NULL OR strpos(lower(coalesce(error_message, '')), lower($1::text)) > 0)
          AND ($2::text IS NULL OR \(InviteKey.code("redeem_code")) = \(InviteKey.code("$2::text")))
          AND ($3::text IS NULL OR \(InviteKey.email("email")) = \(InviteKey.email("$3::text")))
          AND ($4::float8 IS NULL OR failed_at >= \(utc) - make_interval(secs => $4::float8))
          AND ($5::bigint[] IS NULL OR id = ANY ($5::bigint[]))
          AND $6::boolean IS NOT NULL
      )
      """
  }

  /// The last attempt of each row; without the table columns of their types.
  private static func attempts(_ shape: Shape) -> String {
    shape.hasAttempts
      ? """
      SELECT DISTINCT ON (source, row_id) source, row_id, attempt, state
      FROM invitectl.invite_retry ORDER BY source, row_id, attempt DESC
      """
      : "SELECT NULL::text AS source, NULL::bigint AS row_id, NULL::integer AS attempt, NULL::text AS state"
  }

  static let utc = "(now() AT TIME ZONE 'utc')"
}
