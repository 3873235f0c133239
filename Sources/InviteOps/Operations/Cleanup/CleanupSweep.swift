internal import ClientSupport
internal import PostgresClient

/// Goes once through one table and deletes in batches.
final class CleanupSweep {
  private let connection: PostgresConnection
  private let request: CleanupRequest
  private let stop: CleanupStop
  private let archive: ArchiveWriter?
  private let parameters: [String]
  private var pacer: BatchPacer
  private var lag: ReplicaLag
  private(set) var result: CleanupOutcome.Table

  /// - Parameter labels: of the statuses, as this database writes them.
  init(
    _ connection: PostgresConnection, _ request: CleanupRequest, _ stop: CleanupStop,
    table: CleanupTable, labels: [String], cutoff: String, archive: ArchiveWriter?
  ) {
    self.connection = connection
    self.request = request
    self.stop = stop
    self.archive = archive
    parameters = [PostgresArray.literal(labels), cutoff]
    pacer = BatchPacer(target: request.batchTime)
    lag = ReplicaLag(maximum: request.maximumLag)
    result = .init(table: table, cutoff: cutoff)
  }

  func run(_ progress: (CleanupProgress) -> Void) throws {
    // Even the size of a table waits for whoever has locked it.
    let end =
      try patiently {
        try connection.query(
          CleanupQueries.blocks, [result.table.rawValue], deadline: .after(.seconds(10))
        ).only().int("blocks")
      } ?? 0
    let started = ContinuousClock.now
    var block = 0
    while block < end {
      if stop.isDue { return }
      try lag.wait(connection, stop, progress)
      if stop.isDue { return }
      let next = min(end, block + pacer.blocks)
      guard let (rows, elapsed) = try patiently({ try batch(from: block, to: next) }) else {
        return
      }
      pacer.note(elapsed)
      if rows > 0 {
        result.deleted += rows
        result.batches += 1
        result.longestBatchSeconds = max(result.longestBatchSeconds, elapsed.seconds)
      }
      block = next
      progress(.swept(result.table, blocks: block, of: end, deleted: result.deleted))
      if let rate = request.rate {
        stop.pause(
          BatchPacer.pause(
            rows: result.deleted, elapsed: ContinuousClock.now - started, rate: rate))
      }
    }
    result.finished = true
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

  /// One transaction: its rows, and how long it took.
  private func batch(from: Int, to: Int) throws -> (Int, Duration) {
    let clock = ContinuousClock.now
    let range: [String?] = ["(\(from),0)", "(\(to),0)"] + parameters
    guard let archive else {
      let rows = try connection.execute(
        result.table.batch, range, deadline: .after(.seconds(15)))
      return (rows, ContinuousClock.now - clock)
    }
    do throws(TransactionError) {
      let count = try connection.transaction(deadline: .after(.seconds(15))) {
        let rows = try connection.query(
          result.table.batchReturning, range, deadline: .after(.seconds(15)))
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
