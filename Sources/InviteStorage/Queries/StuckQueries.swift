internal import InviteDomain

/// Statements about queue rows that nobody works on.
package enum StuckQueries {
  /// Open rows older than `$1` seconds, of the ids `$2` or all, at most 10,000, the oldest first: `id`, `email`,
  /// `redeem_code`, `group_id`, `status` in capitals, `label` as the database writes it,
  /// `age_seconds`, `has_time`, and what other rows say of the same invite, in any case of email and
  /// code: `record`, an invite recorded since the row was made, and `record_status`, its status in capitals:
  /// a success, one that was removed again, or one that the person had accepted before it was written as
  /// failed (so the backend's 7dc14ba to 06caa9f wrote who was removed); `is_rebind`, which the row itself
  /// says from revision 024 on, and before whether there was a success earlier; `is_countless`,
  /// without a retry_count;
  /// and rows that leave it open whether the invite was made, an id each: `codeless_record`,
  /// an invite of the email that names no code; `timeless_record`, an invite without a finite time;
  /// `stateless_record`, without a status; `unsettled_record`, a newer one of which nobody has written
  /// yet what became of it; `waiting_row`, which the backend takes up by itself; `finished_row`, a newer
  /// one of the queue that is done; `open_row`, an open one that is not old enough to be among these;
  /// and `member_team`, a team that the email is a member of. Who is rebound leaves a team: for such a
  /// row only whoever joined since it was made.
  package static func open(_ backend: BackendSchema) -> String {
    """
    WITH open AS MATERIALIZED (
      SELECT q.id, q.email, q.redeem_code, q.group_id, q.status, q.created_at, q.is_rebind,
        q.retry_count IS NULL AS is_countless,
        \(InviteKey.email("q.email")) AS mail, \(InviteKey.code("q.redeem_code")) AS folded
      FROM (SELECT NULL::boolean AS is_rebind) AS before
      -- Without such a column the name means the one that stands outside.
      CROSS JOIN LATERAL (
        SELECT id, email, redeem_code, group_id, status, created_at, retry_count, is_rebind
        FROM \(backend).invite_queue) AS q
      WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING')
        AND \(isOld("q")) AND ($2::bigint[] IS NULL OR q.id = ANY ($2::bigint[]))
      ORDER BY q.created_at NULLS FIRST, q.id
      LIMIT 10000
    ), \(signs(backend, openRow: "NOT \(isOld("o"))"))
    SELECT q.id, q.email, q.redeem_code, q.group_id, upper(q.status::text) AS status,
      q.status::text AS label,
      CASE WHEN isfinite(q.created_at) THEN extract(epoch FROM \(utc) - q.created_at) ELSE 0 END
        ::float8 AS age_seconds,
      coalesce(isfinite(q.created_at), false) AS has_time, q.created_at IS NULL AS is_timeless,
      recorded.record, recorded.record_status, coalesce(q.is_rebind, recorded.is_rebind, false) AS is_rebind, q.is_countless,
      recorded.codeless_record,
      recorded.timeless_record, recorded.stateless_record, recorded.unsettled_record,
      queued.waiting_row, queued.finished_row, queued.open_row, joined.member_team
    FROM open q
    LEFT JOIN recorded ON recorded.id = q.id
    LEFT JOIN queued ON queued.id = q.id
    LEFT JOIN joined ON joined.id = q.id
    ORDER BY q.created_at NULLS FIRST, q.id
    """
  }

  /// What the tables say of the invites of a table expression `open`, with `id`, `created_at`, `is_rebind`,
  /// `mail` and `folded`, as further ones: `recorded`, `queued` and `joined`, a row each for an `id`. The
  /// columns are those of ``open(_:)``.
  ///
  /// - Parameter openRow: which other open rows `o` of the same invite are an `open_row`.
  static func signs(_ backend: BackendSchema, openRow: String) -> String {
    """
    recorded AS (
      SELECT q.id,
        min(r.id) FILTER (WHERE same AND invited AND timed AND newer) AS record,
        (array_agg(upper(r.status::text) ORDER BY r.id)
          FILTER (WHERE same AND invited AND timed AND newer))[1] AS record_status,
        coalesce(bool_or(same AND success AND timed AND NOT newer), false) AS is_rebind,
        min(r.id) FILTER (WHERE NOT named AND invited AND (newer OR NOT timed)) AS codeless_record,
        min(r.id) FILTER (WHERE same AND invited AND NOT timed) AS timeless_record,
        min(r.id) FILTER (WHERE r.status IS NULL AND (same OR NOT named) AND (newer OR NOT timed))
          AS stateless_record,
        min(r.id) FILTER (WHERE upper(r.status::text) IN ('PENDING', 'RESERVED') AND NOT invited
          AND (same OR NOT named) AND (newer OR NOT timed)) AS unsettled_record
      FROM open q
      JOIN \(backend).invite_records r ON \(InviteKey.email("r.email")) = q.mail
      CROSS JOIN LATERAL (SELECT
        coalesce(\(InviteKey.code("r.redeem_code")) = q.folded, false) AS same,
        coalesce(\(InviteKey.code("r.redeem_code")), '') <> '' AS named,
        coalesce(upper(r.status::text) = 'SUCCESS', false) AS success,
        coalesce(upper(r.status::text) IN ('SUCCESS', 'REMOVED'), false)
          OR r.accepted_at IS NOT NULL AS invited,
        coalesce(isfinite(r.created_at), false) AS timed,
        coalesce(r.created_at >= q.created_at, false) AS newer) AS seen
      GROUP BY q.id
    ), queued AS (
      SELECT q.id,
        min(o.id) FILTER (WHERE upper(o.status::text) = 'WAITING') AS waiting_row,
        min(o.id) FILTER (WHERE upper(o.status::text) = 'SUCCESS'
          AND coalesce(o.created_at >= q.created_at, true)) AS finished_row,
        min(o.id) FILTER (WHERE upper(o.status::text) IN ('PENDING', 'PROCESSING')
          AND \(openRow)) AS open_row
      FROM open q
      JOIN \(backend).invite_queue o ON \(InviteKey.email("o.email")) = q.mail
        AND \(InviteKey.code("o.redeem_code")) = q.folded AND o.id <> q.id
      WHERE upper(o.status::text) IN ('WAITING', 'SUCCESS', 'PENDING', 'PROCESSING')
      GROUP BY q.id
    ), joined AS (
      SELECT q.id, min(m.team_id) AS member_team
      FROM open q
      LEFT JOIN recorded ON recorded.id = q.id
      JOIN \(backend).team_members m ON \(InviteKey.email("m.email")) = q.mail
      WHERE NOT coalesce(q.is_rebind, recorded.is_rebind, false) OR m.joined_at >= q.created_at
      GROUP BY q.id
    )
    """
  }

  /// The ids of the same, for reading them in parts.
  package static func openIDs(_ backend: BackendSchema) -> String {
    """
    SELECT q.id FROM \(backend).invite_queue q
    WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING') AND \(isOld("q"))
    ORDER BY q.created_at NULLS FIRST, q.id
    LIMIT 10000
    """
  }

  /// A row without a finite time may be of any age.
  private static func isOld(_ row: String) -> String {
    """
    (\(row).created_at IS NULL OR NOT isfinite(\(row).created_at)
      OR \(row).created_at < \(utc) - make_interval(secs => $1::float8))
    """
  }

  /// Whether row `$1` has the status `$2` still, and then whether somebody has it `locked`.
  package static func isStill(_ backend: BackendSchema) -> String {
    """
    SELECT NOT EXISTS (
        SELECT FROM \(backend).invite_queue WHERE id = $1::bigint FOR NO KEY UPDATE SKIP LOCKED)
      AS locked
    FROM \(backend).invite_queue WHERE id = $1::bigint AND status::text = $2
    """
  }

  /// For a person to type: gives row `id` the time of the latest row before it, which is not after
  /// its own: a success that was recorded for it is still found to be newer than the row.
  package static func mendTime(_ id: Int, in backend: BackendSchema) -> String {
    """
    UPDATE \(backend).invite_queue SET created_at = coalesce((SELECT max(created_at) \
    FROM \(backend).invite_queue WHERE id < \(id) AND created_at < now() AT TIME ZONE 'utc' \
    AND isfinite(created_at)), 'epoch') WHERE id = \(id)
    """
  }

  /// For a person to type: marks row `id` as done.
  ///
  /// - Parameter label: the row's status as the database writes it, by which its capitals are known.
  package static func markDone(_ id: Int, label: String, in backend: BackendSchema) -> String {
    let isInCapitals = label.contains(where: \.isUppercase)
    return "UPDATE \(backend).invite_queue SET status = '\(isInCapitals ? "SUCCESS" : "success")', "
      + "processed_at = \(utc) WHERE id = \(id)"
  }

  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// Puts row `$1` back to pending if its status is still `$2` and nobody has it locked.
  package static func reset(_ backend: BackendSchema) -> String {
    move(backend, to: "PENDING", processed: "NULL")
  }

  /// Has it wait for a seat, from where the backend itself takes it up, if its status is still `$2`.
  package static func wait(_ backend: BackendSchema) -> String {
    move(backend, to: "WAITING", processed: "NULL")
  }

  /// For a person to type: lets the backend's job read row `id`.
  package static func mendRetries(_ id: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET retry_count = 0 WHERE id = \(id)"
  }

  /// Marks it as done if its status is still `$2`.
  package static func finish(_ backend: BackendSchema) -> String {
    move(backend, to: "SUCCESS", processed: utc)
  }

  /// Ends the transaction unless row `$1` is as ``reset(_:)`` writes it, by whatever trigger or rule.
  package static func isReset(_ backend: BackendSchema) -> String {
    look(backend, "PENDING", "processed_at IS NULL")
  }
  /// The same of ``wait(_:)``.
  package static func isWaiting(_ backend: BackendSchema) -> String {
    look(backend, "WAITING", "processed_at IS NULL")
  }
  /// The same of ``finish(_:)``.
  package static func isFinished(_ backend: BackendSchema) -> String {
    look(backend, "SUCCESS", "processed_at IS NOT NULL")
  }

  private static func look(
    _ backend: BackendSchema, _ status: String, _ processed: String
  ) -> String {
    """
    SELECT 1 / count(*) FROM \(backend).invite_queue
    WHERE id = $1::bigint AND upper(status::text) = '\(status)' AND \(processed)
    """
  }

  private static func move(
    _ backend: BackendSchema, to status: String, processed: String
  ) -> String {
    """
    UPDATE \(backend).invite_queue q
    SET processed_at = \(processed), status = (
      SELECT e.enumlabel FROM pg_enum e JOIN pg_attribute a ON a.atttypid = e.enumtypid
      WHERE a.attrelid = \(backend.regclass("invite_queue")) AND a.attname = 'status'
        AND upper(e.enumlabel) = '\(status)')::text::\(backend).invitequeuestatus
    WHERE q.id = (
      SELECT id FROM \(backend).invite_queue WHERE id = $1::bigint AND status::text = $2
      FOR NO KEY UPDATE SKIP LOCKED)
    """
  }
}
