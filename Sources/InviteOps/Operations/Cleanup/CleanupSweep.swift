internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Goes once through one table and deletes in batches. A row that a constraint or trigger keeps, or
/// that cannot be archived, is named, and the others of its batch go.
final class CleanupSweep {
  struct Labels {
    /// Of the finished statuses, as this database writes them.
    let statuses: [String]
    /// Whether a trigger or rule may take rows out of a DELETE without an error.
    let isFiltered: Bool
  }

  /// The run is to end before the batch is done.
  private struct Stopped: Error {}

  /// Places for rows in a block, more than a block of any size has: a range of blocks is halved
  /// down to a single row by places.
  private static let places = 2048

  private let connection: PostgresConnection
  private let context: OperationContext
  private let request: CleanupRequest
  private let stop: CleanupStop
  private let lock: RunLock
  private let archive: ArchiveWriter?
  private let parameters: [String]
  private let isFiltered: Bool
  private var pacer: BatchPacer
  /// Rows in a block, of the fullest batch so far; at first as many as some blocks hold.
  private var density = 100.0
  private var lag: ReplicaLag
  private(set) var result: CleanupOutcome.Table

  init(
    _ connection: PostgresConnection, _ context: OperationContext, _ request: CleanupRequest,
    _ stop: CleanupStop, _ lock: RunLock, table: CleanupTable, labels: Labels, cutoff: String,
    archive: ArchiveWriter?
  ) {
    self.connection = connection
    self.context = context
    self.request = request
    self.stop = stop
    self.lock = lock
    self.archive = archive
    parameters = [PostgresArray.literal(labels.statuses), cutoff]
    isFiltered = labels.isFiltered
    // In blocks, which hold at most some 100 rows: even after a stretch of empty ones, a full one
    // then stays within twice the usual time.
    pacer = BatchPacer(target: request.batchTime, range: 1...256, size: 64)
    lag = ReplicaLag(maximum: request.maximumLag)
    result = .init(table: table, cutoff: cutoff)
  }

  func run(_ progress: (CleanupProgress) -> Void) throws {
    // Even the size of a table waits for whoever has locked it.
    let end =
      try patiently {
        try connection.query(
          CleanupQueries.blocks, [result.table.rawValue], deadline: context.requestDeadline
        ).only().int("blocks")
      } ?? 0
    try connection.execute(CleanupQueries.rowLockTimeout, deadline: context.requestDeadline)
    let started = ContinuousClock.now
    var block = 0
    while block < end {
      if stop.isDue { return }
      try lag.wait(connection, stop, context.requestDeadline, progress)
      if stop.isDue { return }
      let next = min(end, block + pacer.size(rate: request.rate, density: density))
      guard let (rows, elapsed) = try sweep(block..<next) else { return }
      pacer.note(elapsed)
      density = max(density, Double(rows) / Double(next - block))
      if rows > 0 {
        result.deleted += rows
        result.batches += 1
        result.longestBatchSeconds = max(result.longestBatchSeconds, elapsed.seconds)
      }
      block = next
      progress(.swept(result.table, blocks: block, of: end, deleted: result.deleted))
      if let rate = request.rate {
        // Before the pause, or the lag would count from its end.
        try lag.mark(connection, context.requestDeadline)
        try lock.pause(
          stop.bounded(
            BatchPacer.pause(
              rows: result.deleted, elapsed: ContinuousClock.now - started, rate: rate)))
      }
    }
    result.finished = true
  }

  /// Deletes from a range of blocks: its rows, and how long it took. `nil` when the run is to end
  /// first.
  private func sweep(_ blocks: Range<Int>) throws -> (Int, Duration)? {
    var sum = 0
    var elapsed = Duration.zero
    var named: Set<Int> = []
    let places = blocks.lowerBound * Self.places..<blocks.upperBound * Self.places
    do {
      try Bisection.run(places) { part throws(any Error) in
        do {
          guard let (rows, time) = try patiently({ try batch(part) }) else { throw Stopped() }
          sum += rows
          elapsed += time
          return nil
        } catch let error as PostgresError {
          // Halving may take a while.
          guard let fault = RowFault(error) else { throw error }
          if stop.isDue { throw Stopped() }
          return fault
        }
      } culprit: { place, fault throws(any Error) in
        if let id = try keep(place, fault) { named.insert(id) }
      }
      if isFiltered { try keepFiltered(places, besides: named) }
    } catch is Stopped {
      result.deleted += sum
      return nil
    }
    return (sum, elapsed)
  }

  private static func tid(_ place: Int) -> String { "(\(place / places),\(place % places))" }

  private func range(_ places: Range<Int>) -> [String?] {
    [Self.tid(places.lowerBound), Self.tid(places.upperBound)] + parameters
  }

  private var witness: RowWitness {
    RowWitness(connection: connection, deadline: context.requestDeadline)
  }

  private static let again = "'invitectl cleanup-queue --yes'"

  /// Names the row at a place that could not be deleted.
  ///
  /// - Returns: its id; `nil` when there is no row any more.
  private func keep(_ place: Int, _ fault: RowFault) throws -> Int? {
    let rows = try connection.query(
      RowQueries.idAt("\(connection.backend).\(result.table.rawValue)"), [Self.tid(place)],
      deadline: context.requestDeadline)
    // It may be gone by now.
    guard let id = try rows.first?.int("id") else { return nil }
    result.kept.add(
      witness.finding(fault, table: result.table.rawValue, id: id, again: Self.again))
    return id
  }

  /// Names the rows that should be gone and are not, without an error.
  private func keepFiltered(_ places: Range<Int>, besides named: Set<Int>) throws {
    let rows = try connection.query(
      result.table.left, range(places), deadline: context.requestDeadline)
    for row in rows {
      let id = try row.int("id")
      if named.contains(id) { continue }
      guard
        let finding = witness.passedOver(
          .delete, table: result.table.rawValue, id: id, again: Self.again)
      else { return }
      result.kept.add(finding)
    }
  }

  /// Again, when another session was in the way: nothing was done then. `nil` when the run is to
  /// end first.
  private func patiently<Value>(_ body: () throws -> Value) throws -> Value? {
    var delay = Duration.milliseconds(100)
    for _ in 0..<10 {
      do {
        return try body()
      } catch SQLState.lockNotAvailable, SQLState.deadlockDetected, SQLState.serializationFailure {
        if stop.isDue { return nil }
        stop.pause(delay)
        delay = min(.seconds(5), delay * 2)
      }
    }
    return try body()
  }

  /// One transaction: its rows, and how long it took. Rows that somebody has locked are left.
  private func batch(_ places: Range<Int>) throws -> (Int, Duration) {
    do {
      return try delete(places, skipsLocked: false)
    } catch SQLState.lockNotAvailable {
      // Locked is a row, or the whole table, for which there is more time.
      try connection.execute(CleanupQueries.tableLockTimeout, deadline: context.requestDeadline)
      let outcome = Result { try delete(places, skipsLocked: true) }
      if connection.isUsable {
        try connection.execute(CleanupQueries.rowLockTimeout, deadline: context.requestDeadline)
      }
      return try outcome.get()
    }
  }

  private func delete(_ places: Range<Int>, skipsLocked: Bool) throws -> (Int, Duration) {
    let clock = ContinuousClock.now
    let range = range(places)
    let statement = result.table.batch(skipsLocked: skipsLocked, returning: archive != nil)
    guard let archive else {
      let rows = try connection.execute(statement, range, deadline: context.requestDeadline)
      return (rows, ContinuousClock.now - clock)
    }
    do throws(TransactionError) {
      let count = try connection.transaction(deadline: context.requestDeadline) {
        let rows = try connection.query(statement, range, deadline: context.requestDeadline)
        if rows.isEmpty { return 0 }
        var texts: [String] = []
        texts.reserveCapacity(rows.count)
        for row in rows { texts.append(try row.string("row")) }
        try archive.write(texts)
        return texts.count
      }
      #if DEBUG
        Failpoint.reach("archive-committed")
      #endif
      archive.commit()
      return (count, ContinuousClock.now - clock)
    } catch {
      // An unknown outcome is settled by the next run, which can see the table.
      if error.isOutcomeUnknown {
        throw Failure(
          .error, "the connection was lost while a batch of \(archive.path) was being committed",
          hint: "run the same command again: it finds out whether the rows were deleted")
      }
      try archive.rollBack()
      throw error.cause
    }
  }
}
