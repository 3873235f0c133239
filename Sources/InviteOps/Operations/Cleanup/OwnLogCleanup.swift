internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Deletes what this tool wrote down long ago (`--keep-logs`): runs, changes of counts, and outbox entries
/// that were settled.
struct OwnLogCleanup {
  let connection: PostgresConnection
  let context: OperationContext
  let stop: CleanupStop

  /// A statement that deletes some of what is old, until nothing is left.
  private struct Batch {
    let statement: String
    let values: [String?]
    /// Whether it says itself how many went.
    var isCounted = false
  }

  /// - Parameter tables: in this order: a row of the log may stay for the sake of a line of the ledger.
  /// - Returns: how many rows were deleted, by table; none of a table that is not here.
  func run(
    _ age: Duration, of tables: [OwnTable] = [.outbox, .ledger, .runLog]
  ) throws -> [String: Int] {
    let known: [String] = [OwnTable.outbox, .ledger, .runLog, .anchor].map { $0.rawValue }
    let names = try connection.query(
      OwnCleanupQueries.ownTables, [PostgresArray.literal(known)],
      deadline: context.requestDeadline
    ).map { try $0.string("name") }
    var deleted: [String: Int] = [:]
    for table in tables where names.contains(table.rawValue) && !stop.isDue {
      guard let batch = try prepared(table, age, names) else {
        deleted[table.rawValue] = 0
        continue
      }
      var count = 1
      while count > 0, !stop.isDue {
        count = try delete(batch)
        deleted[table.rawValue, default: 0] += count
      }
    }
    return deleted
  }

  /// With what is read once: it is of the whole ledger.
  ///
  /// - Returns: `nil` where nothing would go.
  private func prepared(
    _ table: OwnTable, _ age: Duration, _ names: [String]
  ) throws -> Batch? {
    let seconds = String(age.seconds)
    let hasAnchor = names.contains(OwnTable.anchor.rawValue)
    switch table {
    case .outbox:
      return Batch(statement: OwnCleanupQueries.oldOutbox, values: [seconds])
    case .ledger:
      let stays = try connection.query(
        OwnCleanupQueries.stays, [seconds], deadline: context.longDeadline
      ).only()
      return Batch(
        statement: hasAnchor ? OwnCleanupQueries.oldChain : OwnCleanupQueries.oldLedger,
        values: [seconds, try stays.string("codes"), try stays.string("lines")],
        isCounted: hasAnchor)
    case .runLog:
      return try oldRuns(
        seconds, hasLedger: names.contains(OwnTable.ledger.rawValue), hasAnchor: hasAnchor)
    default:
      return nil
    }
  }

  /// The ledger is asked only where something would go without what it says: mostly the log has nothing old.
  private func oldRuns(_ seconds: String, hasLedger: Bool, hasAnchor: Bool) throws -> Batch? {
    var (look, words): (Int?, String) = (nil, "{}")
    if hasLedger {
      guard
        try connection.query(
          OwnCleanupQueries.hasOldRuns, [seconds, nil, words], deadline: context.longDeadline
        ).only().bool("found")
      else { return nil }
      words = try connection.query(OwnCleanupQueries.words, deadline: context.longDeadline).only()
        .string("runs")
      look = try connection.query(
        HistoryQueries.lateRefundLook(hasAnchor: hasAnchor), deadline: context.longDeadline
      ).first?.int("id")
    }
    return Batch(
      statement: OwnCleanupQueries.oldRunLog, values: [seconds, look.map { String($0) }, words])
  }

  /// Each goes through the whole of its table where little of it is old.
  private func delete(_ batch: Batch) throws -> Int {
    let deadline = context.longDeadline
    guard batch.isCounted else {
      return try connection.execute(batch.statement, batch.values, deadline: deadline)
    }
    return try connection.query(batch.statement, batch.values, deadline: deadline)
      .only().int("deleted")
  }
}
