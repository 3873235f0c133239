internal import ClientSupport
internal import InviteStorage
internal import PostgresClient

extension PostgresConnection {
  /// Writes one row of the backend's and looks at what came of it, in one transaction: a trigger or
  /// rule may write something else, before, after or at the commit, without an error.
  ///
  /// - Parameters:
  ///   - change: changes one row at most.
  ///   - look: divides by zero where the row is not as it was to be.
  ///   - limit: for each statement, by the server.
  /// - Returns: whether it is; otherwise nothing is changed.
  /// - Throws: what the server says of the change, and of the look what is not its division.
  func write(
    _ change: PostgresStatement, lookingBy look: PostgresStatement, limit: Duration,
    deadline: Deadline
  ) throws(PostgresError) -> Bool {
    let answers = try pipeline(
      [RowQueries.limits(limit), change, PostgresStatement(RowQueries.immediate), look],
      deadline: deadline)
    _ = try answers[0].get()
    let written = try answers[1].get()
    _ = try answers[2].get()
    do {
      _ = try answers[3].get()
    } catch {
      guard error.isOfGuard else { throw error }
      return false
    }
    return written.affectedRows > 0
  }
}
