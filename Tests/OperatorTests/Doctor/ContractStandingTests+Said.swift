import ClientSupport
import CountProtocol
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// How it is said, and how long it holds.
extension ContractStandingTests {
  @Test func `it is said with what to type, in JSON and as text`() async throws {
    let world = try ContractTests.world()
    _ = try ContractTests.check(world, during: Self.short(world))
    let result = try await CommandRun.invitectl(
      ["sync-counts", "-o", "json"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    let said = try JSONValue(parsing: result.output)
    #expect(said["exact"]?.bool == false, "\(result.output)")
    let breach = try #require(said["breaches"]?[0], "\(result.output)")
    #expect(breach["assumption"]?.string == "lifetime")
    for name in ["at", "seen", "reason", "next"] {
      #expect(breach[name]?.string?.isEmpty == false, "\(name): \(result.output)")
    }
    let changes = try #require(said["changes"]?.array)
    #expect(!changes.isEmpty && changes.allSatisfy { $0["used_at_most"] == nil })
    let text = try await CommandRun.invitectl(["sync-counts"], environment: world.environment)
    #expect(text.output.contains("not as assumed: doctor saw at 20"), "\(text.output)")
    #expect(text.output.contains("no count is called exact\n  next: mend the backend"), "\(text)")
  }

  @Test func `force-resync says it beside its plan, and of a plan from a file when it is applied`()
    async throws
  {
    let world = try ContractTests.world()
    _ = try ContractTests.check(world, during: Self.short(world))
    let plan = try ForceResync(try world.context(), ResyncRequest()).plan()
    #expect(plan.exact == false && plan.breaches?.map(\.assumption) == [.lifetime])
    let text = try await CommandRun.invitectl(
      ["force-resync", "--all", "--dry-run"], environment: world.environment)
    #expect(text.output.contains("not as assumed: doctor saw at 20"), "\(text)")
    #expect(text.output.contains("the next sync doubts again"), "\(text)")
    let json = try await CommandRun.invitectl(
      ["force-resync", "--all", "--dry-run", "-o", "json"], environment: world.environment)
    let said = try JSONValue(parsing: json.output)
    #expect(said["exact"]?.bool == false, "\(json)")
    #expect(said["breaches"]?[0]?["assumption"]?.string == "lifetime", "\(json)")
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = folder.file("plan")
    let written = try await CommandRun.invitectl(
      ["force-resync", "AAAAAAAA", "--from", "database", "--plan", file],
      environment: world.environment)
    #expect(written.exitCode == 0, "\(written)")
    let applied = try await CommandRun.invitectl(
      ["force-resync", "--apply", file, "--from", "database", "--yes", "-o", "json"],
      environment: world.environment)
    #expect(applied.exitCode == 0, "\(applied)")
    let document = try JSONValue(parsing: applied.output)
    #expect(document["breaches"] == nil)
    #expect(document["outcome"]?["applied"]?[0]?.string == "AAAAAAAA", "\(applied)")
    #expect(document["outcome"]?["breaches"]?[0]?["assumption"]?.string == "lifetime", "\(applied)")
    #expect(document["outcome"]?["exact"]?.bool == false, "\(applied)")
    // As it says: a person's word is exact, and doubted again.
    #expect(try world.standing("AAAAAAAA") == "exact -0 +0 held 0")
    try world.sync()
    #expect(try world.standing("AAAAAAAA") == Self.boundless)
  }

  @Test func `it outlives the log`() async throws {
    let world = try ContractTests.world()
    // One that was taken back stays so, though the row that saw it broken has another to tell.
    for findings in [
      #"{"take": {"broken": "a"}, "freshness": {"broken": "b"}}"#, #"{"take": {"kept": true}}"#,
    ] {
      try world.postgres.execute(
        """
        INSERT INTO invitectl.run_log (command, finished_at, detail)
        VALUES ('doctor', now(), jsonb_build_object('contract', $1::jsonb))
        """, [findings], deadline: .soon)
    }
    _ = try ContractTests.check(world, during: Self.short(world))
    try world.sync()
    try world.postgres.execute(
      "UPDATE invitectl.run_log SET started_at = started_at - interval '400 days'", deadline: .soon)
    let cleanup = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--keep-logs", "30d"], environment: world.environment)
    #expect(cleanup.exitCode == 0, "\(cleanup.errors)")
    let left = try world.postgres.query(
      "SELECT command FROM invitectl.run_log WHERE started_at < now() - interval '30 days'",
      deadline: .soon
    ).map { try $0.string("command") }
    #expect(left == ["doctor", "doctor", "doctor"])
    let still = try world.sync()
    #expect(still.exact == false)
    #expect(still.breaches?.map(\.assumption) == [.freshness, .lifetime])
    // What a later look has said of it is not kept for ever.
    try world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, detail)
      VALUES ('doctor', now(),
        '{"contract": {"lifetime": {"kept": true}, "freshness": {"kept": true}, "take": {"kept": true}}}')
      """, deadline: .soon)
    _ = try await CommandRun.invitectl(
      ["cleanup-queue", "--yes", "--keep-logs", "30d"], environment: world.environment)
    let old = try world.postgres.query(
      "SELECT count(*) AS n FROM invitectl.run_log WHERE started_at < now() - interval '30 days'",
      deadline: .soon
    ).only().int("n")
    #expect(old == 0)
    #expect(try world.sync().exact == nil)
  }
}
