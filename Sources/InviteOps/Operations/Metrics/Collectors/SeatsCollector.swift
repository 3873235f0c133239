internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// Seats of active teams.
enum SeatsCollector: MetricsCollecting {
  static let seats = SharedFamily.seats
  static let byGroup = MetricFamily(
    "invitehub_group_seats", .gauge,
    help: trKey("The same by group of teams; teams without a group have an empty label."))
  static let teams = MetricFamily("invitehub_teams", .gauge, help: trKey("Active teams by group."))
  static let families = [seats, byGroup, teams]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let groups =
      if try isViewFresh(connections) {
        try groups(connections, SeatStatsQueries.seatsByGroup)
      } else if let counted = try counted(connections) {
        counted
      } else {
        try groups(connections, SeatQueries.seatsByGroup)
      }
    var seats = seats
    var byGroup = byGroup
    var teams = teams
    let states: [(String, (GroupSeats) -> Int)] = [
      ("max", { $0.maxSeats }), ("member", { $0.members }), ("pending", { $0.pending }),
      ("available", { $0.available }),
    ]
    for (state, count) in states {
      seats.add(.integer(groups.reduce(0) { $0 + count($1) }), ["state": state])
    }
    for group in groups {
      for (state, count) in states {
        byGroup.add(.integer(count(group)), ["group": group.group, "state": state])
      }
      teams.add(.integer(group.teams), ["group": group.group])
    }
    return [seats, byGroup, teams]
  }

  /// `nil` when there are too many people to be counted here, or when an email is no text: the
  /// server compares it all the same.
  private static func counted(_ connections: MetricsConnections) throws(Failure) -> [GroupSeats]? {
    try connections.ask { connection throws(PostgresError) in
      do throws(PostgresError) {
        return try counted(connection, connections.deadline)
      } catch {
        if RowFault(error) != nil { return nil }
        throw error
      }
    }
  }

  private static func counted(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(PostgresError) -> [GroupSeats]? {
    let rows = try connection.query(SeatQueries.seatHolders, deadline: deadline)
    guard rows.count <= SeatQueries.mostHolders else { return nil }
    var holders = try SeatHolders(rows)
    try holders.lowerEmails { emails throws(PostgresError) in
      try connection.query(
        SeatQueries.lowered, [PostgresArray.literal(emails)], deadline: deadline
      ).map { row throws(PostgresError) in try row.string("email") }
    }
    return holders.seatsByGroup()
  }

  /// As the server counted.
  private static func groups(
    _ connections: MetricsConnections, _ statement: (BackendSchema) -> String
  ) throws(Failure) -> [GroupSeats] {
    try connections.rows(statement) { row throws(PostgresError) in
      GroupSeats(
        group: try row.optionalString("group_name") ?? "", teams: try row.int("teams"),
        maxSeats: try row.int("max_seats"), members: try row.int("members"),
        pending: try row.int("pending"), available: try row.int("available"))
    }
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
