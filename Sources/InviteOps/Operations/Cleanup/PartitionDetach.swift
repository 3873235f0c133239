internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Takes partitions out of their table without holding up those who use it.
struct PartitionDetach {
  let connection: PostgresConnection
  let context: OperationContext
  let lock: RunLock
  let stop: CleanupStop
  let table: CleanupTable
  /// How long one partition may wait.
  let wait: Duration

  /// - Returns: `nil` when it is out. Else it has been marked, is not found any more by what begins now, and waits
  ///   for transactions that began before: these.
  /// - Throws: ``Failure/Kind/transient`` where it could not even be marked in time.
  func run(
    _ place: String, of root: String, _ way: PartitionCleanupQueries.DetachWay
  ) throws -> [SessionSummary]? {
    let statement = PartitionCleanupQueries.detach(place, of: root, way)
    guard way == .concurrently else {
      try lockShortly(tr("detaching \(place)"), statement)
      return nil
    }
    var failed: PostgresError?
    do throws(PostgresError) {
      try connection.executeScript(
        PartitionCleanupQueries.patient(milliseconds: Int(saturating: wait.seconds * 1000)),
        deadline: context.requestDeadline)
      try connection.execute(statement, deadline: .after(wait + .seconds(10)))
    } catch {
      failed = error
    }
    // Whatever became of it: what is read next is not to end after a second, nor to wait for ever.
    if connection.isUsable {
      try connection.executeScript(
        PartitionCleanupQueries.limits, deadline: context.requestDeadline)
    }
    guard let error = failed else { return nil }
    guard error.sqlState == .queryCancelled else { throw error }
    // It is marked by a first transaction, which waits for who holds the partition as VACUUM does.
    guard
      let row = try connection.query(
        PartitionCleanupQueries.isPending, [place], deadline: context.requestDeadline
      ).first
    else { return nil }
    guard try row.bool("pending") else { throw gaveUp(tr("detaching \(place)")) }
    return users
  }

  /// Who has used the table or a partition of it for as long as was waited, the oldest transaction first; empty
  /// where that is not known.
  private var users: [SessionSummary] {
    guard
      let rows = try? connection.query(
        MigrateQueries.sessions(connection.backend), [PostgresArray.literal([table.rawValue])],
        deadline: context.requestDeadline)
    else { return [] }
    return rows.compactMap { row in
      guard let tables = try? row.optionalStrings("tables"), !tables.isEmpty,
        let pid = try? row.int("pid")
      else { return nil }
      return try? SessionSummary(row, pid: pid)
    }.filter { $0.seconds ?? .infinity >= wait.seconds }
  }

  private func attempt(_ statement: String, milliseconds: Int) throws(TransactionError) {
    try connection.transaction(deadline: context.requestDeadline) {
      try connection.executeScript(
        "\(PartitionQueries.limits); \(PartitionQueries.lockTimeout(milliseconds: milliseconds))",
        deadline: context.requestDeadline)
      try connection.execute(statement, deadline: context.requestDeadline)
    }
  }

  private func gaveUp(_ action: String) -> Failure {
    let users = self.users
    guard let first = users.first else {
      return Failure(
        .transient, tr("gave up \(action): somebody holds a lock on it, or on its table"),
        hint: tr("'invitectl doctor --only long-transactions' names who has been at it for long"))
    }
    return Failure(
      .transient,
      tr("gave up \(action): \(users.map(\.sentence).joined(separator: tr("; "))) in the way"),
      hint: users.count == 1
        ? first.remedy : tr("the statements below end these transactions, in psql"),
      statements: users.flatMap(\.statements))
  }

  /// Runs a statement in a transaction that waits for locks 100 ms at first and 1 s at most, since others then wait
  /// behind it; again, with pauses, until the time is over.
  ///
  /// - Throws: ``Failure/Kind/transient`` when it is.
  func lockShortly(_ action: String, _ statement: String) throws {
    let limit = Deadline.after(wait).earlier(stop.deadline)
    var budget = 100
    var pause = 0.5
    while true {
      do throws(TransactionError) {
        try attempt(statement, milliseconds: budget)
        return
      } catch {
        let state = (error.cause as? PostgresError)?.sqlState
        guard state == .lockNotAvailable || state == .deadlockDetected || state == .queryCancelled
        else { throw error.cause }
        guard !limit.hasPassed, !stop.isDue else {
          throw gaveUp(action)
        }
        budget = min(1000, budget * 2)
        try lock.pause(
          min(
            .seconds(saturating: pause * Double.random(in: 0.75...1.25)), limit.remaining ?? .zero))
        pause = min(10, pause * 2)
      }
    }
  }
}
