internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension OperationContext {
  /// How long a statement may take that reads whole tables.
  var longLimit: Duration { longDeadline.remaining ?? .zero }

  /// How long such a statement may wait for a lock: who has a table locked is named by then, and not when all
  /// the time is over that the reading may take.
  var lockLimit: Duration { min(configuration.timeout, PostgresConnection.longest) }

  /// A session whose statements read whole tables: no limits on the server's side but ``lockLimit``.
  ///
  /// - Parameter first: a session that has looked at the database; `nil` to look.
  func longPostgres(
    beside first: PostgresConnection? = nil
  ) throws(Failure) -> PostgresConnection {
    let connection =
      if let first { try barePostgres(beside: first) } else { try barePostgres() }
    try limitLocks(of: connection)
    return connection
  }

  /// Has the statements of a session wait for a lock no longer than ``lockLimit``, unless a transaction says
  /// otherwise.
  func limitLocks(of connection: PostgresConnection) throws(Failure) {
    do throws(PostgresError) {
      _ = try connection.query(
        SessionQueries.setConfig,
        ["lock_timeout", String(max(1, Int(saturating: lockLimit.seconds * 1000)))],
        deadline: requestDeadline)
    } catch {
      throw Failure(error, doing: tr("prepare the sessions"))
    }
  }
}

extension PostgresConnection {
  /// PostgreSQL takes milliseconds in 32 bits.
  fileprivate static let longest: Duration = .seconds(20 * 86_400)

  /// Reads by one statement that may take longer than the session's limit of 10 s, which is for short ones: the
  /// server gives it as long as the caller does, and ends it by itself where this process is stopped.
  ///
  /// - Parameters:
  ///   - isWide: whether it is about so much that each table is better read once than looked into row by
  ///     row: of expressions the planner has no statistics, and takes them for single rows.
  ///   - limit: from the caller's `--timeout`.
  ///   - lock: for a lock, at most; half of `limit` if that is less.
  /// - Throws: what the server says; ``SQLState`` 57014 when it was given up by the server.
  func readLong(
    _ sql: String, _ parameters: [String?], isWide: Bool = false, limit: Duration,
    lock: Duration? = nil
  ) throws(PostgresError) -> PostgresRows {
    let most = min(limit, Self.longest)
    var statements = [RowQueries.limits(most, lock: lock ?? most)]
    if isWide { statements.append(PostgresStatement(SessionQueries.wideRead)) }
    statements.append(PostgresStatement(sql, parameters))
    var rows: PostgresRows?
    for answer in try pipeline(statements, deadline: .after(limit)) { rows = try answer.get() }
    guard let rows else { throw .misuse(tr("a pipeline without an answer")) }
    return rows
  }
}
