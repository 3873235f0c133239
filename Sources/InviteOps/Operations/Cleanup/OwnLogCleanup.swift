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
    let rows = try connection.query(
      OwnCleanupQueries.ownTables, [PostgresArray.literal(statements.keys.sorted())],
      deadline: context.requestDeadline)
    var deleted: [String: Int] = [:]
    for row in rows {
      let name = try row.string("name")
      guard let statement = statements[name] else { continue }
      var count = 1
      while count > 0, !stop.isDue {
        count = try connection.execute(
          statement, [String(age.seconds)], deadline: context.requestDeadline)
        deleted[name, default: 0] += count
      }
    }
    return deleted
  }
}
