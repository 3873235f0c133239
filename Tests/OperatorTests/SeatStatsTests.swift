import InviteOps
import PostgresClient
import TestSupport
import Testing

@Suite struct SeatStatsTests {
  @Test func `the table is made on request, refreshed, and metrics come from it while fresh`()
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
    // A change shows only after a refresh: so it is the table that was read.
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
    let fromTable = try await available()
    #expect(fromTable != counted)
    // The table and the counting agree, and one that is old is not used.
    try database.run("DROP TABLE invitectl.team_seat_stats")
    #expect(try await available() == fromTable)
    #expect(try await run(["refresh-seats"]).exitCode == 1)
    let failed = try database.connect().query(
      "SELECT 1 FROM invitectl.run_log WHERE command = 'refresh-seats' AND exit_code = 1",
      deadline: .soon)
    #expect(failed.count == 1)
  }

  /// Neither ownership nor MAINTAIN (PostgreSQL 17) is needed to refresh it.
  @Test func `a role that may write the table refreshes it, and what it lacks is printed`()
    async throws
  {
    let database = try TestDatabase.inviteHub()
    let role = try TestRole(in: database)
    let made = try await CommandRun.invitectl(
      ["migrate", "up", "--optional", "team-seat-stats"],
      environment: Sandbox.variables(database: database))
    #expect(made.exitCode == 0, "\(made.errors)")
    try database.run(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.quoted);
      GRANT USAGE ON SCHEMA invitectl TO \(role.quoted)
      """)
    let environment = Sandbox.variables(database: database, role: role.name)
    let refused = try await CommandRun.invitectl(["refresh-seats"], environment: environment)
    #expect(refused.exitCode == 1)
    let grants = refused.errors.matches(of: /GRANT [^;\n]* TO [^;\n]*/).map { String($0.output) }
    #expect(grants.contains { $0.contains("invitectl.team_seat_stats") }, "\(refused.errors)")
    for grant in grants { try database.run(grant) }
    let refreshed = try await CommandRun.invitectl(["refresh-seats"], environment: environment)
    #expect(refreshed.exitCode == 0, "\(refreshed.errors)")
    #expect(refreshed.output.contains("3 teams"))
  }

  /// What older versions made was a materialised view, which stands in the way of the backend's own
  /// migrations.
  @Test func `migrate up makes a table of the view of older versions`() async throws {
    let database = try TestDatabase.inviteHub()
    let environment = Sandbox.variables(database: database)
    func run(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(arguments, environment: environment)
    }
    #expect(try await run(["migrate", "up"]).exitCode == 0)
    try database.run(
      """
      UPDATE invitectl.schema_version SET version = 2;
      CREATE MATERIALIZED VIEW invitectl.team_seat_stats AS
        SELECT id AS team_id, max_seats, status, now() AS refreshed_at
        FROM teams CROSS JOIN (SELECT status FROM invite_records LIMIT 1) r
      """)
    let old = try await run(["refresh-seats"])
    #expect(old.exitCode == 1)
    #expect(old.errors.contains("'invitectl migrate up' makes it a table"), "\(old.errors)")
    #expect(try await run(["migrate", "up"]).exitCode == 0)
    // The type of the column can be changed now, as revision 013 does it.
    try database.run("ALTER TABLE invite_records ALTER status TYPE text USING status::text")
    try database.run(
      "ALTER TABLE invite_records ALTER status TYPE invitestatus USING status::invitestatus")
    let refreshed = try await run(["refresh-seats"])
    #expect(refreshed.exitCode == 0, "\(refreshed.errors)")
    #expect(refreshed.output.contains("3 teams"))
  }
}
