import ClientSupport
import InviteStorage
import PostgresClient
import TestWorlds

@testable import InviteOps

extension SyncWorld {
  /// Deletes of one of our own tables what is older than so many seconds, as `cleanup-queue --keep-logs` does.
  ///
  /// - Parameter seconds: below 0 for all that may go.
  /// - Returns: how many rows went.
  @discardableResult
  func prune(_ table: OwnTable, _ seconds: Double = -3600) throws -> Int {
    let cleanup = OwnLogCleanup(
      connection: postgres, context: try context(),
      stop: CleanupStop(deadline: .never, interrupt: nil))
    return try cleanup.run(.seconds(seconds), of: [table])[table.rawValue] ?? 0
  }
}
