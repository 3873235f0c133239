/// Statements about the session and the server as a whole.
package enum SessionQueries {
  /// No limits at all, for a session that builds indexes: a server-side timeout in the middle of
  /// CREATE or DROP INDEX CONCURRENTLY leaves an invalid index behind. `$1` is the name it gives
  /// itself.
  package static let noTimeouts = """
    SELECT set_config('application_name', $1, false),
      set_config('lock_timeout', '0', false), set_config('statement_timeout', '0', false),
      set_config('idle_session_timeout', '0', false),
      set_config('idle_in_transaction_session_timeout', '0', false),
      set_config('client_connection_check_interval', '0', false)
    """

  /// What the session has in the end, one row a setting that is not 0: a pooler, or a trigger on
  /// login, may have had the last word.
  package static let remainingTimeouts = """
    SELECT name, setting FROM pg_settings
    WHERE name IN ('lock_timeout', 'statement_timeout', 'idle_session_timeout',
      'idle_in_transaction_session_timeout') AND setting <> '0'
    """

  /// Sets `$1` to `$2` for the session.
  package static let setConfig = "SELECT set_config($1, $2, false)"

  /// Limits of one short transaction that needs a lock on a live table: the backend must not queue
  /// up behind it, also when our process is stopped in its middle.
  package static let shortTransaction = """
    SET LOCAL lock_timeout = '1s';
    SET LOCAL statement_timeout = '5s';
    SET LOCAL idle_in_transaction_session_timeout = '6s'
    """

  /// For the rest of a transaction that reads much: no table is gone through once for each row of another.
  package static let wideRead = "SELECT set_config('enable_nestloop', 'off', true)"

  /// Has the rest of the transaction run as who logged in.
  package static let asLogin = "SELECT set_config('role', 'none', true)"

  /// Whether this is still the server it was: `system`.
  package static let identity = "SELECT system_identifier::text AS system FROM pg_control_system()"

  /// The process that serves this session, and when it began, which tells it from a later one of
  /// the same number: `pid`, `start`.
  package static let process = """
    SELECT pid, extract(epoch FROM backend_start)::text AS start
    FROM pg_stat_activity WHERE pid = pg_backend_pid()
    """

  /// Ends the session of process `$1` that began at `$2`, unless it is at a statement.
  package static let endIdle = """
    SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
    WHERE pid = $1::int AND extract(epoch FROM backend_start)::text = $2
      AND state IS DISTINCT FROM 'active'
    """

  /// The process that serves this statement; behind a pooler it may be another one next time.
  package static let pid = "SELECT pg_backend_pid() AS pid"

  /// Asks for the plan of a statement without running it; `nil` for one that has no plan.
  package static func explain(_ sql: String) -> String? {
    let text = sql.drop { $0.isWhitespace }
    let word = text.prefix { $0.isLetter }.uppercased()
    guard ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "MERGE", "VALUES"].contains(word)
    else { return nil }
    return "EXPLAIN (COSTS ON, FORMAT TEXT) \(text)"
  }
}
