internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Takes partitions out of their table without holding up those who use it.
struct PartitionDetach {
  let connection: PostgresConnection
  let context: OperationContext
  let lock: RunLock
  let stop: CleanupStop
  /// How long one partition may wait.
  let wait: Duration

  /// - Returns: `nil` when it is out. Else it has been marked, is not found any more by what begins now, and waits
  ///   for transactions that began before: that is what is said.
  func run(
    _ place: String, of root: String, _ way: PartitionCleanupQueries.DetachWay
  ) throws -> String? {
    let statement = PartitionCleanupQueries.detach(place, of: root, way)
    guard way == .concurrently else {
      try lockShortly("detaching \(place)", statement)
      return nil
    }
    do throws(PostgresError) {
      try connection.executeScript(
        PartitionCleanupQueries.patient(milliseconds: Int(saturating: wait.seconds * 1000)),
        deadline: context.requestDeadline)
      try connection.execute(statement, deadline: .after(wait + .seconds(10)))
      try connection.executeScript(CleanupQueries.sessionLimits, deadline: context.requestDeadline)
      return nil
    } catch {
      guard error.sqlState == .queryCancelled else { throw error }
      try connection.executeScript(CleanupQueries.sessionLimits, deadline: context.requestDeadline)
      return "it is being detached, and transactions that began before still use the table"
    }
  }

  private func attempt(_ statement: String, milliseconds: Int) throws(TransactionError) {
    try connection.transaction(deadline: context.requestDeadline) {
      try connection.executeScript(
        "\(PartitionQueries.limits); \(PartitionQueries.lockTimeout(milliseconds: milliseconds))",
        deadline: context.requestDeadline)
      try connection.execute(statement, deadline: context.requestDeadline)
    }
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
          throw Failure(
            .transient, "gave up \(action): somebody holds a lock on it, or on its table",
            hint: "'invitectl doctor --only long-transactions' names who has been at it for long")
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
