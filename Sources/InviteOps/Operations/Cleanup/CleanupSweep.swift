internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Goes once through one table, a partition after the other, and deletes in batches. A row that a constraint or
/// trigger keeps, or that cannot be archived, is named, and the others of its batch go.
final class CleanupSweep {
  /// The run is to end before the batch is done.
  private struct Stopped: Error {}

  private let connection: PostgresConnection
  private let context: OperationContext
  private let request: CleanupRequest
  private let stop: CleanupStop
  private let lock: RunLock
  private let leaves: [CleanupLeaf]
  private let archive: ArchiveWriter?
  private let columns: [ArchiveColumn]
  private let backend: BackendSchema
  private var batch: CleanupBatch
  private var isFiltered = false
  private var suspicion = RowSuspicion()
  private var lossy = LossyColumns()
  /// Places that one statement goes through: fewer where they took too long.
  private var piece = CleanupSweep.whole
  private var pacer: BatchPacer
  /// Rows in a block, of the fullest batch so far; at first as many as some blocks hold.
  private var density = 100.0
  private var lag: ReplicaLag
  private(set) var result: CleanupOutcome.Table

  /// More places than any range has.
  private static let whole = 1 << 40

  init(
    _ connection: PostgresConnection, _ context: OperationContext, _ request: CleanupRequest,
    _ stop: CleanupStop, _ lock: RunLock, table: CleanupTable, leaves: [CleanupLeaf],
    cutoff: String, archive: ArchiveWriter?, columns: [ArchiveColumn], in backend: BackendSchema
  ) {
    self.connection = connection
    self.context = context
    self.request = request
    self.stop = stop
    self.lock = lock
    self.leaves = leaves
    self.archive = archive
    self.columns = columns
    self.backend = backend
    batch = CleanupBatch(
      connection, context, table: table,
      leaf: leaves.first
        ?? CleanupLeaf(place: "", statuses: [], isFiltered: false, isWatched: false),
      cutoff: cutoff, archive: archive, columns: columns, in: backend)
    // In blocks, which hold at most some 100 rows: even after a stretch of empty ones, a full one
    // then stays within twice the usual time.
    pacer = BatchPacer(target: request.batchTime, range: 1...256, size: 64)
    lag = ReplicaLag(
      maximum: request.maximumLag, ignored: request.ignoredReplicas, patience: request.lagPatience)
    result = .init(table: table, cutoff: cutoff)
  }

  func run(_ progress: (CleanupProgress) -> Void) throws {
    var ends: [Int] = []
    for leaf in leaves { ends.append(try blocks(of: leaf)) }
    try connection.execute(CleanupQueries.rowLockTimeout, deadline: context.requestDeadline)
    let started = ContinuousClock.now
    let total = ends.reduce(0, +)
    var done = 0
    for (leaf, end) in zip(leaves, ends) {
      batch = CleanupBatch(
        connection, context, table: result.table, leaf: leaf, cutoff: result.cutoff,
        archive: archive, columns: columns, in: backend)
      isFiltered = leaf.isFiltered
      guard
        try run(
          end,
          { block in
            progress(
              .swept(result.table, blocks: done + block, of: total, deleted: result.deleted))
          }, since: started, progress)
      else { return }
      done += end
    }
    result.finished = true
  }

  /// Even the size of a table waits for whoever has locked it. None of one that is not there any more.
  private func blocks(of leaf: CleanupLeaf) throws -> Int {
    try stop.patiently {
      try connection.query(
        CleanupQueries.blocks, [leaf.place], deadline: context.requestDeadline
      ).only().optionalInt("blocks")
    }.flatMap { $0 } ?? 0
  }

  /// - Returns: whether it came to the end of the table.
  private func run(
    _ end: Int, _ swept: (Int) -> Void, since started: ContinuousClock.Instant,
    _ progress: (CleanupProgress) -> Void
  ) throws -> Bool {
    var block = 0
    while block < end {
      if stop.isDue { return false }
      try lag.wait(connection, stop, context.requestDeadline, progress)
      if stop.isDue { return false }
      let next = min(end, block + pacer.size(rate: request.rate, density: density))
      guard let (rows, elapsed) = try sweep(block..<next) else { return false }
      pacer.note(elapsed)
      density = max(density, Double(rows) / Double(next - block))
      if rows > 0 {
        result.batches += 1
        result.longestBatchSeconds = max(result.longestBatchSeconds, elapsed.seconds)
      }
      block = next
      swept(block)
      if let rate = request.rate {
        // Before the pause, or the lag would count from its end.
        try lag.mark(connection, context.requestDeadline)
        try lock.pause(
          stop.bounded(
            BatchPacer.pause(
              rows: result.deleted, elapsed: ContinuousClock.now - started, rate: rate)))
      }
    }
    // Places are of this table alone.
    for (place, fault) in try suspicion.culprits(doing: action) { _ = try keep(place, fault) }
    suspicion = RowSuspicion()
    return true
  }

  private var action: String { tr("delete rows of \(result.table.rawValue)") }

  /// Deletes from a range of blocks: its rows, and how long it took. `nil` when the run is to end
  /// first.
  private func sweep(_ blocks: Range<Int>) throws -> (Int, Duration)? {
    var named: Set<Int> = []
    let places =
      blocks.lowerBound * CleanupBatch.places..<blocks.upperBound * CleanupBatch.places
    let before = result.deleted
    var elapsed = Duration.zero
    do {
      var next = places.lowerBound
      while next < places.upperBound {
        let end = min(places.upperBound, next + piece)
        elapsed += try sweep(next..<end, &named)
        next = end
      }
      if isFiltered { try keepFiltered(places, besides: named) }
    } catch is Stopped {
      return nil
    }
    return (result.deleted - before, elapsed)
  }

  /// - Returns: how long it took, without what failed.
  private func sweep(_ places: Range<Int>, _ named: inout Set<Int>) throws -> Duration {
    var elapsed = Duration.zero
    try Bisection.run(places) { part throws(any Error) in
      let begin = ContinuousClock.now
      let limit = suspicion.limit(within: context.configuration.timeout)
      do {
        let done = try stop.patiently(tries: part == places ? 4 : 2) {
          try batch.delete(part, limit: limit)
        }
        guard let (rows, time) = done else { throw Stopped() }
        result.deleted += rows
        elapsed += time
        if rows > 0 { suspicion.noteWritten() }
        // Twice as many would not be too many.
        if piece < Self.whole, time < limit / 4 { piece = max(piece, part.count * 2) }
        return nil
      } catch {
        // Halving may take a while.
        guard let fault = RowFault(ofAny: error) else { throw error }
        if stop.isDue { throw Stopped() }
        suspicion.note(fault, after: .now - begin)
        if fault.isSlow { piece = max(1, part.count / 2) }
        guard try suspicion.givesUp(on: fault, of: part.count, doing: action) else { return fault }
        named.formUnion(try keep(all: part, fault))
        return nil
      }
    } culprit: { place, fault throws(any Error) in
      if fault.isSuspicion {
        try suspicion.suspect(place, fault, doing: action)
      } else if let id = try keep(place, fault) {
        named.insert(id)
      }
    }
    for (place, fault) in suspicion.told() {
      if let id = try keep(place, fault) { named.insert(id) }
    }
    return elapsed
  }

  private var witness: RowWitness {
    RowWitness(connection: connection, deadline: context.requestDeadline)
  }

  private static let again = verbatim("'invitectl cleanup-queue --yes'")

  /// Names the row at a place that could not be deleted.
  ///
  /// - Returns: its id; `nil` when there is no row any more.
  private func keep(_ place: Int, _ met: RowFault) throws -> Int? {
    var fault = met
    if !met.isSuspicion, met.diagnostics?.function == nil,
      let column = try batch.lossyColumn(at: place)
    {
      fault = RowFault(lossy: column)
      try lossy.note(column, of: result.table)
    }
    let rows = try connection.query(
      RowQueries.idAt(batch.place), [CleanupBatch.tid(place)],
      deadline: context.requestDeadline)
    // It may be gone by now.
    guard let id = try rows.first?.int("id") else { return nil }
    result.kept.add(
      witness.finding(fault, table: result.table.rawValue, id: id, again: Self.again))
    return id
  }

  /// Names the rows of a range of which some are to blame, and no time is left to tell which.
  ///
  /// - Returns: their ids.
  private func keep(all places: Range<Int>, _ fault: RowFault) throws -> [Int] {
    let ids = try batch.left(places).map { try $0.int("id") }
    let untold = RowFault.untold(ids.count, "rows", fault, again: Self.again)
    for id in ids {
      result.kept.add(
        witness.finding(untold, table: result.table.rawValue, id: id, again: Self.again))
    }
    return ids
  }

  /// Names the rows that should be gone and are not, without an error.
  private func keepFiltered(_ places: Range<Int>, besides named: Set<Int>) throws {
    for row in try batch.left(places) {
      let id = try row.int("id")
      if named.contains(id) { continue }
      guard
        let finding = witness.passedOver(
          .delete, table: result.table.rawValue, id: id, again: Self.again)
      else { return }
      result.kept.add(finding)
    }
  }
}
