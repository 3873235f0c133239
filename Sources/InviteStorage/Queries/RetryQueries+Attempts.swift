internal import InviteDomain

/// Attempts, and what is done to their rows in the same statement.
extension RetryQueries {
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

  /// An invite record of the same email and code as row `$1` of a table that is not older and holds, or
  /// has used, a use: `id`, `status`. To be asked with the code's row locked, which whoever makes one does.
  package static func rival(_ backend: BackendSchema, _ table: String) -> String {
    """
    SELECT r.id, lower(r.status::text) AS status FROM \(backend).\(table) q
    JOIN \(backend).invite_records r ON \(InviteKey.email("r.email")) = \(InviteKey.email("q.email"))
      AND \(InviteKey.code("r.redeem_code")) = \(InviteKey.code("q.redeem_code"))
    WHERE q.id = $1::bigint AND r.created_at >= q.created_at
      AND (r.status IS NULL OR r.accepted_at IS NOT NULL
        OR upper(r.status::text) IN ('PENDING', 'RESERVED', 'SUCCESS', 'REMOVED'))
    ORDER BY r.id LIMIT 1
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
  /// `task_id`. No row: there is none, or it came to nothing, too. Where there is no invite_queue records alone tell.
  package static func open(_ backend: BackendSchema) -> String {
    let tables =
      backend.openRows == .none ? ["invite_records"] : ["invite_queue", "invite_records"]
    let isOne =
      "\(InviteKey.code("i.redeem_code")) = \(InviteKey.code("$1")) "
      + "AND \(InviteKey.email("i.email")) = \(InviteKey.email("$2"))"
    let isNoted = tables.map { table in
      """
      EXISTS (SELECT FROM \(backend).\(table) i
        WHERE a.source = '\(table)' AND i.id = a.row_id AND \(isOne))
      """
    }
    let isNotOver = tables.map { table in
      """
      NOT EXISTS (SELECT FROM \(backend).\(table) i
        WHERE \(isOne) AND upper(i.status::text) = 'FAILED'
          AND i.created_at >= a.created_at AT TIME ZONE 'utc')
      """
    }
    return """
      SELECT a.task_id FROM invitectl.invite_retry a
      WHERE a.state IN ('recorded', 'sent')
        AND (\(isNoted.joined(separator: " OR ")))
        AND \(isNotOver.joined(separator: " AND "))
      ORDER BY a.created_at DESC LIMIT 1
      """
  }

  /// Whose invite the task `$1` was an attempt at: `code`, `email`, as the backend compares them, and `age`, seconds
  /// since it was noted. No row: it was none, or its row is gone.
  ///
  /// - Parameter hasQueue: whether rows of invite_queue are asked, too, which no migration makes.
  package static func invite(_ backend: BackendSchema, hasQueue: Bool) -> String {
    let queue =
      "SELECT 'invite_queue' AS source, id, redeem_code, email FROM \(backend).invite_queue"
    let records =
      "SELECT 'invite_records' AS source, id, redeem_code, email FROM \(backend).invite_records"
    return """
      SELECT \(InviteKey.code("i.redeem_code")) AS code, \(InviteKey.email("i.email")) AS email,
        extract(epoch FROM now() - a.created_at)::float8 AS age
      FROM invitectl.invite_retry a
      JOIN (\((hasQueue ? [queue, records] : [records]).joined(separator: " UNION ALL "))) AS i
        ON i.source = a.source AND i.id = a.row_id
      WHERE a.task_id = $1 AND i.redeem_code IS NOT NULL
      ORDER BY a.created_at DESC LIMIT 1
      """
  }

  /// The attempts at rows of the queue of code `$1`: `task_id`, `email` as the backend compares it, `age`, seconds since
  /// each was noted, and `created`, when its row was made, in epoch seconds, or NULL.
  package static func triedRows(_ backend: BackendSchema) -> String {
    tried(backend, "invite_queue")
  }

  /// The same of invite records.
  package static func triedRecords(_ backend: BackendSchema) -> String {
    tried(backend, "invite_records")
  }

  private static func tried(_ backend: BackendSchema, _ table: String) -> String {
    """
    SELECT a.task_id, \(InviteKey.email("i.email")) AS email,
      extract(epoch FROM now() - a.created_at)::float8 AS age,
      CASE WHEN isfinite(i.created_at) THEN extract(epoch FROM i.created_at)::float8 END AS created
    FROM invitectl.invite_retry a JOIN \(backend).\(table) i ON i.id = a.row_id
    WHERE a.source = '\(table)' AND a.state IN ('recorded', 'sent') AND a.task_id IS NOT NULL
      AND \(InviteKey.code("i.redeem_code")) = \(InviteKey.code("$1"))
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
}
