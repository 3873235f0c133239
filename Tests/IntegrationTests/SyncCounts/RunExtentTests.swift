import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What watches the last run of a command sees whole runs: one over a code that was named, and the sync
/// of a force-resync, calm no alarm.
@Suite struct RunExtentTests {
  private func metrics(_ world: SyncWorld) async throws -> [String: Double] {
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "runs"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    var found: [String: Double] = [:]
    for line in result.output.split(separator: "\n") where line.contains("\"sync-counts\"") {
      let words = line.split(separator: " ")
      found[String(words[0].prefix { $0 != "{" })] = Double(words[1])
    }
    return found
  }

  @Test func `a run over one code leaves what the whole run said`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("BAD")
    try world.addSyncedCode("GOOD")
    try world.bucket.send("SETEX", world.key("BAD"), 86_000, "many")
    #expect(try world.sync().failure?.kind == .partial)
    let before = try await metrics(world)
    #expect(before["invitectl_last_run_problems"] == 1)
    #expect(before["invitectl_last_run_success"] == 0)
    let calming = [
      ["sync-counts", "GOOD"], ["sync-counts", "GOOD", "BAD"], ["force-resync", "GOOD", "-n"],
      ["force-resync", "--all", "-n"], ["sync-counts", "-n"],
    ]
    for arguments in calming {
      _ = try await CommandRun.invitectl(arguments, environment: world.environment)
      var after = try await metrics(world)
      // When it was last begun is of any run.
      after["invitectl_last_run_timestamp_seconds"] = before["invitectl_last_run_timestamp_seconds"]
      #expect(after == before, "\(arguments)")
    }
    try world.bucket.send("DEL", world.key("BAD"))
    #expect(try world.sync().failure == nil)
    let healed = try await metrics(world)
    #expect(healed["invitectl_last_run_problems"] == 0)
    #expect(healed["invitectl_last_run_success"] == 1)
  }

  @Test func `a run over one code does not forget where a whole one was cut short`() async throws {
    let world = try SyncWorld()
    for code in ["A", "B"] { try world.addSyncedCode(code) }
    try world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      SELECT 'sync-counts', now(), 75, jsonb_build_object('resume_after', min(id))
      FROM redeem_codes
      """, deadline: .soon)
    try world.sync { $0.codes = ["A"] }
    try world.take("A")
    try world.take("B")
    // It goes on behind A, and only then begins anew.
    let outcome = try world.sync()
    #expect(outcome.changes.map(\.code) == ["B", "A"])
  }
}
