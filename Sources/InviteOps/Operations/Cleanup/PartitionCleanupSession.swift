internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// One run over the partitions, and its connection.
final class PartitionCleanupSession {
  let context: OperationContext
  let request: PartitionCleanupRequest
  let connection: PostgresConnection
  let archives: ArchiveDirectory?
  private let stop: CleanupStop
  private let lock: RunLock
  let moment: PostgresRow
  let cutoff: String

  /// A partition that is to go, as the catalog has it.
  struct Due {
    let table: CleanupTable
    let root: String
    let place: String
    let number: Int
    let hasDefault: Bool
    let isDetaching: Bool
  }

  init(_ context: OperationContext, _ request: PartitionCleanupRequest) throws(Failure) {
    self.context = context
    self.request = request
    if let path = request.archive { archives = try ArchiveDirectory(path) } else { archives = nil }
    stop = CleanupStop(
      deadline: request.maximumRuntime.map { .after($0) } ?? .never, interrupt: context.interrupt)
    connection = try context.barePostgres()
    lock = RunLock(.cleanup, command: CleanupQueue.command, on: connection, context)
    // What is begun is short or bounded, and is finished; a signal is looked for between two.
    connection.interrupt = nil
    do {
      try connection.executeScript(
        "\(CleanupQueries.sessionLimits); \(ArchiveQueries.textForms)",
        deadline: context.requestDeadline)
      let seconds = String(request.olderThan.seconds)
      moment = try connection.query(
        CleanupQueries.moment, [seconds, seconds], deadline: context.requestDeadline
      ).only()
      cutoff = try moment.string("cutoff")
    } catch {
      throw Failure(error, doing: tr("ask the database for its time"))
    }
  }

  func run(_ progress: (CleanupProgress) -> Void) throws(Failure) -> PartitionCleanupOutcome {
    let taken = try lock.take(
      request.ifLocked, wait: .after(request.lockWait).earlier(stop.deadline),
      maxSkips: request.maxSkips
    ) { holding in
      if let holding { progress(.waitingForLock(holder: holding.sentence)) }
    }
    if let taken {
      var outcome = PartitionCleanupOutcome(
        database: connection.facts?.database ?? "", cutoff: cutoff, drops: request.drops)
      outcome.stopped = .locked
      outcome.lockHolder = taken.holder
      return outcome
    }
    return try RunLog.recording(
      CleanupQueue.command, .optional, extent: .whole, context, on: connection
    ) { log throws(Failure) in
      let outcome = try Failure.reporting(tr("archive and detach partitions")) {
        try work(progress)
      }
      log?.changed = outcome.count(.detached, .dropped)
      log?.problems = outcome.count(.failed, .detaching)
      log?.shortfall = outcome.failure?.kind
      return outcome
    }
  }

  private func work(_ progress: (CleanupProgress) -> Void) throws -> PartitionCleanupOutcome {
    guard let archives else { throw Failure(.usage, tr("there is no directory for archives")) }
    let recovery = try ArchiveRecovery(
      connection: connection, context: context, lock: lock, directory: archives,
      database: moment.string("database"), system: moment.string("system")
    ).settle()
    try connection.execute(CleanupQueries.countingLimit, deadline: context.requestDeadline)
    let found = try survey()
    var outcome = found.outcome
    outcome.notes += recovery.notes
    for place in outcome.partitions.indices {
      guard let due = found.due[place] else { continue }
      if stop.isDue {
        outcome.stopped = stop.reason
        break
      }
      // PostgreSQL detaches one partition of a table at a time.
      if let other = outcome.partitions.first(where: {
        $0.state == .detaching && $0.table == due.table
      }) {
        outcome.partitions[place].state = .failed
        outcome.partitions[place].reason =
          tr("\(other.partition) is being detached, and one at a time can be")
        continue
      }
      progress(.partition(outcome.partitions[place].partition))
      do {
        try take(due, &outcome.partitions[place], archives)
      } catch is PartitionArchive.Stopped {
        outcome.stopped = stop.reason
        break
      } catch {
        let failure = Failure(of: error, doing: tr("archive and detach it"))
        guard failure.isAboutConnection else {
          outcome.partitions[place].fail(failure)
          continue
        }
        guard outcome.count(.detached, .dropped) > 0 else { throw failure }
        outcome.broken = failure
        return outcome
      }
    }
    if request.drops, outcome.stopped == nil { try dropEarlier(&outcome, archives) }
    return outcome
  }

  private func detach(_ table: CleanupTable) -> PartitionDetach {
    PartitionDetach(
      connection: connection, context: context, lock: lock, stop: stop, table: table,
      wait: request.lockWait)
  }

  func archive(_ due: Due, _ directory: ArchiveDirectory) throws -> PartitionArchive {
    PartitionArchive(
      connection: connection, context: context, lock: lock, stop: stop, directory: directory,
      stamp: try moment.string("stamp"),
      manifest: ArchiveManifest(
        table: due.table, partition: due.place, partitionNumber: due.number,
        database: try moment.string("database"), system: try moment.string("system"),
        cutoff: cutoff, createdAt: try moment.string("now"), state: .running),
      columns: try due.table.columns(
        connection, of: due.place, deadline: context.requestDeadline))
  }

  /// Archive, proof, detach; and proof again, since somebody may have written in between.
  private func take(
    _ due: Due, _ partition: inout PartitionCleanupOutcome.Partition, _ directory: ArchiveDirectory
  ) throws {
    let archive = try archive(due, directory)
    (partition.archive, partition.rows) = try archive.provide()
    #if FAILPOINTS
      Failpoint.reach("partition-archived")
    #endif
    let way: PartitionCleanupQueries.DetachWay =
      due.isDetaching ? .finalize : due.hasDefault ? .locked : .concurrently
    if let users = try detach(due.table).run(due.place, of: due.root, way) {
      partition.state = .detaching
      partition.reason =
        users.isEmpty
        ? tr("it is being detached, and transactions that began before still use the table")
        : tr(
          "it is being detached, and transactions that began before still use the table: "
            + "\(users.map(\.sentence).joined(separator: tr("; ")))")
      partition.next =
        tr("end the transactions that use \(due.table.rawValue), then finish it, in psql")
      partition.statements =
        users.flatMap(\.statements)
        + [PartitionCleanupQueries.detach(due.place, of: due.root, .finalize) + ";"]
      return
    }
    #if FAILPOINTS
      Failpoint.reach("partition-detached")
    #endif
    partition.state = .detached
    // Nobody finds it through the table any more: what is archived now is the last word.
    let (path, rows) = try archive.provide()
    (partition.archive, partition.rows) = (path, rows)
    if request.drops {
      try drop(due, path, archive)
      partition.state = .dropped
    } else {
      partition.next = PartitionCleanupQueries.drop(due.place)
    }
  }

  /// - Parameters:
  ///   - path: the archive, which is read from the disk once more.
  ///   - otherwise: what to do where it is not what the table has.
  func drop(
    _ due: Due, _ path: String, _ archive: PartitionArchive,
    otherwise: String = tr("see who writes to it, then run the same command again")
  ) throws {
    guard try archive.proved(path) != nil else {
      throw Failure(
        .conflict, tr("\(due.place) is not what its archive says; it was not dropped"),
        hint: otherwise)
    }
    try detach(due.table).lockShortly(
      tr("dropping \(due.place)"), PartitionCleanupQueries.drop(due.place))
  }
}
