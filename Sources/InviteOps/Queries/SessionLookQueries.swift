/// The first thing a session is asked: one round trip that shows what commands rely on and makes
/// the session's settings.
enum SessionLookQueries {
  /// Settings of a session as name and value.
  typealias Settings = [(name: String, value: String)]

  /// For every session. Nothing is looked for but in pg_catalog, so that no function, operator or
  /// table of somebody else's can stand in for one that is meant, and rows that a policy hides are
  /// an error instead of missing.
  static let common: Settings = [
    ("search_path", "pg_catalog, pg_temp"), ("row_security", "off"),
  ]

  /// For a session that only runs short statements, so that a stopped process of ours cannot hold
  /// locks.
  static let short: Settings = [
    ("statement_timeout", "10s"), ("idle_in_transaction_session_timeout", "11s"),
  ]

  /// Two statements in one message, which are one transaction. The settings hold for the session
  /// only if process `pid` answers, which the client was told of when it connected; otherwise a
  /// pooler is in between, and they end with the transaction. The second statement gives the
  /// facts, and is understood when search_path is set already.
  static func look(pid: Int, _ settings: Settings) -> String {
    "\(set(settings, isLocal: "pg_catalog.pg_backend_pid() OPERATOR(pg_catalog.<>) \(pid)")); \(facts)"
  }

  /// The settings for the session, once it is known that it stays the same.
  static func keep(_ settings: Settings) -> String { set(settings, isLocal: "false") }

  private static func set(_ settings: Settings, isLocal: String) -> String {
    "SELECT "
      + settings.map { "pg_catalog.set_config('\($0.name)', '\($0.value)', \(isLocal))" }
      .joined(separator: ", ")
  }

  /// One row: `pid`, and the schemas that have a table redeem_codes: `names`, and `identifiers`,
  /// the same in quotes where it must be. Temporary ones do not count.
  private static let facts = """
    SELECT pg_backend_pid() AS pid, coalesce(array_agg(f.name), '{}') AS names,
      coalesce(array_agg(f.identifier), '{}') AS identifiers
    FROM (
      SELECT n.nspname::text AS name, quote_ident(n.nspname) AS identifier
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relname = 'redeem_codes' AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
      ORDER BY n.nspname
    ) AS f
    """

  static let pid = "SELECT pg_catalog.pg_backend_pid() AS pid"
}
