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

/// `force-resync audit`: each kind of loss shows as what it is.
@Suite struct AuditTests {
  private func world(_ uses: Int = 0) throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.postgres.execute(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, created_at)
      VALUES ('t', 'a', 's', 100, true, now())
      """, deadline: .soon)
    try world.addSyncedCode("A")
    try world.take("A", uses)
    try world.sync()
    return world
  }

  private func records(
    _ world: SyncWorld, _ emails: String..., code: String = "A", age: String = "0 seconds"
  ) throws {
    for email in emails {
      try world.postgres.execute(
        """
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        SELECT min(id), $1, 'SUCCESS', $2, (now() AT TIME ZONE 'utc') - $3::interval, false
        FROM teams
        """, [email, code, age], deadline: .soon)
    }
  }

  private func queue(_ world: SyncWorld, _ emails: String..., code: String = "A") throws {
    let broker = try TestRedis.connect(world.redis.broker)
    for email in emails {
      try broker.send(
        "LPUSH", "invites\u{06}\u{16}3",
        try InviteTask(email: email, code: code).message().envelope.encoded)
    }
  }

  private func audit(_ world: SyncWorld, _ codes: String...) throws -> AuditReport {
    var request = AuditRequest()
    request.codes = codes
    return try ResyncAudit(world.context(), request).run()
  }

  private func one(_ world: SyncWorld, _ code: String = "A") throws -> AuditedCode {
    let report = try audit(world, code)
    let found = try #require(report.worst.first)
    #expect(found.explained.total + found.unexplained == found.uses)
    return found
  }

  @Test func `each use stands where it got to`() throws {
    let world = try world(5)
    try records(world, "r1@x.com", "r2@x.com")
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      VALUES ('f@x.com', 'A', 'FAILED', now())
      """, deadline: .soon)
    try queue(world, "q@x.com", " R1@X.com ")
    // A use that is on its way, and one that nobody has counted.
    try world.take("A")
    try queue(world, "late@x.com")
    let code = try one(world)
    #expect(code.uses == 6 && code.usedCount == 5)
    #expect(code.explained.record == 2 && code.explained.row == 1)
    #expect(code.explained.queued == 2 && code.explained.ledger == 0)
    #expect(code.explained.bucket == 1)
    #expect(code.unexplained == 0 && code.unclaimed == 0)
  }

  @Test func `a purged message leaves the line of the run that counted it`() throws {
    let world = try world(2)
    try records(world, "r@x.com")
    try queue(world, "gone@x.com")
    #expect(try one(world).explained.queued == 1)
    try TestRedis.connect(world.redis.broker).send("DEL", "invites\u{06}\u{16}3")
    let code = try one(world)
    #expect(code.explained.record == 1 && code.explained.ledger == 1)
    #expect(code.unexplained == 0)
    #expect(code.reasons == [.purged])
  }

  @Test func `a deleted record is told from a purged message where rows were deleted`() throws {
    let world = try world(2)
    try records(world, "r@x.com", "gone@x.com")
    #expect(try one(world).reasons == [])
    // A session of its own: its statistics are there when it has ended.
    try world.database.run("DELETE FROM invite_records WHERE email = 'gone@x.com'")
    try waitUntil("the deletion is in the statistics") {
      try world.postgres.query(
        "SELECT pg_stat_get_tuples_deleted('invite_records'::regclass) AS n", deadline: .soon
      ).only().int("n") > 0
    }
    let code = try one(world)
    #expect(code.explained.record == 1 && code.explained.ledger == 1)
    #expect(code.reasons == [.deleted])
    // Of a use that the database alone counted nothing is left.
    try world.increment("A")
    try world.sync()
    let raised = try one(world)
    #expect(raised.unexplained == 1 && raised.uses == 3)
    #expect(raised.reasons.contains(.untold))
  }

  @Test func `a record that was deleted from a partition is told from a purged message`() throws {
    let world = try world(1)
    try world.postgres.executeScript(
      """
      ALTER TABLE invite_records RENAME TO plain;
      CREATE TABLE invite_records (LIKE plain INCLUDING DEFAULTS,
        FOREIGN KEY (team_id) REFERENCES teams (id)) PARTITION BY RANGE (created_at);
      ALTER SEQUENCE invite_records_id_seq OWNED BY invite_records.id;
      DROP TABLE plain;
      CREATE TABLE every_record PARTITION OF invite_records DEFAULT
      """, deadline: .soon)
    try records(world, "gone@x.com")
    #expect(try one(world).explained.record == 1)
    try world.database.runAlone("DELETE FROM invite_records WHERE email = 'gone@x.com'")
    try waitUntil("the deletion is in the statistics") {
      try world.postgres.query(
        "SELECT pg_stat_get_tuples_deleted('every_record'::regclass) AS n", deadline: .soon
      ).only().int("n") > 0
    }
    let code = try one(world)
    #expect(code.explained.ledger == 1 && code.reasons == [.deleted], "\(code)")
  }

  @Test func `statistics that began after the code do not say that nothing was deleted`() throws {
    let world = try world(1)
    try records(world, "gone@x.com")
    try world.database.runAlone("DELETE FROM invite_records WHERE email = 'gone@x.com'")
    try waitUntil("the deletion is in the statistics") {
      try world.postgres.query(
        "SELECT pg_stat_get_tuples_deleted('invite_records'::regclass) AS n", deadline: .soon
      ).only().int("n") > 0
    }
    // Beyond the second to which the two times are compared.
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = created_at - interval '1 minute'", deadline: .soon)
    try world.database.runAlone("SELECT pg_stat_reset()")
    let code = try one(world)
    #expect(code.explained.ledger == 1, "\(code)")
    #expect(code.reasons.contains(.deleted) && !code.reasons.contains(.purged), "\(code)")
  }

  @Test func `rows that our cleanup deleted are named`() throws {
    let world = try world()
    try world.increment("A")
    try world.sync()
    #expect(try one(world).reasons == [.untold])
    try world.postgres.execute(
      "INSERT INTO invitectl.run_log (command, changed) VALUES ('cleanup-queue', 5)",
      deadline: .soon)
    #expect(try one(world).reasons == [.cleaned, .untold])
  }

  @Test func `an evicted bucket leaves traces that no use wants`() throws {
    let world = try world(2)
    try records(world, "r1@x.com", "r2@x.com")
    // Three more takes that no sync has seen, and the bucket is gone.
    try world.take("A", 3)
    try records(world, "r3@x.com", "r4@x.com", "r5@x.com")
    #expect(try one(world).uses == 5)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    let code = try one(world)
    #expect(code.uses == 2 && code.explained.record == 2)
    #expect(code.unclaimed == 3 && code.unexplained == 0)
    #expect(code.reasons == [.bucketLost])
    // What force-resync then counts is explained.
    var request = ResyncRequest()
    request.codes = ["A"]
    let resync = ForceResync(try world.context(), request)
    _ = try resync.apply(resync.plan())
    let settled = try one(world)
    #expect(settled.uses == 5 && settled.explained.record == 5)
    #expect(settled.unclaimed == 0 && settled.reasons == [])
  }

  @Test func `a broker that was flushed is said to have lost messages`() throws {
    let world = try world(1)
    try queue(world, "gone@x.com")
    try TestRedis.connect(world.redis.broker).send("FLUSHDB")
    try world.redis.declareInvites()
    let code = try one(world)
    #expect(code.explained.ledger == 1)
    #expect(code.reasons == [.brokerLost, .purged])
  }

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
      SELECT (SELECT min(id) FROM teams), 'm@x.com', 'SUCCESS', code, now(), false
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
