internal import ClientSupport
internal import PostgresClient

/// The materialised view of the teams' seats, which metrics-dump reads instead of counting.
public struct SeatStats {
  public static let command = "refresh-seats"

  public struct Outcome: Sendable, Encodable {
    /// Active teams in the view.
    public let teams: Int
    public let seconds: Double
  }

  private let context: OperationContext
  public init(_ context: OperationContext) {
    self.context = context
  }

  /// Makes the view, or does nothing when it is there. The schema must have been made by
  /// `migrate up`.
  public func create() throws(Failure) -> Outcome {
    try run("make the view team_seat_stats", context.barePostgres()) {
      (connection) throws(PostgresError) in
      try connection.executeScript(SeatStatsQueries.create, deadline: context.longDeadline)
    }
  }

  /// Counts anew, and records the run. Readers see the old numbers until the new ones are there.
  ///
  /// - Parameter exitCode: of what went wrong, or of nothing, for the record.
  /// - Throws: ``Failure``, of kind ``Failure/Kind/transient`` while another refresh runs.
  public func refresh(exitCode: (Failure.Kind?) -> Int32) throws(Failure) -> Outcome {
    let connection = try context.barePostgres()
    let log = try beginLog(connection)
    do throws(Failure) {
      let outcome = try run("refresh the view team_seat_stats", connection) {
        (connection) throws(PostgresError) in
        try connection.execute(SeatStatsQueries.refresh, deadline: context.longDeadline)
      }
      try finish(log, exitCode: exitCode(nil), changed: outcome.teams, connection)
      return outcome
    } catch {
      // The first error is the one to be told.
      try? finish(log, exitCode: exitCode(error.kind), changed: 0, connection)
      throw error
    }
  }

  /// `nil` where `migrate up` has not made the table.
  private func beginLog(_ connection: PostgresConnection) throws(Failure) -> RunLog? {
    do {
      let isThere = try connection.query(RunLogQueries.exists, deadline: context.requestDeadline)
        .only().bool("present")
      if !isThere { return nil }
      return try RunLog.begin(Self.command, connection, deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: "record the run")
    }
  }

  private func finish(
    _ log: RunLog?, exitCode: Int32, changed: Int, _ connection: PostgresConnection
  ) throws(Failure) {
    guard let log else { return }
    do {
      try log.finish(
        exitCode: exitCode, changed: changed, problems: exitCode == 0 ? 0 : 1, detail: "{}",
        connection, deadline: context.requestDeadline)
    } catch {
      throw Failure(error, doing: "record the run")
    }
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
          .error, "could not \(action): it is not there",
          hint: "invitectl migrate up --optional team-seat-stats")
      case .invalidSchemaName:
        throw Failure(
          .error, "could not \(action): there is no schema invitectl",
          hint: "invitectl migrate up --optional team-seat-stats")
      default: throw Failure(error, doing: action)
      }
    }
  }
}
