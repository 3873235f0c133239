internal import InviteDomain
internal import InviteStorage
internal import PostgresClient
internal import RedisClient

/// Finds the rows that workers leave of invites.
struct InviteTracer {
  let servers: RedeemConnections

  /// The rows that count: newer than those, and written within so many seconds.
  struct Window: Sendable, Equatable {
    var record = 0
    var queueRow = 0
    var seconds: Double?
  }

  /// From this moment on.
  func windowFromNow() throws(Failure) -> Window {
    Window(
      record: try first(InviteTraceQueries.lastRecord, [], of: .records, Self.id) ?? 0,
      queueRow: try first(InviteTraceQueries.lastQueueRow, [], of: .queue, Self.id) ?? 0)
  }

  /// From the moment on at which the task was first queued; `nil` when nothing tells.
  ///
  /// One second more: the clocks of worker and servers agree to that.
  func window(of taskID: String, _ flow: RedeemFlow?) throws(Failure) -> Window? {
    let age =
      flow == .direct && servers.sharesServer ? try markAge(taskID) : try outboxAge(taskID)
    return age.map { Window(seconds: $0 + 1) }
  }

  /// How long ago a direct redemption was marked in Redis, in seconds: a mark lives for a fixed time
  /// from then on.
  private func markAge(_ taskID: String) throws(Failure) -> Double? {
    let connection = try servers.redis(.broker)
    do throws(RedisError) {
      let left = try connection.call(
        ["PTTL", RedeemMarker.key(taskID: taskID)], deadline: servers.context.requestDeadline
      ).asInteger()
      guard left >= 0 else { return nil }
      return max(0, Double(RedeemMarker.lifetime) - Double(left) / 1000)
    } catch {
      throw Failure(error, doing: "look for the mark of the redemption")
    }
  }

  private func outboxAge(_ taskID: String) throws(Failure) -> Double? {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      return try connection.query(
        OutboxQueries.age, [taskID], deadline: servers.context.requestDeadline
      ).first?.double("age")
    } catch {
      throw Outbox.failure(error, doing: "look for the redemption")
    }
  }

  func traces(code: String, email: String, _ window: Window) throws(Failure) -> InviteTraces {
    let seconds = window.seconds.map { String($0) }
    var traces = InviteTraces()
    traces.record = try first(
      InviteTraceQueries.record, [code, email, String(window.record), seconds], of: .records
    ) { (row) throws(PostgresError) in
      TaskOutcome.InviteRecord(
        id: try row.int("id"), team: try row.optionalString("team"),
        status: try row.optionalString("status"),
        errorMessage: try row.optionalString("error_message"))
    }
    traces.queueRow = try first(
      InviteTraceQueries.queueRow, [code, email, String(window.queueRow), seconds], of: .queue
    ) { (row) throws(PostgresError) in
      TaskOutcome.QueueRow(
        id: try row.int("id"), status: try row.optionalString("status"),
        errorMessage: try row.optionalString("error_message"))
    }
    return traces
  }

  /// The emails that a code has rows of.
  func emails(code: String, seconds: Double) throws(Failure) -> Set<String> {
    var emails: Set<String> = []
    let both: [(Table, (BackendSchema) -> String)] = [
      (.records, InviteTraceQueries.recordEmails), (.queue, InviteTraceQueries.queueEmails),
    ]
    for (table, statement) in both {
      try rows(statement, [code, String(seconds)], of: table) { (row) throws(PostgresError) in
        emails.insert(try row.string("email"))
      }
    }
    return emails
  }

  private enum Table { case records, queue }

  private static func id(_ row: PostgresRow) throws(PostgresError) -> Int { try row.int("id") }

  private func first<Value>(
    _ statement: (BackendSchema) -> String, _ values: [String?], of table: Table,
    _ read: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> Value? {
    var found: Value?
    try rows(statement, values, of: table) { (row) throws(PostgresError) in
      if found == nil { found = try read(row) }
    }
    return found
  }

  /// A database that the backend's migrations alone have made has no `invite_queue`: no rows then.
  private func rows(
    _ statement: (BackendSchema) -> String, _ values: [String?], of table: Table,
    _ each: (PostgresRow) throws(PostgresError) -> Void
  ) throws(Failure) {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      for row in try connection.query(
        statement, values, deadline: servers.context.requestDeadline)
      {
        try each(row)
      }
    } catch {
      guard table == .records || error.sqlState != .undefinedTable else { return }
      throw Failure(error, doing: "look for what became of the invite")
    }
  }
}
