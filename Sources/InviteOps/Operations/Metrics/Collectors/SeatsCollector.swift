internal import PostgresClient

/// Seats of active teams.
enum SeatsCollector: MetricsCollecting {
  static let seats = MetricFamily(
    "invitehub_seats", .gauge,
    help: "Seats of active teams: all (max), taken by members, promised to invites of the last "
      + "24 hours (pending), and available.")
  static let byGroup = MetricFamily(
    "invitehub_group_seats", .gauge,
    help: "The same by group of teams; teams without a group have an empty label.")
  static let teams = MetricFamily("invitehub_teams", .gauge, help: "Active teams by group.")
  static let families = [seats, byGroup, teams]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let query =
      try isViewFresh(connections) ? SeatStatsQueries.seatsByGroup : SeatQueries.seatsByGroup
    let rows = try connections.rows(query) { row throws(PostgresError) in
      (
        group: try row.optionalString("group_name") ?? "",
        counts: [
          ("max", try row.int("max_seats")), ("member", try row.int("members")),
          ("pending", try row.int("pending")), ("available", try row.int("available")),
        ],
        teams: try row.int("teams")
      )
    }
    var seats = seats
    for (index, state) in ["max", "member", "pending", "available"].enumerated() {
      seats.add(.integer(rows.reduce(0) { $0 + $1.counts[index].1 }), ["state": state])
    }
    var byGroup = byGroup
    var teams = teams
    for row in rows {
      for (state, count) in row.counts {
        byGroup.add(.integer(count), ["group": row.group, "state": state])
      }
      teams.add(.integer(row.teams), ["group": row.group])
    }
    return [seats, byGroup, teams]
  }

  private static func isViewFresh(_ connections: MetricsConnections) throws(Failure) -> Bool {
    let readable = try connections.rows(SeatStatsQueries.readable) { row throws(PostgresError) in
      try row.bool("readable")
    }
    guard readable == [true] else { return false }
    return try connections.rows(SeatStatsQueries.fresh) { row throws(PostgresError) in
      try row.bool("fresh")
    } == [true]
  }
}
