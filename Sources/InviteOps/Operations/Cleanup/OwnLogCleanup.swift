internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Deletes what this tool wrote down long ago (`--keep-logs`): runs, changes of counts, and outbox entries
/// that were settled.
struct OwnLogCleanup {
  let connection: PostgresConnection
  let context: OperationContext
  let stop: CleanupStop

  /// - Returns: how many rows were deleted, by table; none of a table that is not here.
  func run(_ age: Duration) throws -> [String: Int] {
    let (anchor, ledger) = (OwnTable.anchor.rawValue, OwnTable.ledger.rawValue)
    // In this order: a row of the log may stay for the sake of a line of the ledger.
    let tables = [OwnTable.outbox.rawValue, ledger, OwnTable.runLog.rawValue]
    let names = try connection.query(
      OwnCleanupQueries.ownTables, [PostgresArray.literal(tables + [anchor])],
      deadline: context.requestDeadline
    ).map { try $0.string("name") }
    let statements = [
      OwnTable.outbox.rawValue: OwnCleanupQueries.oldOutbox, ledger: OwnCleanupQueries.oldLedger,
      OwnTable.runLog.rawValue: OwnCleanupQueries.oldRunLog(
        hasLedger: names.contains(ledger), hasAnchor: names.contains(anchor)),
    ]
    var deleted: [String: Int] = [:]
    for name in tables where names.contains(name) {
      guard let statement = statements[name] else { continue }
      let isChained = name == ledger && names.contains(anchor)
      var count = 1
      while count > 0, !stop.isDue {
        count = try isChained ? oldChain(age) : delete(statement, age)
        deleted[name, default: 0] += count
      }
    }
    return deleted
  }

  private func delete(_ statement: String, _ age: Duration) throws -> Int {
    try connection.execute(statement, [String(age.seconds)], deadline: context.requestDeadline)
  }

  private func oldChain(_ age: Duration) throws -> Int {
    try connection.query(
      OwnCleanupQueries.oldChain, [String(age.seconds)], deadline: context.requestDeadline
    ).only().int("deleted")
  }
}
