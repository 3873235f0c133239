internal import ClientSupport
internal import InviteDomain
package import PostgresClient

/// What the catalog knows of why a row was refused, and the statements that a person is told to
/// type about it.
package enum RowQueries {
  /// Has triggers that wait for the commit run now, and from now on at once: what they write is looked
  /// at, too.
  package static let immediate = "SET CONSTRAINTS ALL IMMEDIATE"

  /// Limits for the rest of a transaction of ours that writes the backend's rows: a lock is given up
  /// sooner than a statement, so that it is known for one.
  ///
  /// - Parameter lock: for a lock, at most; half of `limit` if that is less.
  package static func limits(
    _ limit: Duration, lock: Duration = .seconds(2)
  ) -> PostgresStatement {
    PostgresStatement(
      SyncQueries.transactionLimits,
      [min(lock, limit / 2), limit].map { String(Int($0.seconds * 1000)) })
  }

  /// The triggers of table `$1` whose function is named in `$2`, an error's context: `name`. The
  /// server writes functions there as regprocedure does.
  package static func triggers(_ backend: BackendSchema) -> String {
    """
    SELECT tgname AS name FROM pg_trigger
    WHERE tgrelid = to_regclass(\(backend.prefix) || $1) AND NOT tgisinternal
      AND strpos($2, tgfoid::regprocedure::text) > 0
    ORDER BY 1
    """
  }

  /// What can take a row of table `$1` out of a statement, or change it, without an error: triggers of
  /// the event `$2` (a bit of pg_trigger.tgtype: 4 insert, 8 delete, 16 update), `$3` row triggers
  /// before it alone, and rules for it; `name`. The row feed changes nothing.
  package static func silencers(_ backend: BackendSchema) -> String {
    """
    SELECT tgname AS name FROM pg_trigger
    WHERE tgrelid = to_regclass(\(backend.prefix) || $1) AND NOT tgisinternal AND tgenabled <> 'D'
      AND (tgtype & 3 = 3 OR NOT $3::boolean) AND tgtype & $2::int <> 0
      AND \(RowFeedQueries.isForeignTrigger)
    UNION ALL
    SELECT rulename FROM pg_rewrite
    WHERE ev_class = to_regclass(\(backend.prefix) || $1) AND ev_enabled <> 'D'
      AND ev_type = CASE $2::int WHEN 16 THEN '2' WHEN 4 THEN '3' WHEN 8 THEN '4' END
    ORDER BY 1
    """
  }

  /// A text with anything but ASCII in it as `\351`, so that a client which wants UTF-8 gets it
  /// whatever bytes it is of.
  static func inASCII(_ text: String) -> String {
    "encode(convert_to(\(text), 'SQL_ASCII'), 'escape')"
  }

  /// The code with id `$1`, anything but ASCII in it as `\351`: `code`.
  package static func codeInASCII(_ backend: BackendSchema) -> String {
    """
    SELECT \(inASCII("code")) AS code FROM \(backend).redeem_codes
    WHERE id = $1::bigint
    """
  }

  /// The code with id `$1` as it is stored: `code`.
  package static func code(_ backend: BackendSchema) -> String {
    "SELECT code FROM \(backend).redeem_codes WHERE id = $1::bigint"
  }

  package static func idOfCode(_ backend: BackendSchema) -> String {
    "SELECT id FROM \(backend).redeem_codes WHERE code = $1"
  }

  /// Which of the codes with ids `$1` nobody has locked: `free`, an array. The strength of an
  /// increment's lock; the locks end with the statement.
  package static func unlockedCodes(_ backend: BackendSchema) -> String {
    """
    SELECT ARRAY(
      SELECT id FROM \(backend).redeem_codes WHERE id = ANY ($1::bigint[])
      FOR NO KEY UPDATE SKIP LOCKED) AS free
    """
  }

  /// Who holds row `$1` locked: `pid`, or for a prepared transaction `gid`. No row where several do.
  package static func lockHolder(of table: String) -> String {
    """
    SELECT l.pid, p.gid FROM \(table) t
      JOIN pg_locks l ON l.locktype = 'transactionid' AND l.transactionid = t.xmax AND l.granted
      LEFT JOIN pg_prepared_xacts p ON p.transaction = t.xmax
    WHERE t.id = $1::bigint
    """
  }

  /// The row at `$1`: `id`.
  package static func idAt(_ table: String) -> String {
    "SELECT id FROM \(table) WHERE ctid = $1::tid"
  }

  // MARK: - For a person to type; the tables with their schema

  package static func session(_ pid: Int) -> String {
    "SELECT * FROM pg_stat_activity WHERE pid = \(pid)"
  }

  package static func endSession(_ pid: Int) -> String {
    "SELECT pg_terminate_backend(\(pid))"
  }

  package static func dropSlot(_ name: String) -> String {
    "SELECT pg_drop_replication_slot(\(literal(name)))"
  }

  package static func cancelStatement(_ pid: Int) -> String {
    "SELECT pg_cancel_backend(\(pid))"
  }

  package static func commitPrepared(_ gid: String) -> String {
    "COMMIT PREPARED \(literal(gid))"
  }

  package static func rollbackPrepared(_ gid: String) -> String {
    "ROLLBACK PREPARED \(literal(gid))"
  }

  package static func row(of table: String, _ id: Int) -> String {
    "SELECT * FROM \(table) WHERE id = \(id)"
  }

  package static func bytes(of table: String, _ id: Int) -> String {
    "SELECT convert_to(t::text, 'SQL_ASCII') FROM \(table) t WHERE id = \(id)"
  }

  package static func constraint(_ name: String) -> String {
    "SELECT conrelid::regclass, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = "
      + literal(name)
  }

  package static func index(_ name: String) -> String {
    "SELECT indexdef FROM pg_indexes WHERE indexname = \(literal(name))"
  }

  package static func triggerDefinitions(_ table: String) -> String {
    "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = '\(table)'::regclass"
  }

  package static func literal(_ text: String) -> String {
    let quoted = "'" + text.replacing("'", with: "''") + "'"
    return text.contains("\\") ? "E" + quoted.replacing("\\", with: "\\\\") : quoted
  }
}
