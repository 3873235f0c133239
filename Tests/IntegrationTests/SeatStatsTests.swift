import InviteOps
import PostgresClient
import TestSupport
import Testing

@Suite struct SeatStatsTests {
  @Test func `the view is made on request, refreshed, and metrics come from it while fresh`()
    async throws
  {
    let database = try TestDatabase.inviteHub()
    let environment = Sandbox.variables(database: database)
    func run(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(arguments, environment: environment)
    }
    let missing = try await run(["refresh-seats"])
    #expect(missing.exitCode == 1)
    #expect(missing.errors.contains("invitectl migrate up --optional team-seat-stats"))
    for _ in 0..<2 {
      let up = try await run(["migrate", "up", "--optional", "team-seat-stats"])
      #expect(up.exitCode == 0, "\(up.errors)")
    }
    func available() async throws -> String? {
      try await run(["metrics-dump", "--collectors", "seats"]).output.split(separator: "\n")
        .first { $0.hasPrefix(#"invitehub_seats{state="available"}"#) }.map { String($0) }
    }
    let counted = try await available()
    #expect(counted != nil)
    // A change shows only after a refresh: so it is the view that was read.
    try database.run("UPDATE teams SET max_seats = max_seats + 7 WHERE name = 'roomy'")
    #expect(try await available() == counted)
    let refreshed = try await run(["refresh-seats"])
    #expect(refreshed.exitCode == 0)
    #expect(refreshed.output.contains("3 teams"))
    let runs = try database.connect().query(
      "SELECT exit_code, changed FROM invitectl.run_log WHERE command = 'refresh-seats'",
      deadline: .soon)
    #expect(try runs.only().int("exit_code") == 0)
    #expect(try runs.only().int("changed") == 3)
    let fromView = try await available()
    #expect(fromView != counted)
    // The view and the counting agree, and a view that is old is not used.
    try database.run("DROP MATERIALIZED VIEW invitectl.team_seat_stats")
    #expect(try await available() == fromView)
    #expect(try await run(["refresh-seats"]).exitCode == 1)
    let failed = try database.connect().query(
      "SELECT 1 FROM invitectl.run_log WHERE command = 'refresh-seats' AND exit_code = 1",
      deadline: .soon)
    #expect(failed.count == 1)
  }
}
