import CeleryProtocol
import FoundationEssentials
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// What explains a use, and what is shown of many codes.
extension AuditTests {
  @Test func `a person's word explains what was counted by then, and nothing since`() throws {
    let world = try world(2)
    try records(world, "r1@x.com", age: "1 minute")
    try world.take("A", 2)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    var request = ResyncRequest()
    request.codes = ["A"]
    request.source = .database
    let resync = ForceResync(try world.context(), request)
    #expect(try resync.apply(resync.plan()).applied == ["A"])
    let said = try one(world)
    #expect(said.uses == 2 && said.explained.record == 1 && said.explained.word == 1)
    #expect(said.unexplained == 0 && said.unclaimed == 0)
    // Made since, and raised by hand.
    try world.take("A")
    try records(world, "new@x.com")
    try world.increment("A")
    try world.sync()
    let since = try one(world)
    #expect(since.uses == 4 && since.explained.record == 2 && since.explained.word == 1)
    #expect(since.unexplained == 1)
  }

  @Test func `an outbox entry and its message are one use, and one that may not be is no finding`()
    throws
  {
    let world = try world(2)
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state) VALUES
        ('1', 'direct', 'A', 'o1@x.com', 'published'), ('2', 'direct', 'A', 'o2@x.com', 'refused'),
        ('3', 'rebind', 'A', 'o3@x.com', 'published'), ('4', 'direct', 'A', 'o4@x.com', 'recorded')
      """, deadline: .soon)
    try records(world, "o1@x.com")
    let code = try one(world)
    #expect(code.explained.record == 1 && code.explained.outbox == 1 && code.unexplained == 0)
    try records(world, "r@x.com")
    let claimed = try one(world)
    #expect(claimed.explained.record == 2 && claimed.explained.outbox == 0)
    #expect(claimed.unclaimed == 0)
  }

  @Test func `a trace is of one code, however it is spelt`() throws {
    let world = try world(1)
    try world.addSyncedCode("b")
    try world.addSyncedCode("B")
    try world.take("B")
    try world.sync()
    try records(world, "a@x.com", code: " a ")
    try records(world, "b@x.com", code: "b")
    try records(world, "strange@x.com", code: "NOSUCH")
    try queue(world, "stranger@x.com", code: "NOBODY")
    // A member who was removed gave the use back.
    try world.postgres.execute(
      "ALTER TYPE invitestatus ADD VALUE IF NOT EXISTS 'removed'", deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT min(id), 'gone@x.com', 'removed', 'NOSUCH', now(), false FROM teams
      """, deadline: .soon)
    let report = try audit(world)
    #expect(report.codes == 3 && report.uses == 2)
    // The one in capitals has a use and no record, the other a record and no use.
    #expect(report.explained.record == 1 && report.explained.ledger == 1)
    #expect(report.unclaimed == 1 && report.strangers == 2)
    #expect(report.worst.map(\.code) == ["b", "B"])
  }

  @Test func `of many codes the worst are named, and the sums are of all`() throws {
    let world = try world()
    try world.addSyncedCodes("M", 1200)
    try world.postgres.execute(
      "UPDATE redeem_codes SET used_count = 1 + id % 3 WHERE code LIKE 'M%'", deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT (SELECT min(id) FROM teams), 'm@x.com', 'SUCCESS', code, now() AT TIME ZONE 'utc', false
      FROM redeem_codes WHERE code LIKE 'M%'
      """, deadline: .soon)
    let sum = try world.postgres.query(
      "SELECT sum(used_count)::int AS n FROM redeem_codes", deadline: .soon
    ).only().int("n")
    var request = AuditRequest()
    request.limit = 7
    let report = try ResyncAudit(world.context(), request).run()
    #expect(report.codes == 1201 && report.uses == sum)
    #expect(report.explained.record == 1200)
    #expect(report.explained.total + report.unexplained == sum)
    #expect(report.worst.count == 7 && report.worst.allSatisfy { $0.unexplained == 2 })
    #expect(report.leftOver == 800)
    #expect(report.explainedRatio == Double(1200) / Double(sum))
  }

  @Test func `a code that cannot be read is named, and the others are audited`() async throws {
    let database = try TestDatabase(options: "TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    let world = try SyncWorld(database: database)
    try world.addSyncedCodes("C", 30)
    try world.take("C1")
    try world.sync()
    try world.postgres.executeScript(
      #"UPDATE redeem_codes SET code = E'CAF\xc9' WHERE code = 'C15'"#, deadline: .soon)
    let report = try audit(world)
    #expect(report.findings.map(\.code) == [#"CAF\311"#])
    #expect(report.codes == 29 && report.explained.ledger == 1 && report.unexplained == 0)
    let result = try await CommandRun.invitectl(
      ["force-resync", "audit", "--all"], environment: world.environment)
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains(#"code CAF\311: "#), "\(result)")
  }

  @Test func `the command shows it, writes metrics, and changes nothing`() async throws {
    let world = try world(2)
    try records(world, "r@x.com")
    try world.increment("A")
    try world.sync()
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = folder.file("audit.prom")
    let before = try content(world)
    let shown = try await CommandRun.invitectl(
      ["force-resync", "audit", "--all", "--textfile", file], environment: world.environment)
    #expect(shown.exitCode == 0, "\(shown.errors)")
    #expect(shown.output.contains("2 of 3 uses explained (66.6 %), 1 unexplained"), "\(shown)")
    #expect(shown.output.contains("by record 1, ledger 1"), "\(shown)")
    let reasons = shown.output.split(separator: "\n").drop { !$0.hasPrefix("A: perhaps ") }
    #expect(reasons.count > 2 && reasons.allSatisfy { $0.count <= 80 }, "\(shown)")
    #expect(shown.output.contains("\n0 unclaimed; 1 code looked at (era "), "\(shown)")
    let metrics = String(
      decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    #expect(metrics.contains("invitehub_explained_ratio 0.666"), "\(metrics)")
    #expect(
      metrics.contains(#"invitehub_audited_uses{explained_by="unexplained"} 1"#), "\(metrics)")
    let cron = try await CommandRun.invitectl(
      ["force-resync", "audit", "A", "--exit-code", "-o", "json"],
      environment: world.environment)
    #expect(cron.exitCode == 3, "\(cron.errors)")
    let document = try JSONValue(parsing: cron.output)
    #expect(document["worst"]?[0]?["explained"]?["ledger"]?.int == 1, "\(cron.output)")
    #expect(document["unexplained"]?.int == 1 && document["uses"]?.int == 3)
    #expect(try content(world) == before)
    for (arguments, code) in [
      (["A", "--all"], 2), ([], 2), (["NOSUCH"], 2), (["A", "--textfile", file], 2),
      (["--all", "--textfile", "no.txt"], 2),
    ] as [([String], Int32)] {
      let refused = try await CommandRun.invitectl(
        ["force-resync", "audit"] + arguments, environment: world.environment)
      #expect(refused.exitCode == code, "\(arguments): \(refused.errors)")
    }
  }

  /// All that a run could have written.
  private func content(_ world: SyncWorld) throws -> String {
    let rows = try world.postgres.query(
      """
      SELECT (SELECT string_agg(c::text, '|' ORDER BY id) FROM redeem_codes c) || '#'
        || (SELECT string_agg(s::text, '|' ORDER BY code_id) FROM invitectl.redeem_sync s) || '#'
        || (SELECT count(*) FROM invitectl.redeem_sync_ledger) || '#'
        || (SELECT count(*) FROM invitectl.run_log) || '#'
        || (SELECT count(*) FROM invitectl.redis_incarnation) AS text
      """, deadline: .soon
    ).only().string("text")
    return "\(rows) \(try world.tokens("A") ?? -1)"
  }
}
