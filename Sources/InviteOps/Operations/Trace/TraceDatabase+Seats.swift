internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The seats that are left.
extension TraceDatabase {
  func seats(_ group: Int?) throws(Failure) -> TraceFacts.Seats {
    do throws(PostgresError) {
      let row = try connection.query(
        TraceQueries.seats, [group.map(String.init)], deadline: context.requestDeadline
      ).only()
      return TraceFacts.Seats(own: try row.int("own"), ungrouped: try row.int("ungrouped"))
    } catch {
      throw Failure(error, doing: tr("count the free seats"))
    }
  }

  /// Whether no active team has one that an invite of this group may take; 0 is of any. Where that cannot be read
  /// nothing is said.
  func isFull(_ group: Int) -> Bool {
    guard group != 0 else { return (try? everySeat()) == 0 }
    return (try? seats(group))?.own == 0
  }

  private func everySeat() throws(Failure) -> Int {
    do throws(PostgresError) {
      var free = 0
      let rows = try connection.query(
        RetryQueries.seats(connection.backend), deadline: context.requestDeadline)
      for row in rows { free = free.addingSaturated(try row.int("free")) }
      return free
    } catch {
      throw Failure(error, doing: tr("count the free seats"))
    }
  }
}
