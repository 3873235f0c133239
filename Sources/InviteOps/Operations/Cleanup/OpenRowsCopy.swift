internal import InviteStorage
internal import PostgresClient

/// A session's copy of the queue's open rows, whose records are kept.
enum OpenRowsCopy {
  /// - Returns: the schema as statements of this session name it: with the copy, or with the queue itself where
  ///   this role may make no temporary table, or none may be made. Then each batch reads all of the queue.
  static func make(
    _ connection: PostgresConnection, _ context: OperationContext
  ) throws(PostgresError) -> BackendSchema {
    var backend = connection.backend
    guard backend.openRows == .queue else { return backend }
    try connection.execute(CleanupQueries.countingLimit, deadline: context.requestDeadline)
    do throws(PostgresError) {
      try connection.executeScript(
        CleanupQueries.copyOpenRows(backend), deadline: context.longDeadline)
      backend.openRows = .copy
    } catch {
      guard case .server = error, connection.isUsable else { throw error }
    }
    try connection.executeScript(CleanupQueries.sessionLimits, deadline: context.requestDeadline)
    return backend
  }
}
