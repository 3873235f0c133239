internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What a run asks of the database once, at its beginning, and a run that goes on for long again.
extension SyncConnections {
  /// Sees whether the tables are those that the sessions looked at, and triggers of others as they were: by them it is
  /// known which backend this is, and how its rows may be written.
  ///
  /// - Throws: ``Failure`` of kind `transient` where something is otherwise: whoever connects anew looks at all of it.
  func meetTables() throws(Failure) {
    do {
      let row = try writer.query(FollowQueries.shape(writer.backend), deadline: deadline).only()
      let now = try row.int("shape")
      let before = shape ?? now
      shape = now
      guard before == now, try row.bool("watched") == isWatched else {
        throw Failure(
          .transient, tr("the tables were changed, or triggers on them, and are looked at anew"))
      }
    } catch {
      throw Failure(of: error, doing: tr("see whether the tables are as they were"))
    }
  }
}
