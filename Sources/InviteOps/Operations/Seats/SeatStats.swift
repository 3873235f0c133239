internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The table of the teams' seats, which metrics-dump reads instead of counting.
public struct SeatStats {
  public static let command = "refresh-seats"

  public struct Outcome: Sendable, Encodable {
    /// Active teams in the table.
    public let teams: Int
    public let seconds: Double
  }

  private let context: OperationContext
  public init(_ context: OperationContext) {
    self.context = context.with(.seats)
  }

  /// Makes the table, or does nothing when it is there, and counts. The schema must have been made
  /// by `migrate up`.
  public func create() throws(Failure) -> Outcome {
    try run(tr("make the table team_seat_stats"), context.barePostgres()) {
      (connection) throws(PostgresError) in
      try connection.executeScript(SeatStatsQueries.create, deadline: context.longDeadline)
      try count(connection)
    }
  }

  /// Counts anew, and records the run. Readers see the old numbers until the new ones are there.
  ///
  /// - Throws: ``Failure``, of kind ``Failure/Kind/transient`` while another refresh runs.
  public func refresh() throws(Failure) -> Outcome {
    let connection = try context.barePostgres()
    return try RunLog.recording(
      Self.command, .optional, extent: .whole, context, on: connection
    ) { log throws(Failure) in
      let outcome = try run(tr("refresh the table team_seat_stats"), connection) {
        (connection) throws(PostgresError) in try count(connection)
      }
      log?.changed = outcome.teams
      return outcome
    }
  }

  private func count(_ connection: PostgresConnection) throws(PostgresError) {
    let backend = connection.backend
    // One message is one transaction.
    try connection.executeScript(
      "\(SeatStatsQueries.lock); \(SeatStatsQueries.refresh(backend))",
      deadline: context.longDeadline)
  }

  private func run(
    _ action: String, _ connection: PostgresConnection,
    _ body: (PostgresConnection) throws(PostgresError) -> Void
  ) throws(Failure) -> Outcome {
    let started = ContinuousClock.now
    do {
      try connection.executeScript(SeatStatsQueries.lockLimit, deadline: context.requestDeadline)
      try body(connection)
      let teams = try connection.query(
        SeatStatsQueries.count, deadline: context.requestDeadline
      ).only().int("teams")
      return Outcome(teams: teams, seconds: (ContinuousClock.now - started).seconds)
    } catch {
      switch error.sqlState {
      case .undefinedTable:
        throw Failure(
          .error, tr("could not \(action): it is not there"),
          hint: "invitectl migrate up --optional team-seat-stats")
      case .invalidSchemaName:
        throw Failure(
          .error, tr("could not \(action): there is no schema invitectl"),
          hint: "invitectl migrate up --optional team-seat-stats")
      case .wrongObjectType:
        throw Failure(
          .error, tr("could not \(action): it is the view of an older invitectl"),
          hint: tr(
            "'invitectl migrate up' makes it a table, which is not in the way of the backend's "
              + "own migrations"))
      case .insufficientPrivilege:
        let role = PostgresIdentifier.quoted(connection.facts?.role ?? "")
        throw Failure(
          .error, tr("could not \(action): \(error)"),
          hint: tr(
            "as the owner: GRANT USAGE ON SCHEMA invitectl TO \(role); "
              + "GRANT SELECT, INSERT, UPDATE, DELETE ON invitectl.team_seat_stats TO \(role); what else "
              + "is missing 'invitectl doctor --only postgres-privileges' prints"))
      default: throw Failure(error, doing: action)
      }
    }
  }
}
