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
  /// `is_active`, `is_expired`; of the last attempt `attempt`, `state`; and the signs of
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
        SELECT code, is_active, expires_at FROM \(backend).redeem_codes
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
    let attempts =
      shape.hasAttempts
      ? """
      SELECT DISTINCT ON (source, row_id) source, row_id, attempt, state
      FROM invitectl.invite_retry ORDER BY source, row_id, attempt DESC
      """
      : "SELECT NULL::text AS source, NULL::bigint AS row_id, NULL::integer AS attempt, NULL::text AS state"
    return """
      attempts AS MATERIALIZED (
      \(attempts)
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

  // MARK: - Whose uses are counted

  /// Of the stored codes `$1`, where uses are counted at the request, `code` and how many of its uses
  /// others than failed invites have: `served`, invites that were made; `open`, rows of the queue that no
  /// newer invite has served; `outbox`, redemptions whose message is still to be sent. And `is_untaken`,
  /// whether nobody takes tokens of it.
  package static func holders(_ backend: BackendSchema, outbox: Bool) -> String {
    let entries =
      outbox
      ? """
      SELECT count(*) FROM invitectl.redeem_outbox o
      WHERE o.state = 'recorded' AND o.flow <> 'rebind' AND \(InviteKey.code("o.code")) = w.folded
      """ : "SELECT 0"
    return """
      WITH wanted AS MATERIALIZED (
        SELECT code, \(InviteKey.code("code")) AS folded FROM unnest($1::text[]) AS w (code))
      SELECT w.code,
        (SELECT count(*) FROM \(backend).invite_records r
          WHERE \(InviteKey.code("r.redeem_code")) = w.folded AND NOT coalesce(r.is_rebind, false)
            AND (coalesce(upper(r.status::text), '') <> 'FAILED' OR r.accepted_at IS NOT NULL)) AS served,
        (SELECT count(*) FROM \(backend).invite_queue q
          WHERE \(InviteKey.code("q.redeem_code")) = w.folded
            AND coalesce(upper(q.status::text), '') <> 'FAILED'
            AND NOT \(isServed("q", backend))) AS open,
        (\(entries)) AS outbox,
        coalesce((SELECT upper(c.code_type::text) = 'LINUXDO' FROM \(backend).redeem_codes c
          WHERE c.code = w.code), false) AS is_untaken
      FROM wanted w
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

  // MARK: - Attempts

  private static let values = "$1, $2::bigint, $3::integer, $4"

  /// Records attempt `$3` at row `$2` of the table `$1` as the task `$4`, if the row still has the status
  /// `$5` and nobody has it locked. The row stays as it is.
  package static func record(_ backend: BackendSchema, _ table: String) -> String {
    """
    INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
    SELECT \(values), 'recorded' FROM (
      SELECT FROM \(backend).\(table) WHERE id = $2::bigint AND status::text = $5
      FOR NO KEY UPDATE SKIP LOCKED) AS still
    ON CONFLICT (source, row_id, attempt) DO NOTHING
    """
  }

  /// The same, and takes the row, which waits, out of the backend's hands, as its own job does; no later
  /// than `$6`, epoch seconds.
  package static func take(_ backend: BackendSchema) -> String {
    """
    WITH moved AS (
      UPDATE \(backend).invite_queue q SET status = \(label(backend, "PROCESSING"))
      WHERE q.id = (SELECT id FROM \(backend).invite_queue
          WHERE id = $2::bigint AND status::text = $5 FOR NO KEY UPDATE SKIP LOCKED)
        AND extract(epoch FROM clock_timestamp()) < $6::float8
      RETURNING q.id)
    INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
    SELECT \(values), 'recorded' FROM moved
    """
  }

  /// The same, and has the failed row wait for a seat: the backend takes it up.
  package static func wait(_ backend: BackendSchema) -> String {
    """
    WITH moved AS (
      UPDATE \(backend).invite_queue q
      SET status = \(label(backend, "WAITING")), processed_at = NULL
      WHERE q.id = (SELECT id FROM \(backend).invite_queue
        WHERE id = $2::bigint AND status::text = $5 FOR NO KEY UPDATE SKIP LOCKED)
      RETURNING q.id)
    INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
    SELECT \(values), 'waiting' FROM moved
    """
  }

  /// Records an attempt for which another row waits, see ``JoinQueries/wait(_:)``.
  package static func recordWaiting(_ backend: BackendSchema) -> String {
    """
    INSERT INTO invitectl.invite_retry (source, row_id, attempt, task_id, state)
    SELECT \(values), 'waiting' FROM (
      SELECT FROM \(backend).invite_records WHERE id = $2::bigint AND status::text = $5
      FOR NO KEY UPDATE SKIP LOCKED) AS still
    """
  }

  /// Whether row `$1` of a table has the status `$2` still, and then whether somebody has it `locked`.
  package static func isStill(_ backend: BackendSchema, _ table: String) -> String {
    """
    SELECT NOT EXISTS (
        SELECT FROM \(backend).\(table) WHERE id = $1::bigint FOR NO KEY UPDATE SKIP LOCKED)
      AS locked
    FROM \(backend).\(table) WHERE id = $1::bigint AND status::text = $2
    """
  }

  /// The last attempt at an invite of code `$1` for email `$2` of which nothing is known to have come:
  /// `task_id`. No row: there is none, or it came to nothing, too.
  package static func open(_ backend: BackendSchema) -> String {
    let isOne = { (row: String) in
      "\(InviteKey.code("\(row).redeem_code")) = \(InviteKey.code("$1")) "
        + "AND \(InviteKey.email("\(row).email")) = \(InviteKey.email("$2"))"
    }
    return """
      SELECT a.task_id FROM invitectl.invite_retry a
      WHERE a.state IN ('recorded', 'sent')
        AND (EXISTS (SELECT FROM \(backend).invite_queue q
            WHERE a.source = 'invite_queue' AND q.id = a.row_id AND \(isOne("q")))
          OR EXISTS (SELECT FROM \(backend).invite_records r
            WHERE a.source = 'invite_records' AND r.id = a.row_id AND \(isOne("r"))))
        AND NOT EXISTS (SELECT FROM \(backend).invite_queue q
          WHERE \(isOne("q")) AND upper(q.status::text) = 'FAILED'
            AND q.created_at >= a.created_at AT TIME ZONE 'utc')
        AND NOT EXISTS (SELECT FROM \(backend).invite_records r
          WHERE \(isOne("r")) AND upper(r.status::text) = 'FAILED'
            AND r.created_at >= a.created_at AT TIME ZONE 'utc')
      ORDER BY a.created_at DESC LIMIT 1
      """
  }

  /// Divides by zero unless attempt `$3` at row `$2` of `$1` stands there.
  package static let isRecorded = """
    SELECT 1 / count(*) FROM invitectl.invite_retry
    WHERE source = $1 AND row_id = $2::bigint AND attempt = $3::integer
    """

  /// The same, and row `$2` of the queue is taken.
  package static func isTaken(_ backend: BackendSchema) -> String {
    look(backend, "PROCESSING")
  }

  /// The same, and row `$2` of the queue waits.
  package static func isWaiting(_ backend: BackendSchema) -> String { look(backend, "WAITING") }

  private static func look(_ backend: BackendSchema, _ status: String) -> String {
    """
    SELECT 1 / count(*) FROM invitectl.invite_retry r
    JOIN \(backend).invite_queue q ON q.id = r.row_id AND upper(q.status::text) = '\(status)'
    WHERE r.source = $1 AND r.row_id = $2::bigint AND r.attempt = $3::integer
    """
  }

  /// The message of attempt `$3` at row `$2` of `$1` is in the queue.
  package static let sent = """
    UPDATE invitectl.invite_retry SET state = 'sent', changed_at = now()
    WHERE source = $1 AND row_id = $2::bigint AND attempt = $3::integer
    """

  private static func label(_ backend: BackendSchema, _ status: String) -> String {
    """
    (SELECT e.enumlabel FROM pg_enum e JOIN pg_attribute a ON a.atttypid = e.enumtypid
      WHERE a.attrelid = \(backend.regclass("invite_queue")) AND a.attname = 'status'
        AND upper(e.enumlabel) = '\(status)')::text::\(backend).invitequeuestatus
    """
  }

  private static let utc = "(now() AT TIME ZONE 'utc')"
}
