internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What is done on a whole tree of partitions at once: no statement for it works beside writers, so it is one
/// short transaction that gives up before they notice, and is tried again.
extension Migration {
  /// How long writers may have to wait for the locks of one try: at first, and at most; and what one statement
  /// takes at most that has them.
  private static let lockBudget = (first: Duration.milliseconds(100), most: Duration.seconds(1))
  private static let work = Duration.milliseconds(20)

  /// Makes the index of a partitioned table and attaches the parts.
  ///
  /// - Returns: whether it is valid now. If not, a partition has come or gone, and it is looked at again.
  func join(_ index: PerformanceIndex, _ join: PartitionJoin) throws -> Bool {
    var isValid = true
    do {
      try withLockBudget(tr("attaching the partitions of \(index.name)")) { (budget) throws in
        try self.session.builder.execute(
          PartitionQueries.plainTablespace, deadline: self.context.requestDeadline)
        let found = try self.run(
          join.statements.map { PostgresStatement($0) }
            + [
              PostgresStatement(
                PartitionQueries.isValid, [index.place(in: self.session.builder.backend)])
            ], within: budget)
        isValid = try found?.first?.bool("valid") ?? false
        // Without all its parts it is not made: what is made whole never has to be completed.
        if !isValid, join.makesWhole { throw PartitionsChanged() }
      }
    } catch {
      guard Self.isByOthers(error) else { throw error }
      try changed(index, error)
      return false
    }
    if !isValid { try changed(index, PartitionsChanged()) }
    return isValid
  }

  /// Drops the index of a partitioned table with those of all partitions.
  func dropAll(_ index: PerformanceIndex) throws {
    try withLockBudget(tr("dropping \(index.name)")) { (budget) throws in
      _ = try self.run(
        [PostgresStatement(index.dropAllStatement(in: self.session.builder.backend))],
        within: budget)
    }
  }

  /// The tree is not what it was at the last look: looks again, unless it never comes to rest.
  private func changed(_ index: PerformanceIndex, _ cause: any Error) throws {
    let failure = Failure(
      .conflict,
      tr("the partitions of \(index.table) keep changing: \(index.name) was not made of them"),
      hint: tr("let whoever makes or detaches them end, then run this again"))
    try countAttempt("join \(index.name)", failure)
    session.report(
      .note(tr("the partitions of \(index.table) have changed meanwhile; looking again")))
    guard session.pause(Backoff.jittered(0.5)) else {
      throw stopped(tr("putting \(index.name) together"))
    }
  }

  private struct PartitionsChanged: Error {}

  /// Whether an error says that a table or an index is not there any more, or is there by now.
  private static func isByOthers(_ error: any Error) -> Bool {
    let cause = (error as? TransactionError)?.cause ?? error
    if cause is PartitionsChanged { return true }
    switch (cause as? PostgresError)?.sqlState {
    case .undefinedTable, .duplicateTable, .undefinedObject, .invalidObjectDefinition,
      .objectNotReady:
      return true
    default: return false
    }
  }

  /// All at once, since others wait from the first on.
  ///
  /// - Parameter budget: for the locks of all.
  /// - Returns: the rows of the last.
  private func run(_ statements: [PostgresStatement], within budget: Duration) throws
    -> PostgresRows?
  {
    let timeout = PartitionQueries.lockTimeout(milliseconds: Int(saturating: budget.seconds * 1000))
    let answers = try session.builder.pipeline(
      [PostgresStatement(timeout)] + statements,
      deadline: .after(budget + Self.work * statements.count))
    return try answers.map { try $0.get() }.last
  }

  /// Runs `body` in a transaction until it gets its locks within the budget that it is given.
  ///
  /// - Throws: ``Failure/Kind/transient`` when it did not within ``MigrateOptions/writerWait``.
  private func withLockBudget(
    _ action: String, _ body: (_ budget: Duration) throws -> Void
  ) throws {
    let limit = Deadline.after(options.writerWait)
    var budget = Self.lockBudget.first
    var backoff = Backoff()
    while true {
      do {
        try session.builder.transaction(deadline: context.requestDeadline) {
          try self.session.builder.executeScript(
            PartitionQueries.limits, deadline: self.context.requestDeadline)
          try body(budget)
        }
        return
      } catch {
        let cause = error.cause as? PostgresError
        if cause?.isInterruption == true { throw stopped(action) }
        guard cause.map(Self.isAboutLocks) == true else { throw error }
        let blocker = try snapshot().blockers.first { !$0.tables.isEmpty }?.session
        guard !limit.hasPassed else {
          let message = tr("gave up \(action), waiting for readers and writers")
          throw Failure(
            .transient, blocker.map { tr("\(message): \($0.sentence)") } ?? message,
            hint: tr(
              "\(blocker?.remedy ?? tr("end their transactions")), or let it take longer with "
                + "--writer-wait; then run this again"),
            statements: blocker?.statements ?? [])
        }
        budget = min(budget * 2, Self.lockBudget.most)
        let pause = min(backoff.pause(), limit.remaining ?? .seconds(30))
        let waits = tr("\(action) has to wait")
        session.report(
          .retrying(blocker.map { tr("\(waits): \($0.sentence)") } ?? waits, after: pause))
        guard session.pause(pause) else { throw stopped(action) }
      }
    }
  }

  private static func isAboutLocks(_ error: PostgresError) -> Bool {
    if case .timedOut(.cancelled) = error { return true }
    return error.sqlState == .lockNotAvailable || error.sqlState == .deadlockDetected
      || error.sqlState == .queryCancelled
  }

  private func stopped(_ action: String) -> Failure {
    Failure(
      .interrupted, tr("stopped while \(action); what is built stays"),
      hint: tr("'invitectl migrate up' goes on"))
  }

  /// Whether a build failed because its partition was dropped meanwhile; the next look shows what is left.
  func isOfGonePartition(_ error: PostgresError, _ indexes: [PerformanceIndex]) throws -> Bool {
    guard error.sqlState == .undefinedTable, indexes.contains(where: { $0.partition != nil }) else {
      return false
    }
    for index in indexes { try countAttempt("partition \(index.key)", error) }
    session.heedInterrupt()
    return true
  }

  /// Says which of how many partitions a build is on.
  ///
  /// - Parameter others: how many builds begin with it, before it.
  func reportPlace(of index: PerformanceIndex, _ snapshot: MigrationSnapshot, after others: Int = 0)
  {
    guard let part = snapshot.parts.first(where: { $0.index == index }) else { return }
    let parts = snapshot.parts(of: part.whole).filter(\.isLeaf)
    session.report(
      .part(index, number: parts.count { $0.state == .valid } + 1 + others, of: parts.count))
  }
}
