internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// What `redeem retry` has noted of its attempts.
extension TraceDatabase {
  /// What `redeem retry` has made of these rows.
  func attempts(
    _ records: [Int], _ queueRows: [Int]
  ) throws(Failure) -> [TraceFacts.Attempt] {
    guard !records.isEmpty || !queueRows.isEmpty else { return [] }
    return try own(
      TraceQueries.attempts, [PostgresArray.literal(queueRows), PostgresArray.literal(records)],
      "invite_retry"
    ) { (row) throws(PostgresError) in
      TraceFacts.Attempt(
        row: .init(
          RetryRow.Source(rawValue: try row.string("source")) ?? .queue, try row.int("row_id")),
        number: try row.int("attempt"), taskID: try row.optionalString("task_id"),
        state: try row.string("state"), created: try row.optionalDouble("created"))
    }
  }

  /// Whose invite a task of `redeem retry` is; `nil` for a task of somebody else's, and where its row is gone.
  func retried(_ taskID: String) throws(Failure) -> TraceFacts.Call? {
    let rows = try own(TraceQueries.retried, [taskID], "invite_retry") {
      (row) throws(PostgresError) in
      TraceFacts.Attempt.Row(
        RetryRow.Source(rawValue: try row.string("source")) ?? .queue, try row.int("row_id"))
    }
    for row in rows {
      switch row.source {
      case .records:
        guard let found = try record(row.id) else { continue }
        return TraceFacts.Call(email: found.email, code: found.code ?? "")
      case .queue:
        guard connection.facts?.tables["invite_queue"] != nil else { continue }
        let literal = PostgresArray.literal([row.id])
        guard let found = try queueRows(TraceQueries.queueRowsOfIDs, [literal]).first else {
          continue
        }
        return TraceFacts.Call(email: found.email, code: found.code ?? "")
      }
    }
    return nil
  }
}
