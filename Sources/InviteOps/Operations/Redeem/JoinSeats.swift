internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What becomes of who asks for a seat where uses are counted on join, the same for the redemption and
/// for who only looks at it.
enum JoinSeats {
  struct Seat {
    let team: Int
    let name: String
  }

  /// The first team by id of those that may take somebody of a group that has a free one, `nil` where
  /// none has; or why the backend fails for everybody.
  static func first(
    _ group: Int?, on connection: PostgresConnection, deadline: Deadline
  ) throws(PostgresError) -> Result<Seat?, Failure> {
    var free: Seat?
    for row in try connection.query(
      JoinQueries.seats, [group.map(String.init)], deadline: deadline)
    {
      let id = try row.int("id")
      guard let seats = try row.optionalInt("max_seats") else {
        return .failure(
          Failure(
            .conflict, tr("team \(id) has no max_seats; the backend fails for everybody here"),
            hint: tr("set max_seats of the team, or is_active to false")))
      }
      if free == nil, seats > (try row.int("taken")) {
        free = Seat(team: id, name: try row.optionalString("name") ?? tr("team \(id)"))
      }
    }
    return .success(free)
  }

  /// The place at which an email waits with a code already, as a rebind or not.
  static func position(
    _ code: String, _ email: String, isRebind: Bool, on connection: PostgresConnection,
    deadline: Deadline
  ) throws(PostgresError) -> Int? {
    guard
      let row = try connection.query(
        JoinQueries.waiting, [code, email, isRebind ? "t" : "f"], deadline: deadline
      ).first
    else { return nil }
    return try row.int("position")
  }

  /// Why nobody can wait for a seat; `nil` where it is possible.
  static func waitRefusal(on connection: PostgresConnection) -> Failure? {
    if connection.facts?.generation?.hasWaitingRows ?? false { return nil }
    return Failure(
      .conflict,
      tr(
        "no team has a free seat, and nobody can wait: the label waiting of "
          + "invitequeuestatus is missing, and the backend fails here"),
      hint: tr(
        "'alembic upgrade 025_add_invite_queue_waiting_enum', or ALTER TYPE "
          + "\(connection.backend).invitequeuestatus ADD VALUE 'waiting'"))
  }
}
