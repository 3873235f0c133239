import PostgresClient
import TestSupport

@testable import InviteOps
@testable import InviteStorage

/// A database with the row feed alone, and how that stands.
enum RowFeedDatabase {
  /// - Parameter before: what is done to the backend's tables before.
  static func make(_ before: String = "SELECT 1") throws -> TestDatabase {
    let database = try TestDatabase.inviteHub()
    try database.run(before)
    try database.run("CREATE SCHEMA invitectl")
    try database.run(RowFeedQueries.create(.standard, isCoarse: false))
    return database
  }

  static func state(_ database: TestDatabase) throws -> RowFeedState {
    try RowFeedState(
      database.connect().query(RowFeedQueries.state(.standard), deadline: .soon).only())
  }
}
