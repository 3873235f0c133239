internal import ClientSupport
internal import PostgresClient

/// A run's row in `invitectl.run_log`.
struct RunLog {
  let id: Int

  /// - Parameter detail: a JSON object.
  static func begin(
    _ command: String, detail: String = "{}", _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> RunLog {
    let row = try connection.query(RunLogQueries.begin, [command, detail], deadline: deadline)
      .only()
    return RunLog(id: try row.int("id"))
  }

  func finish(
    exitCode: Int32, changed: Int, problems: Int, detail: String,
    _ connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) {
    try connection.execute(
      RunLogQueries.finish,
      [String(id), String(exitCode), String(changed), String(problems), detail],
      deadline: deadline)
  }
}
