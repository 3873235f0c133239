internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Free seats, by the backend's rule, and who waits for them.
struct ForecastSeats {
  /// Free ones of each group of teams, by its name; those of teams without a group have none.
  let groups: [String?: Int]
  /// Rows of the queue table that wait for a seat of a group.
  let waiting: [String: Int]
  /// Those that take one of any team.
  let anywhere: Int

  var free: Int { groups.values.reduce(0) { $0.addingSaturated($1) } }

  /// Seats that are free still and go to rows that came before whoever comes now: the backend gives them out every
  /// five minutes. What waits for a group gets no seat of another one.
  var claimed: Int {
    let own = waiting.reduce(0) { sum, group in
      sum.addingSaturated(min(group.value, groups[group.key] ?? 0))
    }
    return min(free, own.addingSaturated(anywhere))
  }

  /// A code of a group gets no seat of another one; `nil` where each has some, or none has.
  var fullGroups: String? {
    let full = groups.values.count { $0 == 0 }
    guard full > 0, free > 0 else { return nil }
    return tr("none left in \(full) of \(CountText.of(groups.count, "group"))")
  }
}

extension ForecastServers {
  func seats() throws(Failure) -> ForecastSeats {
    let groups = try rows(tr("count the seats"), SeatQueries.seatsByGroup) {
      (row) throws(PostgresError) in
      (name: try row.optionalString("group_name"), available: try row.int("available"))
    }
    var free: [String?: Int] = [:]
    for group in groups { free[group.name] = group.available }
    var named: [String: Int] = [:]
    var anywhere = 0
    for (name, count) in try waitingRows() {
      if let name { named[name] = count } else { anywhere = count }
    }
    return ForecastSeats(groups: free, waiting: named, anywhere: anywhere)
  }

  /// Rows that wait for a seat, by the name of their group; none without the table.
  private func waitingRows() throws(Failure) -> [(String?, Int)] {
    guard postgres.facts?.tables["invite_queue"] != nil else { return [] }
    return try rows(tr("count the rows that wait"), ForecastQueries.waitingRows) {
      (row) throws(PostgresError) in
      (try row.optionalString("group_name"), try row.int("rows"))
    }
  }
}
