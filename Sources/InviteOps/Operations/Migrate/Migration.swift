internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Carries plans out: looks, plans, does the first step, and looks again, until nothing is left.
final class Migration {
  let session: MigrationSession
  let needs: MigrationNeeds
  private(set) var reader = SnapshotReader()
  private(set) var outcome: MigrateOutcome
  private var attempts: [String: Int] = [:]
  private var lostStamps = 0

  var options: MigrateOptions { session.options }
  var context: OperationContext { session.context }

  init(_ session: MigrationSession, _ server: MigrationServer, revision: Revision?) {
    self.session = session
    needs = server.needs
    outcome = MigrateOutcome(database: server.database, revision: revision)
  }

  /// Takes the lock and works until `makePlan` finds nothing to do.
  func run(
    _ makePlan: (MigrationSnapshot) throws(Failure) -> MigrationPlan
  ) throws -> MigrateOutcome {
    try survivingLoss { try self.begin() }
    while true {
      var done = false
      try survivingLoss {
        let snapshot = try self.snapshot()
        let plan = try makePlan(snapshot)
        outcome.note(plan)
        guard let step = plan.steps.first else {
          try settle(snapshot)
          done = true
          return
        }
        try perform(step, plan, snapshot)
      }
      if done { return outcome }
    }
  }

  func snapshot() throws(PostgresError) -> MigrationSnapshot {
    try reader.read(session.monitor, deadline: context.requestDeadline)
  }

  /// Takes out of the journal what an orphan has ended well.
  private func settle(_ snapshot: MigrationSnapshot) throws {
    guard snapshot.server.schemaVersion > 0,
      !snapshot.server.missingOwnTables.contains(.indexWork)
    else { return }
    let states =
      snapshot.indexes.map { ($0.index, $0.state) } + snapshot.parts.map { ($0.index, $0.state) }
    let open = states.filter { ![.valid, .absent, .tableMissing].contains($0.1) }.map(\.0.key)
    // With a partition that was detached or dropped meanwhile goes what was to be done on it.
    try session.monitor.execute(
      IndexWorkQueries.endAll,
      [PostgresArray.literal(snapshot.unfinished.subtracting(open).sorted())],
      deadline: context.requestDeadline)
  }

  private func begin() throws {
    try MigrationLock(session: session).take()
    reader.expected = try ServerDefinitions.read(session.monitor, context)
  }

  /// Runs `body`; when the connection breaks in it, connects anew and takes the lock, so that the
  /// next look at the catalog decides what to do. Nothing is submitted twice: an orphan that still
  /// builds holds the lock, and is waited for.
  private func survivingLoss(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      guard let loss = Self.loss(error) else { throw error }
      guard context.interrupt?.isTriggered != true else {
        throw Failure(
          .interrupted, tr("stopped while the server was away: \(loss)"),
          hint: tr("'invitectl migrate status' shows what is left; 'invitectl migrate up' goes on"))
      }
      try countAttempt("connection", loss)
      try session.reopen(after: loss)
      try survivingLoss { try self.begin() }
    }
  }

  /// The lost connection that an error stands for, if it does.
  private static func loss(_ error: any Error) -> PostgresError? {
    let cause = (error as? TransactionError)?.cause ?? error
    guard let error = cause as? PostgresError, error.isLoss else { return nil }
    return error
  }

  /// - Throws: `error` when this was the last attempt.
  func countAttempt(_ key: String, _ error: any Error) throws {
    attempts[key, default: 0] += 1
    if attempts[key, default: 0] > options.retryDelays.count { throw error }
  }

  func attemptCount(_ key: String) -> Int { attempts[key, default: 0] }

  private func perform(
    _ step: MigrationPlan.Step, _ plan: MigrationPlan, _ snapshot: MigrationSnapshot
  ) throws {
    let start = ContinuousClock.now
    if case .build(let index) = step { reportPlace(of: index, snapshot) }
    session.report(.began(step))
    switch step {
    case .schema:
      try withLockRetries(tr("make schema invitectl")) {
        let made = try InvitectlSchema.bringUpToDate(
          self.session.builder, deadline: self.context.longDeadline)
        self.outcome.schemaVersion = made.last ?? self.outcome.schemaVersion
      }
    case .attach(let index, let sighting): try attach(index, sighting, snapshot)
    case .awaitDrop(let index, let pid): try awaitDrop(index, pid: pid)
    case .clear(let index), .drop(let index): try drop(index)
    case .join(let index, let join): guard try self.join(index, join) else { return }
    case .dropAll(let index): try dropAll(index)
    case .reindex(let index):
      try build([index], reindex: true)
      return
    case .build:
      let indexes = plan.independentBuilds(limit: options.jobs)
      for (place, index) in indexes.enumerated().dropFirst() {
        reportPlace(of: index, snapshot, after: place)
        session.report(.began(.build(index)))
      }
      try build(indexes, reindex: false)
      return
    case .stamp(let from, let to):
      guard try stamp(from: from, to: to) else { return }
    }
    ended(step, since: start)
  }

  func ended(_ step: MigrationPlan.Step, since start: ContinuousClock.Instant) {
    let took = start.duration(to: .now)
    let bytes: Int? = step.index.flatMap { index in
      switch step {
      case .drop, .dropAll: return nil
      default: return self.size(of: index)
      }
    }
    outcome.add(step, took: took, bytes: bytes)
    session.report(.ended(step, took: took, bytes: bytes))
  }

  private func size(of index: PerformanceIndex) -> Int? {
    let found = try? session.monitor.query(
      MigrateQueries.size, [index.place(in: session.monitor.backend)],
      deadline: context.requestDeadline)
    return try? found?.first?.optionalInt("bytes")
  }

  /// Moves alembic_version by compare-and-set.
  ///
  /// - Returns: whether it was moved now. If not, somebody else did; the next look tells where to.
  private func stamp(from: Revision, to: Revision) throws -> Bool {
    var moved = 0
    try withLockRetries(tr("record revision \(to)")) {
      moved = try self.session.builder.transaction(deadline: self.context.requestDeadline) {
        try self.session.builder.executeScript(
          SessionQueries.shortTransaction, deadline: self.context.requestDeadline)
        return try self.session.builder.execute(
          RevisionQueries.advance(self.session.builder.revisionTable),
          [to.rawValue, from.rawValue],
          deadline: self.context.requestDeadline)
      }
    }
    if moved == 1 {
      outcome.revision = to
      return true
    }
    lostStamps += 1
    guard lostStamps <= 3 else {
      throw Failure(
        .conflict,
        tr(
          "\(session.builder.revisionTable.phrase(in: session.builder.backend)) could not be moved from \(from) to \(to): it keeps changing"
        ),
        hint: tr("see that no 'alembic upgrade' runs at the same time, then run this again"))
    }
    session.report(.note(tr("somebody else moved the recorded revision meanwhile; looking again")))
    return false
  }

  /// Short transactions on tables of the backend: 10 tries, so that the backend never queues up
  /// behind ours for more than a second.
  func withLockRetries(_ action: String, _ body: () throws -> Void) throws {
    var backoff = Backoff()
    for attempt in 1... {
      do {
        try body()
        return
      } catch {
        let state = ((error as? TransactionError)?.cause as? PostgresError)?.sqlState
        guard attempt < 10,
          state == .lockNotAvailable || state == .queryCancelled || state == .deadlockDetected
        else { throw error }
        let pause = backoff.pause()
        session.report(
          .retrying(tr("could not \(action): somebody holds a lock on it"), after: pause))
        guard session.pause(pause) else {
          throw Failure(.interrupted, tr("stopped; could not \(action)"))
        }
      }
    }
  }
}

extension MigrationPlan {
  /// The builds that can run side by side now: of different tables, and of none that another step
  /// comes before.
  func independentBuilds(limit: Int) -> [PerformanceIndex] {
    var tables: Set<String> = []
    var builds: [PerformanceIndex] = []
    for step in steps {
      if case .stamp = step { break }
      guard let index = step.index, tables.insert(index.table).inserted else { continue }
      if case .build = step { builds.append(index) }
    }
    return Array(builds.prefix(max(1, limit)))
  }
}
