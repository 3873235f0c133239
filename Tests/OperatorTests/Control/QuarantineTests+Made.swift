import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What is said of a message in quarantine that would be an invite more.
extension QuarantineTests {
  @Test func `an invite that was made meanwhile is named before its message goes back`()
    async throws
  {
    let world = try TraceWorld()
    try world.publish("made@x.io", "DIRECT10")
    let file = world.folder.file("made.msg")
    func quarantine(_ words: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["inspect-workers", "control", "quarantine"] + words, environment: world.environment)
    }
    #expect(try await quarantine("invites", "--to", file, "--yes").exitCode == 0)
    let before = try await quarantine("--put-back", file, "-n")
    #expect(before.exitCode == 0 && !before.output.contains("its invite was made"), "\(before)")
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'made@x.io', 'SUCCESS'::invitestatus, 'DIRECT10', now() AT TIME ZONE 'utc',
        false FROM teams
      """)
    let plan = try await quarantine("--put-back", file, "-n")
    #expect(plan.output.contains("its invite was made: invite record "), "\(plan)")
    #expect(plan.output.contains(": put back, it is an invite more"), "\(plan)")
    let back = try await quarantine("--put-back", file, "--yes", "-o", "json")
    #expect(back.exitCode == 0, "\(back)")
    let said = try JSONValue(parsing: Array(back.output.utf8))["outcome"]?["made"]?.string
    #expect(said?.hasPrefix("its invite was made") == true, "\(back)")
  }

  @Test func `what is printed for one whose token was given back is not refused`() async throws {
    let world = try TraceWorld()
    let id = try world.publish("back@x.io", "DIRECT10")
    let file = world.folder.file("back.msg")
    let taken = try await CommandRun.invitectl(
      ["inspect-workers", "control", "quarantine", "invites", "--to", file, "--yes"],
      environment: world.environment)
    #expect(taken.exitCode == 0, "\(taken)")
    try TraceSituation.giveBack(id, world)
    let seen = try await CommandRun.invitectl(
      ["inspect-workers", "overview", "-o", "json"], environment: world.environment)
    let diagnoses = try JSONValue(parsing: Array(seen.output.utf8))["diagnoses"]?.array ?? []
    let hint = diagnoses.first { $0["kind"] == "quarantined_messages" }?["hint"]?.string
    #expect(hint?.hasPrefix("its token was given back: ") == true, "\(seen)")
    let printed = try #require(hint?.firstMatch(of: #/'(invitectl [^']+)'/#), "\(seen)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "workers"], environment: world.environment)
    #expect(doctor.output.contains("\(printed.1)"), "\(doctor)")
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n\(printed.1)"],
      environment: world.environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(typed.exitCode == 0, "\(printed.1): \(typed)")
    #expect(try world.redeem.queued() == 1)
  }
}
