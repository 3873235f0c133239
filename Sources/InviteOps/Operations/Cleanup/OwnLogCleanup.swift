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
    let statements = [
      "run_log": OwnCleanupQueries.oldRunLog, "redeem_sync_ledger": OwnCleanupQueries.oldLedger,
      "redeem_outbox": OwnCleanupQueries.oldOutbox,
    ]
    let anchor = OwnTable.anchor.rawValue
    let names = try connection.query(
      OwnCleanupQueries.ownTables, [PostgresArray.literal(statements.keys.sorted() + [anchor])],
      deadline: context.requestDeadline
    ).map { try $0.string("name") }
    var deleted: [String: Int] = [:]
    for name in names {
      guard let statement = statements[name] else { continue }
      let isChained = name == OwnTable.ledger.rawValue && names.contains(anchor)
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
