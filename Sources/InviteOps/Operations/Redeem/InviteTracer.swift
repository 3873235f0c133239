internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Finds the rows that workers leave of invites.
struct InviteTracer {
  let servers: RedeemConnections

  /// The rows that count: newer than those, and written within so many seconds.
  struct Window: Sendable, Equatable {
    var record = Int.min
    var queueRow = Int.min
    var seconds: Double?
    /// When that was so: while it is waited, the time before grows.
    var read = ContinuousClock.now

    /// Within how many seconds from now.
    var secondsByNow: Double? { seconds.map { $0 + read.duration(to: .now).seconds } }
  }

  /// From this moment on.
  func windowFromNow() throws(Failure) -> Window {
    Window(
      record: try first(InviteTraceQueries.lastRecord, [], of: .records, Self.id) ?? .min,
      queueRow: try first(InviteTraceQueries.lastQueueRow, [], of: .queue, Self.id) ?? .min)
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
      return RedeemMarker.age(left: left)
    } catch {
      throw Failure(error, doing: tr("look for the mark of the redemption"))
    }
  }

  private func outboxAge(_ taskID: String) throws(Failure) -> Double? {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      return try connection.query(
        OutboxQueries.age, [taskID], deadline: servers.context.requestDeadline
      ).first?.double("age")
    } catch {
      throw Outbox.failure(error, doing: tr("look for the redemption"))
    }
  }

  func traces(code: String, email: String, _ window: Window) throws(Failure) -> InviteTraces {
    let seconds = window.secondsByNow.map { String($0) }
    var traces = InviteTraces()
    traces.record = try readable(
      InviteTraceQueries.record, [code, email, String(window.record), seconds], of: .records
    ) { (row) throws(PostgresError) in
      TaskOutcome.InviteRecord(
        id: try row.int("id"), team: try row.optionalString("team"),
        status: try row.optionalString("status"),
        errorMessage: try row.optionalString("error_message"))
    }
    traces.queueRow = try readable(
      InviteTraceQueries.queueRow, [code, email, String(window.queueRow), seconds], of: .queue
    ) { (row) throws(PostgresError) in
      TaskOutcome.QueueRow(
        id: try row.int("id"), status: try row.optionalString("status"),
        errorMessage: try row.optionalString("error_message"))
    }
    return traces
  }

  /// The emails that a code has rows of, each once. One that cannot be read is not of a redemption of ours,
  /// whose emails are UTF-8, and is passed over.
  func emails(code: String, seconds: Double) throws(Failure) -> [String] {
    var emails: Set<ExactText> = []
    let both: [(table: Table, ids: Statement, emails: Statement)] = [
      (.records, InviteTraceQueries.records, InviteTraceQueries.recordEmails),
      (.queue, InviteTraceQueries.queueRows, InviteTraceQueries.queueEmails),
    ]
    for (table, ids, statement) in both {
      var found: [Int] = []
      try rows(ids, [code, String(seconds)], of: table) { (row) throws(PostgresError) in
        found.append(try row.int("id"))
      }
      try Bisection.run(found[...]) { part throws(Failure) in
        var read: [ExactText] = []
        let fault = try attempt(statement, [PostgresArray.literal(Array(part))], of: table) {
          (row) throws(PostgresError) in
          read.append(ExactText(try row.string("email")))
        }
        if fault == nil { emails.formUnion(read) }
        return fault
      } culprit: { _, _ throws(Failure) in
      }
    }
    return emails.sorted().map(\.text)
  }

  private typealias Statement = (BackendSchema) -> String

  private enum Table { case records, queue }

  private static func id(_ row: PostgresRow) throws(PostgresError) -> Int { try row.int("id") }

  /// The first row; where a text of it is not UTF-8, with that text in ASCII: what became of the
  /// invite stands in the status, and only the reason is harder to read.
  private func readable<Value>(
    _ statement: (BackendSchema, InviteTraceQueries.Text) -> String, _ values: [String?],
    of table: Table, _ read: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> Value? {
    var found: Value?
    var fault: RowFault?
    for text in InviteTraceQueries.Text.allCases {
      let form: Statement = { statement($0, text) }
      fault = try attempt(form, values, of: table) { (row) throws(PostgresError) in
        if found == nil { found = try read(row) }
      }
      if fault == nil { return found }
    }
    if let fault { throw Self.failure(fault) }
    return nil
  }

  private func first<Value>(
    _ statement: Statement, _ values: [String?], of table: Table,
    _ read: (PostgresRow) throws(PostgresError) -> Value
  ) throws(Failure) -> Value? {
    var found: Value?
    try rows(statement, values, of: table) { (row) throws(PostgresError) in
      if found == nil { found = try read(row) }
    }
    return found
  }

  private func rows(
    _ statement: Statement, _ values: [String?], of table: Table,
    _ each: (PostgresRow) throws(PostgresError) -> Void
  ) throws(Failure) {
    if let fault = try attempt(statement, values, of: table, each) { throw Self.failure(fault) }
  }

  private static func failure(_ fault: RowFault) -> Failure {
    Failure(
      .error, tr("could not look for what became of the invite: \(fault.reason)"), hint: fault.hint)
  }

  /// A database that the backend's migrations alone have made has no `invite_queue`: no rows then.
  ///
  /// - Returns: what a single row may be to blame for.
  private func attempt(
    _ statement: Statement, _ values: [String?], of table: Table,
    _ each: (PostgresRow) throws(PostgresError) -> Void
  ) throws(Failure) -> RowFault? {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      for row in try connection.query(
        statement, values, deadline: servers.context.requestDeadline)
      {
        try each(row)
      }
      return nil
    } catch {
      if let fault = RowFault(error) { return fault }
      guard table == .records || error.sqlState != .undefinedTable else { return nil }
      throw Failure(error, doing: tr("look for what became of the invite"))
    }
  }
}
