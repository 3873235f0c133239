/// Statements about queue rows that nobody works on.
enum StuckQueries {
  /// Open rows older than `$1` seconds, at most 10,000, the oldest first: `id`, `email`,
  /// `redeem_code`, `group_id`, `status` in capitals, `label` as the database writes it,
  /// `age_seconds`; `record`, a success recorded since the row was made; and `is_rebind`, whether
  /// the email had one with the same code before.
  static func open(_ backend: BackendSchema) -> String {
    """
    SELECT q.id, q.email, q.redeem_code, q.group_id, upper(q.status::text) AS status,
      q.status::text AS label,
      coalesce(extract(epoch FROM \(utc) - q.created_at), 0)::float8 AS age_seconds,
      (SELECT r.id FROM \(backend).invite_records r
        WHERE lower(r.email) = lower(q.email) AND r.redeem_code = q.redeem_code
          AND upper(r.status::text) = 'SUCCESS' AND r.created_at >= q.created_at
        ORDER BY r.id LIMIT 1) AS record,
      EXISTS (SELECT FROM \(backend).invite_records r
        WHERE lower(r.email) = lower(q.email) AND r.redeem_code = q.redeem_code
          AND upper(r.status::text) = 'SUCCESS' AND r.created_at < q.created_at) AS is_rebind
    FROM \(backend).invite_queue q
    WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING')
      AND (q.created_at IS NULL OR q.created_at < \(utc) - make_interval(secs => $1::float8))
    ORDER BY q.created_at NULLS FIRST, q.id
    LIMIT 10000
    """
  }
  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// Puts row `$1` back to pending if its status is still `$2`.
  static func reset(_ backend: BackendSchema) -> String {
    move(backend, to: "PENDING", processed: "NULL")
  }
  /// Marks it as done if its status is still `$2`.
  static func finish(_ backend: BackendSchema) -> String {
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
    WHERE q.id = $1::int AND q.status::text = $2
    """
  }
}
