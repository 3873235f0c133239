import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `force-resync audit` beside Python actors that are killed between two of their steps, and syncs that are
/// killed anywhere. The actors write down the truth. INVITECTL_AUDIT_KILLS makes it longer than a slice.
@Suite struct AuditCrashTests {
  /// Of Tests/peers/audit_actors.py.
  private struct Campaign: Decodable {
    struct Code: Decodable {
      let uses: Int
      let tokens: Int
      let people: Int
      let explainable: Int
      let by: [String: Int]
    }
    let kills: Int
    let codes: [String: Code]
  }

  private static let codes = ["AUDITA", "AUDITB", "AUDITC"]

  private static var kills: Int {
    ((try? Sandbox.variable("INVITECTL_AUDIT_KILLS")).flatMap { Int($0) }) ?? 20
  }

  private func world() throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.postgres.execute(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, created_at)
      VALUES ('t', 'a', 's', 100, true, now())
      """, deadline: .soon)
    for code in Self.codes { try world.addSyncedCode(code, max: 100_000) }
    return world
  }

  private func campaign(
    _ world: SyncWorld, _ state: String, seed: UInt32, count: Int
  ) async throws -> Campaign {
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../peers/audit_actors.py").standardized.path
    let result = try await CommandRun.run(
      try Sandbox.variable("INVITECTL_TEST_PYTHON"), [script, state, String(seed), String(count)],
      environment: world.environment)
    try #require(result.exitCode == 0, "\(result.errors)")
    return try JSONDecoder().decode(Campaign.self, from: Data(result.output.utf8))
  }

  private func audit(_ world: SyncWorld) throws -> AuditReport {
    var request = AuditRequest()
    request.codes = Self.codes
    return try ResyncAudit(world.context(), request).run()
  }

  /// What holds whatever was killed: the sums, and that no more uses are explained than left anything.
  private func checkSums(_ report: AuditReport, _ truth: Campaign, _ label: Comment) throws {
    #expect(report.worst.count == Self.codes.count, label)
    #expect(report.explained.total + report.unexplained == report.uses, label)
    for code in report.worst {
      let told = try #require(truth.codes[code.code])
      #expect(code.explained.total + code.unexplained == code.uses, label)
      #expect(code.explained.total <= told.explainable, label)
      #expect(code.uses <= told.uses, label)
      #expect(code.explained.parts.allSatisfy { $0.count >= 0 } && code.unexplained >= 0, label)
    }
  }

  /// What holds at rest: each code is what the actors say.
  private func check(_ report: AuditReport, _ truth: Campaign, _ label: Comment) throws {
    try checkSums(report, truth, label)
    for code in report.worst {
      let told = try #require(truth.codes[code.code])
      #expect(code.uses == told.uses, label)
      #expect(code.unexplained == told.uses - max(told.people, told.tokens), label)
      #expect(code.unclaimed == 0, label)
      let explained = code.explained
      #expect(
        told.by == [
          "record": explained.record, "row": explained.row, "taken": explained.taken,
          "queued": explained.queued,
        ], label)
      #expect(explained.ledger + explained.bucket == max(0, told.tokens - told.people), label)
      #expect(explained.outbox == 0 && explained.word == 0, label)
    }
  }

  @Test func `killed anywhere, uses are what is explained and what is not`() async throws {
    var random = SeededGenerator(test: "AuditCrashTests")
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let state = folder.file("truth.json")
    let world = try world()
    var (kills, round) = (0, 0)
    while kills < Self.kills {
      round += 1
      let seed = UInt32.random(in: 0 ... .max, using: &random)
      let truth = try await campaign(
        world, state, seed: seed, count: Int.random(in: 12...24, using: &random))
      kills += truth.kills
      let label: Comment = "round \(round), seed \(seed)"
      // What no run has counted is told by the bucket.
      if Bool.random(using: &random) { try check(audit(world), truth, label) }
      if Bool.random(using: &random) {
        let point = String(Int.random(in: 1...40, using: &random))
        let crash: Comment = "round \(round), seed \(seed), sync killed at \(point)"
        let killed = try await CommandRun.invitectl(
          ["sync-counts"],
          environment: world.environment.merging(["INVITECTL_FAILPOINT": point]) { $1 })
        if killed.exitCode == nil { kills += 1 }
        try checkSums(audit(world), truth, crash)
      }
      try world.sync()
      try check(audit(world), truth, label)
    }
    print("audit: \(kills) kills in \(round) rounds")
  }

  /// Without a sync in between: what only the bucket knows.
  @Test func `takes that no run has counted are told by the bucket`() async throws {
    var random = SeededGenerator(test: "AuditCrashTests without a sync")
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let world = try world()
    let seed = UInt32.random(in: 0 ... .max, using: &random)
    let truth = try await campaign(world, folder.file("truth.json"), seed: seed, count: 24)
    let report = try audit(world)
    try check(report, truth, "seed \(seed)")
    #expect(report.explained.ledger == 0)
    // Nothing was changed by looking.
    for (code, told) in truth.codes {
      #expect(try world.used(code) == told.uses - told.tokens)
      #expect(try world.tokens(code) == 100_000 - told.tokens)
    }
  }
}
