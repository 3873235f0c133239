internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The seats that are left for invites to be sent: what finds none comes to nothing again.
struct RetrySeats {
  private var byGroup: [Int: Int] = [:]
  private var all = 0

  /// - Parameter underWay: invites that have a message already. They take seats of their code's group;
  ///   where it has none, or is not known, of whichever.
  init(
    _ connection: PostgresConnection, underWay: Set<StuckEvidence.Key>, limit: Duration,
    lock: Duration
  ) throws(Failure) {
    var groups: [ExactText: Int] = [:]
    do throws(PostgresError) {
      if !underWay.isEmpty {
        let codes = PostgresArray.literal(
          Set(underWay.map { ExactText($0.code) }).sorted().map(\.text))
        for row in try connection.readLong(
          RetryQueries.groups(connection.backend), [codes], limit: limit, lock: lock)
        {
          groups[ExactText(try row.string("code"))] = try row.int("group_id")
        }
      }
      for row in try connection.readLong(
        RetryQueries.seats(connection.backend), [], limit: limit, lock: lock)
      {
        let free = try row.int("free")
        all = all.addingSaturated(free)
        if let group = try row.optionalInt("group_id") { byGroup[group] = free }
      }
    } catch {
      throw RetryRequest.failure(error, doing: tr("count the free seats"))
    }
    for key in underWay { use(groups[ExactText(key.code)]) }
  }

  /// Takes one for an invite of a group (`nil` and 0: of any); false where none is left.
  mutating func take(_ group: Int?) -> Bool {
    let free = if let group, group != 0 { byGroup[group] ?? 0 } else { all }
    guard free > 0, all > 0 else { return false }
    use(group)
    return true
  }

  private mutating func use(_ group: Int?) {
    all -= 1
    guard let group, group != 0 else {
      // Which team it goes to is the worker's choice.
      for group in byGroup.keys { byGroup[group, default: 0] -= 1 }
      return
    }
    byGroup[group, default: 0] -= 1
  }
}
