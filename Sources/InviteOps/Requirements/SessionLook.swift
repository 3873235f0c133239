internal import ClientSupport
internal import PostgresClient

/// Looks at a new session and makes its settings, in one round trip; where a pooler stands in
/// between, some more tell of which kind it is.
struct SessionLook {
  let context: OperationContext
  let parameters: ConnectionParameters
  let settings: SessionLookQueries.Settings
  let deadline: Deadline

  /// - Throws: ``Failure`` through a pooler that hands out servers by the transaction or by the
  ///   statement: no setting is left behind there.
  func take(_ connection: PostgresConnection) throws(Failure) {
    do {
      let answers = try connection.queryScript(
        SessionLookQueries.look(pid: connection.backendPID, settings), deadline: deadline)
      guard let row = try answers.last?.only() else { return }
      let facts = try SessionFacts(
        row, backendPID: connection.backendPID, wanted: context.configuration.schema)
      connection.attachment = facts
      if !facts.isDirect {
        guard try isKept(connection, facts.pid) else { throw Self.pooled }
        _ = try connection.query(SessionLookQueries.keep(settings), deadline: deadline)
      }
      if context.configuration.schema == nil, facts.candidates.count > 1 {
        let names = facts.candidates.map(\.name).joined(separator: ", ")
        throw Failure(
          .error, "table redeem_codes is in several schemas of this database: \(names)",
          hint: "say which is the backend's, e.g. INVITECTL_DATABASE_SCHEMA=\(facts.schema.name)")
      }
    } catch let error as PostgresError {
      throw Failure(error, doing: "look at the session")
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.error, "could not look at the session: \(error)")
    }
  }

  static let pooled = Failure(
    .error, "the connection goes through a pooler in transaction mode (such as pgbouncer)",
    hint:
      "point the database URL at PostgreSQL itself, e.g. port 5432, or at a pool in session mode",
    reason: "pooled")

  /// Whether the server process stays with the session while the session is idle.
  ///
  /// A second session takes a server for an open transaction. In session mode it never gets ours,
  /// and we keep ours. In transaction mode ours is free as soon as we are idle: whether the pooler
  /// gives out the server that was used last or the one that has rested longest, within two turns
  /// one of the two sees another process than before.
  private func isKept(_ connection: PostgresConnection, _ pid: Int) throws -> Bool {
    let other = try PostgresConnection.connect(
      parameters, deadline: deadline, interrupt: context.interrupt)
    defer { other.close() }
    for _ in 0..<4 {
      do throws(PostgresError) {
        try other.execute("BEGIN", deadline: deadline)
      } catch {
        // In statement mode there are no transactions.
        guard error.sqlState == .protocolViolation else { throw error }
        return false
      }
      let theirs = try other.query(SessionLookQueries.pid, deadline: deadline).only().int("pid")
      let ours = try connection.query(SessionLookQueries.pid, deadline: deadline).only().int("pid")
      try other.execute("COMMIT", deadline: deadline)
      if theirs == pid || ours != pid { return false }
    }
    return true
  }
}
