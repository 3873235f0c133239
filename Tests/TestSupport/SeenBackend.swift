import ClientSupport
public import PostgresClient

/// A session of the shared PostgreSQL as another session sees it: what must happen while it is at
/// something waits until it is, and not for a while.
public struct SeenBackend: Sendable {
  public let pid: Int

  public init(of connection: PostgresConnection) { pid = connection.backendPID }

  public init(_ session: HeldSession) { pid = session.pid }

  /// Ends the session from the server's side.
  public func terminate() throws {
    try Sandbox.connect().execute(
      "SELECT pg_terminate_backend($1::int)", [String(pid)], deadline: .soon)
  }

  /// Returns once it is in `pg_sleep`.
  public func waitUntilAsleep() throws {
    let watcher = try Sandbox.connect()
    try waitUntil("session \(pid) is in pg_sleep") {
      try watcher.query(
        """
        SELECT count(*) AS n FROM pg_stat_activity WHERE pid = $1::int AND wait_event = 'PgSleep'
        """, [String(pid)], deadline: .soon
      ).only().int("n") == 1
    }
  }

  /// Returns once others have waited for a lock that it has.
  ///
  /// - Parameters:
  ///   - statements: how many of theirs, e.g. two of one that tries again.
  ///   - part: what is in each of them.
  public func waitUntilInTheWay(of statements: Int = 1, with part: String = "") throws {
    let watcher = try Sandbox.connect()
    var seen: Set<String> = []
    try waitUntil("\(statements) statements have waited for session \(pid)") {
      let rows = try watcher.query(
        """
        SELECT pid || ' ' || query_start AS statement FROM pg_stat_activity
        WHERE backend_type = 'client backend' AND wait_event_type = 'Lock'
          AND strpos(query, $2) > 0 AND $1::int = ANY (pg_blocking_pids(pid))
        """, [String(pid), part], deadline: .soon)
      for row in rows { seen.insert(try row.string("statement")) }
      return seen.count >= statements
    }
  }
}
