internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
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

  /// Who wants a use of these stored codes, as `redeem retry` counts them. No index serves that: none where
  /// it takes longer than the search may.
  func holdings(_ codes: [String]) throws(Failure) -> [TraceFacts.Holding] {
    guard !codes.isEmpty, connection.facts?.tables["invite_queue"] != nil else { return [] }
    let (backend, wanted) = (connection.backend, PostgresArray.literal(codes))
    do throws(PostgresError) {
      let outbox = try connection.query(
        OutboxQueries.readable, deadline: context.requestDeadline
      ).first?.bool("readable")
      let limit = context.requestDeadline.earlier(end)
      var failing: [ExactText: Int] = [:]
      for row in try connection.query(RetryQueries.failing(backend), [wanted], deadline: limit) {
        let code = ExactText(try row.string("code"))
        failing[code, default: 0] += 1
      }
      return try connection.query(
        RetryQueries.holders(backend, outbox: outbox == true), [wanted], deadline: limit
      ).map { (row) throws(PostgresError) in
        let code = try row.string("code")
        return TraceFacts.Holding(
          code: code, others: try row.int("served") + row.int("open") + row.int("outbox"),
          failing: failing[ExactText(code)] ?? 0)
      }
    } catch {
      // Then the retry itself says it.
      if Self.isLate(error) || RowFault(error) != nil { return [] }
      throw Failure(error, doing: tr("see whose uses are counted"))
    }
  }

  /// Whose invites were tried again since then, epoch seconds, code and email as the backend compares them.
  func retried(since: Double) throws(Failure) -> [TraceFacts.Call] {
    let table = "invite_retry"
    guard connection.facts?.own[table] != nil else { return [] }
    do throws(PostgresError) {
      return try connection.query(
        TraceQueries.retriedSince, [String(since)], deadline: context.requestDeadline
      ).map { (row) throws(PostgresError) in
        TraceFacts.Call(email: try row.string("email"), code: try row.string("code"))
      }
    } catch {
      throw Failure(error, doing: tr("read invitectl.\(table)"))
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
