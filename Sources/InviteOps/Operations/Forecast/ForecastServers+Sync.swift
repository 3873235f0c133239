internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Uses that PostgreSQL has not heard of.
extension ForecastServers {
  /// Uses that only Redis has are there for as long as nobody syncs, in seconds.
  private static let recentSync = 3600.0

  /// That there may be uses in Redis alone, a sentence; `nil` where there are none, or all codes were just synced.
  func unsynced() throws(Failure) -> String? {
    guard counting == .atRequest, try !isSynced() else { return nil }
    return tr("not in it: uses that only Redis has, which 'invitectl sync-counts' brings over")
  }

  private func isSynced() throws(Failure) -> Bool {
    guard postgres.facts?.own[OwnTable.runLog.rawValue] != nil else { return false }
    do throws(PostgresError) {
      let seconds = try postgres.query(ForecastQueries.sinceSync, deadline: deadline()).only()
        .optionalDouble("seconds")
      return seconds.map { $0 < Self.recentSync } ?? false
    } catch {
      if error.sqlState == .insufficientPrivilege { return false }
      throw Failure(error, doing: tr("read invitectl.run_log"))
    }
  }
}
