internal import InviteDomain

/// Statements about queue rows that nobody works on.
package enum StuckQueries {
  /// Open rows older than `$1` seconds, of the ids `$2` or all, at most 10,000, the oldest first: `id`, `email`,
  /// `redeem_code`, `group_id`, `status` in capitals, `label` as the database writes it,
  /// `age_seconds`; `record`, a success recorded since the row was made; and `is_rebind`, whether
  /// the email had one with the same code before.
  package static func open(_ backend: BackendSchema) -> String {
    """
    SELECT q.id, q.email, q.redeem_code, q.group_id, upper(q.status::text) AS status,
      q.status::text AS label,
      CASE WHEN isfinite(q.created_at) THEN extract(epoch FROM \(utc) - q.created_at) ELSE 0 END
        ::float8 AS age_seconds,
      coalesce(isfinite(q.created_at), true) AS has_time,
      (SELECT r.id FROM \(backend).invite_records r
        WHERE lower(r.email) = lower(q.email) AND r.redeem_code = q.redeem_code
          AND upper(r.status::text) = 'SUCCESS' AND r.created_at >= q.created_at
        ORDER BY r.id LIMIT 1) AS record,
      EXISTS (SELECT FROM \(backend).invite_records r
        WHERE lower(r.email) = lower(q.email) AND r.redeem_code = q.redeem_code
          AND upper(r.status::text) = 'SUCCESS' AND r.created_at < q.created_at) AS is_rebind
    FROM \(backend).invite_queue q
    WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING')
      AND \(isOld) AND ($2::bigint[] IS NULL OR q.id = ANY ($2::bigint[]))
    ORDER BY q.created_at NULLS FIRST, q.id
    LIMIT 10000
    """
  }

  /// The ids of the same, for reading them in parts.
  package static func openIDs(_ backend: BackendSchema) -> String {
    """
    SELECT q.id FROM \(backend).invite_queue q
    WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING') AND \(isOld)
    ORDER BY q.created_at NULLS FIRST, q.id
    LIMIT 10000
    """
  }

  /// A row without a finite time may be of any age.
  private static let isOld = """
    (q.created_at IS NULL OR NOT isfinite(q.created_at)
      OR q.created_at < \(utc) - make_interval(secs => $1::float8))
    """

  /// Whether row `$1` has the status `$2` still, and then whether somebody has it `locked`.
  package static func isStill(_ backend: BackendSchema) -> String {
    """
    SELECT NOT EXISTS (
        SELECT FROM \(backend).invite_queue WHERE id = $1::bigint FOR NO KEY UPDATE SKIP LOCKED)
      AS locked
    FROM \(backend).invite_queue WHERE id = $1::bigint AND status::text = $2
    """
  }

  /// For a person to type: gives row `id` a time.
  package static func mendTime(_ id: Int, in backend: BackendSchema) -> String {
    "UPDATE \(backend).invite_queue SET created_at = now() AT TIME ZONE 'utc' WHERE id = \(id)"
  }
  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// Puts row `$1` back to pending if its status is still `$2` and nobody has it locked.
  package static func reset(_ backend: BackendSchema) -> String {
    move(backend, to: "PENDING", processed: "NULL")
  }
  /// Marks it as done if its status is still `$2`.
  package static func finish(_ backend: BackendSchema) -> String {
    move(backend, to: "SUCCESS", processed: utc)
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
