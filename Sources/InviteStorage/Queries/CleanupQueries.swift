internal import InviteDomain

/// Statements of `cleanup-queue` on the queue table and on invite_records.
///
/// Batches are ranges of blocks (`ctid` from `$1` to before `$2`), each read once: a range that
/// has been cleaned is never looked at again, so that the whole costs one reading of the table
/// however many dead rows it leaves behind. Rows that somebody has locked are left for the next
/// run: a range that has one is rolled back after ``rowLockTimeout`` and gone through again without it.
package enum CleanupQueries {
  private static let rfc3339 = #"'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'"#

  /// One row: `cutoff`, the moment `$1` seconds ago, and `cutoff_records`, `$2` seconds ago, and
  /// `now`, in RFC 3339; `stamp`, the same for file names; and `database`
  /// and `system`, which tell this database from a copy of it on another server.
  package static let moment = """
    SELECT to_char(\(utc) - make_interval(secs => $1::float8), \(rfc3339)) AS cutoff,
      to_char(\(utc) - make_interval(secs => $2::float8), \(rfc3339)) AS cutoff_records,
      to_char(\(utc), 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS now,
      to_char(\(utc), 'YYYYMMDD"T"HH24MISS"Z"') AS stamp,
      current_database() AS database,
      (SELECT system_identifier::text FROM pg_control_system()) AS system
    """

  /// The labels of the status of table `$1`, as it is typed, whose capitals are in `$2`: `labels` as an array;
  /// `kind` as in pg_class.relkind; `divided`, whether it has children that are no partitions; and `filtered`,
  /// whether a row trigger before DELETE, or a rule, may keep rows without an error; `watched`, whether there
  /// are triggers for DELETE; `allowed`, whether this role may delete its rows and row security hides none. No
  /// row when the table or its status is not there.
  package static let labels = """
    SELECT c.relkind AS kind,
      c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid) AS divided,
      has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'DELETE')
        AND has_any_column_privilege(c.oid, 'UPDATE') AND NOT row_security_active(c.oid) AS allowed,
      EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
          AND t.tgenabled <> 'D' AND t.tgtype & 11 = 11)
        OR EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = c.oid AND w.ev_type = '4')
        AS filtered,
      EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
        AND t.tgenabled <> 'D' AND t.tgtype & 8 <> 0) AS watched,
      ARRAY(SELECT enumlabel::text FROM pg_enum
        WHERE enumtypid = a.atttypid AND upper(enumlabel) = ANY ($2::text[])
        ORDER BY enumsortorder) AS labels
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE a.attrelid = to_regclass($1) AND a.attname = 'status' AND NOT a.attisdropped
    """

  /// How many blocks a table `$1`, as it is typed, has.
  package static let blocks = """
    SELECT pg_relation_size(to_regclass($1)) / current_setting('block_size')::int AS blocks
    """

  /// Deletes a range of blocks; `$3` are the labels, `$4` the moment. Waits for a row that somebody
  /// has locked, which ``rowLockTimeout`` ends.
  ///
  /// - Parameter place: the table whose blocks are meant, as it is typed: the whole, or a partition of it.
  package static func queueBatch(_ backend: BackendSchema, _ place: String) -> String {
    "DELETE FROM \(place) AS invite_queue WHERE \(isOld(backend))"
  }

  package static func recordsBatch(_ backend: BackendSchema, _ place: String) -> String {
    "DELETE FROM \(place) AS r WHERE \(isOldRecord(backend))"
  }

  /// The same ranges without the rows that somebody has locked. Locking a row before it is deleted
  /// writes it twice, to the table and to the log, and takes as long as deleting it: so this is
  /// for the ranges where it is needed.
  package static func queueUnlocked(_ backend: BackendSchema, _ place: String) -> String {
    """
    DELETE FROM \(place) AS invite_queue WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM \(place) AS invite_queue WHERE \(isOld(backend)) FOR UPDATE SKIP LOCKED))
    """
  }

  package static func recordsUnlocked(_ backend: BackendSchema, _ place: String) -> String {
    """
    DELETE FROM \(place) r WHERE r.ctid = ANY (ARRAY(
      SELECT r.ctid FROM \(place) r
      WHERE \(isOldRecord(backend)) FOR UPDATE SKIP LOCKED))
    """
  }

  /// What a range still has that was to go: `id`.
  package static func queueLeft(_ backend: BackendSchema, _ place: String) -> String {
    """
    SELECT id FROM \(place) AS invite_queue WHERE \(isOld(backend)) ORDER BY id
    FOR NO KEY UPDATE SKIP LOCKED
    """
  }
  package static func recordsLeft(_ backend: BackendSchema, _ place: String) -> String {
    """
    SELECT r.id FROM \(place) r WHERE \(isOldRecord(backend)) ORDER BY r.id
    FOR NO KEY UPDATE OF r SKIP LOCKED
    """
  }

  private static func isOld(_ backend: BackendSchema) -> String {
    """
    ctid >= $1::tid AND ctid < $2::tid
      AND status = ANY ($3::\(backend).invitequeuestatus[]) AND processed_at < $4::timestamp
    """
  }

  private static func isOldRecord(_ backend: BackendSchema) -> String {
    "r.ctid >= $1::tid AND r.ctid < $2::tid AND \(isDispensable(backend, "$3", "$4"))"
  }

  /// Whether nobody needs an invite record any more:
  /// - it is older than `moment` and of a status in `labels`, so that no seat is pending on it;
  /// - its code, in any case, cannot be redeemed any more, so that force-resync needs no evidence of its
  ///   uses;
  /// - it is not the last success of the one whom its code is bound to, while that one may still
  ///   ask for another team (the backend's rebind looks at that record, and not at `expires_at`);
  /// - no open row of the queue is of the same invite: `--stuck` would take the person for one who was
  ///   never invited. Rows that were served may stay open for ever.
  static func isDispensable(_ backend: BackendSchema, _ labels: String, _ moment: String) -> String
  {
    """
    r.status = ANY (\(labels)::\(backend).invitestatus[]) AND r.created_at < \(moment)::timestamp
      AND NOT EXISTS (
        SELECT FROM \(backend).redeem_codes c
        WHERE c.code = r.redeem_code AND c.is_active
          AND (c.expires_at IS NULL OR c.expires_at > (now() AT TIME ZONE 'utc')))
      AND NOT EXISTS (
        SELECT FROM \(backend).redeem_codes c
        WHERE c.code = \(InviteKey.code("r.redeem_code")) AND c.is_active
          AND (c.expires_at IS NULL OR c.expires_at > (now() AT TIME ZONE 'utc')))
      AND NOT (upper(r.status::text) = 'SUCCESS' AND EXISTS (
          SELECT FROM \(backend).redeem_codes c
          WHERE c.code = r.redeem_code AND c.is_active AND lower(c.bound_email) = lower(r.email)
            AND (c.activated_at IS NULL OR c.validity_days IS NULL
              OR c.activated_at + make_interval(days => c.validity_days)
                > (now() AT TIME ZONE 'utc')))
        AND NOT EXISTS (
          SELECT FROM \(backend).invite_records later
          WHERE later.redeem_code = r.redeem_code AND lower(later.email) = lower(r.email)
            AND upper(later.status::text) = 'SUCCESS'
            AND (later.created_at, later.id) > (r.created_at, r.id)))
      \(isClosed(backend))
    """
  }

  private static func isClosed(_ backend: BackendSchema) -> String {
    let open =
      switch backend.openRows {
      case .none: ""
      case .queue: "(\(openRows(backend)))"
      case .copy: "pg_temp.invitectl_open"
      }
    guard !open.isEmpty else { return "" }
    return """
      AND NOT EXISTS (
          SELECT FROM \(open) AS q
          WHERE q.mail = \(InviteKey.email("r.email"))
            AND (q.code = \(InviteKey.code("r.redeem_code"))
              OR coalesce(\(InviteKey.code("r.redeem_code")), '') = '')
            AND (q.since IS NULL OR q.since <= r.created_at))
      """
  }

  /// What is open in the queue: `mail`, `code`, and `since` when, NULL where nobody can tell.
  private static func openRows(_ backend: BackendSchema) -> String {
    """
    SELECT \(InviteKey.email("q.email")) AS mail, \(InviteKey.code("q.redeem_code")) AS code,
      CASE WHEN isfinite(q.created_at) THEN q.created_at END AS since
    FROM \(backend).invite_queue q
    WHERE upper(q.status::text) IN ('PENDING', 'PROCESSING', 'WAITING')
    """
  }

  /// Copies them for this session: there may be many, and every batch of records asks. What opens later is
  /// younger than the records that go.
  package static func copyOpenRows(_ backend: BackendSchema) -> String {
    """
    CREATE TEMPORARY TABLE invitectl_open AS \(openRows(backend));
    CREATE INDEX ON pg_temp.invitectl_open (mail); ANALYZE pg_temp.invitectl_open
    """
  }

  /// What a run would delete: `status`, `age_days` (0, 30, 90, 180, 365: at least so many), `rows`.
  /// `$1` are the labels, `$2` the moment.
  package static func queueCensus(_ backend: BackendSchema) -> String {
    """
    SELECT status::text AS status, \(ageClass("processed_at")) AS age_days, count(*) AS rows
    FROM \(backend).invite_queue
    WHERE status = ANY ($1::\(backend).invitequeuestatus[]) AND processed_at < $2::timestamp
    GROUP BY 1, 2 ORDER BY 1, 2
    """
  }

  /// The same of invite_records, with the parameters of a batch.
  package static func recordsCensus(_ backend: BackendSchema) -> String {
    """
    SELECT r.status::text AS status, \(ageClass("r.created_at")) AS age_days, count(*) AS rows
    FROM \(backend).invite_records r
    WHERE \(isOldRecord(backend))
    GROUP BY 1, 2 ORDER BY 1, 2
    """
  }

  private static func ageClass(_ column: String) -> String {
    """
    CASE WHEN \(column) < \(utc) - interval '365 days' THEN 365
        WHEN \(column) < \(utc) - interval '180 days' THEN 180
        WHEN \(column) < \(utc) - interval '90 days' THEN 90
        WHEN \(column) < \(utc) - interval '30 days' THEN 30 ELSE 0 END
    """
  }
  private static let utc = "(now() AT TIME ZONE 'utc')"

  /// Limits for a batch: it gives up when the table itself is locked by somebody, e.g. a
  /// migration, and does not outlive us.
  package static let sessionLimits = """
    \(tableLockTimeout); SET statement_timeout = '10s';
    SET idle_in_transaction_session_timeout = '11s'
    """
  package static let tableLockTimeout = "SET lock_timeout = '1s'"
  /// How long a range waits for a locked row: as long as those wait for us who want a row of it.
  package static let rowLockTimeout = "SET lock_timeout = '10ms'"

  /// For a batch, which the server ends before this side does.
  package static func statementLimit(_ milliseconds: Int) -> String {
    "SET statement_timeout = \(milliseconds)"
  }

  /// For counting, which reads the whole table.
  package static let countingLimit = "SET statement_timeout = '600s'"
}
