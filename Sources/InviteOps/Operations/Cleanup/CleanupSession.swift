internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// One connection and what one run needs on it.
final class CleanupSession {
  private let context: OperationContext
  private let request: CleanupRequest
  private let connection: PostgresConnection
  /// The same for every table, wherever its path leads meanwhile.
  private let archives: ArchiveDirectory?
  private let stop: CleanupStop
  private let started = ContinuousClock.now
  private let moment: Moment
  private let lock: RunLock

  private struct Moment {
    let database: String
    let system: String
    let now: String
    let stamp: String
    let cutoffs: [CleanupTable: String]
  }

  init(_ context: OperationContext, _ request: CleanupRequest) throws(Failure) {
    self.context = context
    self.request = request
    if let path = request.archive { archives = try ArchiveDirectory(path) } else { archives = nil }
    stop = CleanupStop(
      deadline: request.maximumRuntime.map { .after($0) } ?? .never, interrupt: context.interrupt)
    connection = try context.barePostgres()
    lock = RunLock(.cleanup, command: "cleanup-queue", on: connection, context)
    // A batch is short and is finished once begun; a signal is looked for between two.
    connection.interrupt = nil
    do {
      try connection.executeScript(
        CleanupQueries.sessionLimits, deadline: context.requestDeadline)
      let row = try connection.query(
        CleanupQueries.moment,
        [
          String(request.olderThan.seconds),
          String((request.recordsOlderThan ?? request.olderThan).seconds),
        ], deadline: context.requestDeadline
      ).only()
      moment = Moment(
        database: try row.string("database"), system: try row.string("system"),
        now: try row.string("now"), stamp: try row.string("stamp"),
        cutoffs: [
          .queue: try row.string("cutoff"), .records: try row.string("cutoff_records"),
        ])
    } catch {
      throw Failure(error, doing: tr("ask the database for its time"))
    }
  }

  private var tables: [CleanupTable] {
    request.recordsOlderThan == nil ? [.queue] : [.queue, .records]
  }

  /// Where the rows of a table are; `nil` when there is no such table here.
  private func leaves(_ table: CleanupTable) throws -> CleanupLeaves.Found? {
    try CleanupLeaves(connection: connection, deadline: context.requestDeadline).find(table)
  }

  func plan() throws -> CleanupPlan {
    var planned: [CleanupPlan.Table] = []
    for table in tables {
      let look = CleanupLeaves(connection: connection, deadline: context.requestDeadline)
      guard let statuses = try look.statuses(table) else { continue }
      let groups = try census(table, statuses)
      planned.append(
        .init(
          table: table, cutoff: cutoff(table), rows: groups.reduce(0) { $0 + $1.rows },
          groups: groups))
    }
    return CleanupPlan(database: moment.database, tables: planned)
  }

  private func census(
    _ table: CleanupTable, _ labels: [String]
  ) throws -> [CleanupPlan.Group] {
    // Reading everything may take longer than a batch may.
    let deadline = context.longDeadline
    try connection.execute(CleanupQueries.countingLimit, deadline: context.requestDeadline)
    let given = [PostgresArray.literal(labels), cutoff(table)]
    let rows =
      switch table {
      case .queue:
        try connection.query(CleanupQueries.queueCensus, given, deadline: deadline)
      case .records:
        try connection.query(
          CleanupQueries.recordsCensus, ["(0,0)", "(4294967294,0)"] + given, deadline: deadline)
      }
    return try rows.map { row in
      .init(
        status: try row.string("status"), ageDays: try row.int("age_days"),
        rows: try row.int("rows"))
    }
  }

  /// - Throws: ``Failure``, while nothing has been deleted; after that it is in the outcome.
  func run(_ progress: (CleanupProgress) -> Void) throws(Failure) -> CleanupOutcome {
    var outcome = CleanupOutcome(database: moment.database)
    let action = tr("delete the rows")
    if let skipped = try takeLock(progress) {
      outcome.stopped = .locked
      outcome.lockHolder = skipped.holder
      return outcome
    }
    do throws(Failure) {
      try RunLog.recording(
        CleanupQueue.command, .optional, extent: .whole, context, on: connection
      ) {
        log throws(Failure) in
        defer { log?.note(outcome) }
        try Failure.reporting(action) { try work(&outcome, progress) }
      }
    } catch {
      guard outcome.deleted > 0 || !outcome.recovered.isEmpty else { throw error }
      outcome.broken = error
    }
    outcome.seconds = (ContinuousClock.now - started).seconds
    return outcome
  }

  private func work(
    _ outcome: inout CleanupOutcome, _ progress: (CleanupProgress) -> Void
  ) throws {
    if let archives {
      let recovery = try ArchiveRecovery(
        connection: connection, context: context, lock: lock, directory: archives,
        database: moment.database, system: moment.system
      ).settle()
      outcome.recovered = recovery.settled
      outcome.notes += recovery.notes
    }
    outcome.notes += try lagNotes()
    var isCutShort = false
    for table in tables {
      if stop.isDue {
        isCutShort = true
        break
      }
      guard let found = try leaves(table) else {
        outcome.notes.append(tr("there is no table \(table.rawValue)"))
        continue
      }
      outcome.notes += found.notes
      try sweep(table, found.leaves, &outcome, progress)
    }
    if !stop.isDue, let age = request.keepLogs {
      outcome.logs = try OwnLogCleanup(connection: connection, context: context, stop: stop).run(
        age)
    }
    if isCutShort || outcome.tables.contains(where: { !$0.finished }) {
      outcome.stopped = stop.reason
    }
    if context.interrupt?.isTriggered == true { outcome.stopped = .interrupted }
  }

  private func sweep(
    _ table: CleanupTable, _ leaves: [CleanupLeaf], _ outcome: inout CleanupOutcome,
    _ progress: (CleanupProgress) -> Void
  ) throws {
    let archive = try archives.map { directory in
      try ArchiveWriter(
        directory: directory, stamp: moment.stamp,
        ArchiveManifest(
          table: table, database: moment.database, system: moment.system,
          cutoff: cutoff(table), createdAt: moment.now, state: .running))
    }
    var columns: [ArchiveColumn] = []
    if archive != nil {
      try connection.executeScript(ArchiveQueries.textForms, deadline: context.requestDeadline)
      columns = try table.columns(connection, deadline: context.requestDeadline)
    }
    let sweep = try CleanupSweep(
      connection, context, request, stop, lock, table: table, leaves: leaves, cutoff: cutoff(table),
      archive: archive, columns: columns,
      in: table == .records ? OpenRowsCopy.make(connection, context) : connection.backend)
    do {
      try sweep.run(progress)
      try connection.executeScript(
        CleanupQueries.sessionLimits, deadline: context.requestDeadline)
    } catch {
      // What was done by then is to be told all the same, and can be restored.
      var result = sweep.result
      result.archive = archive?.close()
      outcome.tables.append(result)
      throw error
    }
    var result = sweep.result
    result.archive = archive?.path
    defer { outcome.tables.append(result) }
    result.archive = try archive?.finish()
  }

  private func cutoff(_ table: CleanupTable) -> String { moment.cutoffs[table] ?? "" }

  private func lagNotes() throws -> [String] {
    let row = try connection.query(
      FollowerQueries.hiddenFollowers, deadline: context.requestDeadline
    ).only()
    guard try row.int("hidden") > 0 else { return [] }
    let membership = MembershipStatement.grant(
      "pg_read_all_stats", to: connection.facts?.role ?? verbatim("this role"),
      version: connection.serverVersion, inherits: try row.bool("inherits"))
    return [tr("how far replicas are behind is hidden from this role: \(membership)")]
  }

  /// - Returns: `nil` when this run is the one.
  private func takeLock(
    _ progress: (CleanupProgress) -> Void
  ) throws(Failure) -> RunLock.Skipped? {
    try lock.take(
      request.ifLocked, wait: .after(request.lockWait).earlier(stop.deadline),
      maxSkips: request.maxSkips
    ) { holding in
      if let holding { progress(.waitingForLock(holder: holding.sentence)) }
    }
  }
}

extension RunLog {
  fileprivate func note(_ outcome: CleanupOutcome) {
    changed = outcome.deleted
    problems = outcome.kept
    shortfall = outcome.failure?.kind
  }
}
