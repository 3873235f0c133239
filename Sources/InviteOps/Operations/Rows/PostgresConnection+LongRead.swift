internal import ClientSupport
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension OperationContext {
  /// How long a statement may take that reads whole tables.
  var longLimit: Duration { longDeadline.remaining ?? .zero }
}

extension PostgresConnection {
  /// Reads by one statement that may take longer than the session's limit of 10 s, which is for short ones: the
  /// server gives it as long as the caller does, and ends it by itself where this process is stopped.
  ///
  /// - Parameters:
  ///   - isWide: whether it is about so much that each table is better read once than looked into row by
  ///     row: of expressions the planner has no statistics, and takes them for single rows.
  ///   - limit: from the caller's `--timeout`.
  /// - Throws: what the server says; ``SQLState`` 57014 when it was given up by the server.
  func readLong(
    _ sql: String, _ parameters: [String?], isWide: Bool = false, limit: Duration
  ) throws(PostgresError) -> PostgresRows {
    // PostgreSQL takes milliseconds in 32 bits.
    let most = min(limit, .seconds(20 * 86_400))
    var statements = [RowQueries.limits(most, lock: most)]
    if isWide { statements.append(PostgresStatement(SessionQueries.wideRead)) }
    statements.append(PostgresStatement(sql, parameters))
    var rows: PostgresRows?
    for answer in try pipeline(statements, deadline: .after(limit)) { rows = try answer.get() }
    guard let rows else { throw .misuse(tr("a pipeline without an answer")) }
    return rows
  }
}
