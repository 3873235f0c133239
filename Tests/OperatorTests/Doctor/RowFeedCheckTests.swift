import TestSupport
import Testing

/// What `doctor --only invitectl-schema` says of the row feed.
@Suite struct RowFeedCheckTests {
  @Test func `it is named where it is there, and what is the matter with it, with what mends it`()
    async throws
  {
    let database = try TestDatabase.inviteHub()
    let environment = Sandbox.variables(database: database)
    func run(_ arguments: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(arguments, environment: environment)
    }
    let doctor = ["doctor", "--only", "invitectl-schema", "--exit-code"]
    #expect(try await run(["migrate", "up"]).exitCode == 0)
    let without = try await run(doctor)
    #expect(without.exitCode == 0 && !without.output.contains("row feed"), "\(without.output)")
    let mend = ["migrate", "up", "--optional", "row-feed"]
    #expect(try await run(mend).exitCode == 0)
    let well = try await run(doctor)
    #expect(well.exitCode == 0 && well.output.contains("row feed: there"), "\(well.output)")
    try database.run("DROP TRIGGER invitectl_rows_insert ON redeem_codes")
    let broken = try await run(doctor)
    #expect(broken.exitCode == 3, "\(broken.output)")
    #expect(broken.output.contains("invitectl_rows_insert is missing"), "\(broken.output)")
    #expect(broken.output.contains("invitectl migrate up --optional row-feed"), "\(broken.output)")
    #expect(try await run(mend).exitCode == 0)
    #expect(try await run(doctor).exitCode == 0)
  }
}
