internal import PostgresClient

/// Seats of active teams.
enum SeatsCollector {
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(SeatQueries.seatsByGroup) { row throws(PostgresError) in
      (
        group: try row.optionalString("group_name") ?? "",
        counts: [
          ("max", try row.int("max_seats")), ("member", try row.int("members")),
          ("pending", try row.int("pending")), ("available", try row.int("available")),
        ],
        teams: try row.int("teams")
      )
    }
    var seats = MetricFamily(
      "invitehub_seats", .gauge,
      help: "Seats of active teams: all (max), taken by members, promised to invites of the last "
        + "24 hours (pending), and available.")
    for (index, state) in ["max", "member", "pending", "available"].enumerated() {
      let sum = rows.reduce(0) { $0 + $1.counts[index].1 }
      seats.samples.append(.init(.integer(sum), [.init("state", state)]))
    }
    var byGroup = MetricFamily(
      "invitehub_group_seats", .gauge,
      help: "The same by group of teams; teams without a group have an empty label.")
    var teams = MetricFamily("invitehub_teams", .gauge, help: "Active teams by group.")
    for row in rows {
      for (state, count) in row.counts {
        byGroup.samples.append(
          .init(.integer(count), [.init("group", row.group), .init("state", state)]))
      }
      teams.samples.append(.init(.integer(row.teams), [.init("group", row.group)]))
    }
    return [seats, byGroup, teams]
  }
}
