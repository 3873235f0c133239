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
    let id = try world.publish("made@x.io", "DIRECT10")
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
    for words in [["inspect-workers", "overview"], ["doctor", "--only", "workers"]] {
      let look = try await CommandRun.invitectl(words, environment: world.environment)
      #expect(look.output.contains("its invite was made already"), "\(look)")
      #expect(!look.output.contains("--put-back"), "\(look)")
    }
    let lookup = try await CommandRun.invitectl(
      ["inspect-workers", "task", id], environment: world.environment)
    #expect(lookup.output.contains("made.msg"), "\(lookup)")
    #expect(!lookup.output.contains("--put-back"), "\(lookup)")
    #expect(lookup.output.contains("its invite was made already"), "\(lookup)")
    for last in ["-n", "--yes"] {
      let refused = try await quarantine("--put-back", file, last)
      #expect(refused.exitCode == 7, "\(refused)")
      #expect(refused.errors.contains("its invite was made: invite record "), "\(refused)")
      #expect(refused.errors.contains("--put-back \(file) --force --yes'"), "\(refused)")
    }
    #expect(try world.redeem.queued() == 0)
    let plan = try await quarantine("--put-back", file, "--force", "-n")
    #expect(plan.output.contains(": put back, it is an invite more"), "\(plan)")
    let back = try await quarantine("--put-back", file, "--force", "--yes", "-o", "json")
    #expect(back.exitCode == 0, "\(back)")
    let said = try JSONValue(parsing: Array(back.output.utf8))["outcome"]?["made"]?.string
    #expect(said?.hasPrefix("its invite was made") == true, "\(back)")
  }

  @Test func `a message that nobody has leaves unacked, and what a worker has does not`()
    async throws
  {
    let world = try TraceWorld(patience: "60s")
    let id = CeleryID.random()
    try world.abandon("nobody@x.io", "DIRECT10", isIndexed: true, id: id)
    func quarantine(_ words: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["inspect-workers", "control", "quarantine"] + words, environment: world.environment)
    }
    let file = world.folder.file("nobody.msg")
    let elsewhere = try await quarantine("sync", "--id", id, "--to", file, "--yes")
    #expect(elsewhere.exitCode == 2, "\(elsewhere)")
    let plan = try await quarantine("invites", "--id", id, "--to", file, "-n")
    #expect(plan.output.contains("which a worker that is gone had taken"), "\(plan)")
    #expect(try world.redeem.broker.send("HLEN", "unacked").asInteger() == 1)
    let taken = try await quarantine("invites", "--id", id, "--to", file, "--yes")
    #expect(taken.exitCode == 0, "\(taken)")
    for key in ["HLEN", "ZCARD"] {
      let name = key == "HLEN" ? "unacked" : "unacked_index"
      #expect(try world.redeem.broker.send(key, name).asInteger() == 0)
    }
    #expect(try world.redeem.queued() == 0)
    // No invite of it was made: it goes back as kombu would have given it back.
    let back = try await quarantine("--put-back", file, "--yes")
    #expect(back.exitCode == 0, "\(back)")
    #expect(try world.redeem.queued() == 1)

    let worker = try world.worker()
    let running = try world.publish("a+slow900@example.com", "DIRECT10")
    _ = try await world.until("running", "a+slow900@example.com")
    let held = try await quarantine(
      "invites", "--id", running, "--to", world.folder.file("held.msg"), "--yes")
    // One that does not answer in time under load may have it, too.
    #expect(held.exitCode == 7 || held.exitCode == 75, "\(held)")
    #expect(try world.redeem.broker.send("HLEN", "unacked").asInteger() > 0)

    // What is not to run again leaves also where its worker is only silent: that it is gone is not said.
    try TraceSituation.giveBack(running, world)
    worker.stop()
    let silent = try await quarantine(
      "invites", "--id", running, "--to", world.folder.file("silent.msg"), "-n")
    #expect(
      silent.output.contains("which a worker has taken and not acknowledged"), "\(silent)")
    withExtendedLifetime(worker) {}
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
