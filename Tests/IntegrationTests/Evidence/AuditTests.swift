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
  func world(_ uses: Int = 0) throws -> SyncWorld {
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

  func records(
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

  func queue(_ world: SyncWorld, _ emails: String..., code: String = "A") throws {
    let broker = try TestRedis.connect(world.redis.broker)
    for email in emails {
      try broker.send(
        "LPUSH", "invites\u{06}\u{16}3",
        try InviteTask(email: email, code: code).message().envelope.encoded)
    }
  }

  func audit(_ world: SyncWorld, _ codes: String...) throws -> AuditReport {
    var request = AuditRequest()
    request.codes = codes
    return try ResyncAudit(world.context(), request).run()
  }

  func one(_ world: SyncWorld, _ code: String = "A") throws -> AuditedCode {
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
    // A session of its own: its statistics are there when it has ended, and before PostgreSQL 15 only then.
    try world.database.runAlone("DELETE FROM invite_records WHERE email = 'gone@x.com'")
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
    // The last of them stays in the log, whatever is kept of it.
    try world.postgres.execute(
      "UPDATE invitectl.run_log SET started_at = started_at - interval '40 days'", deadline: .soon)
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = created_at - interval '41 days'", deadline: .soon)
    try world.postgres.execute(
      "INSERT INTO invitectl.run_log (command) VALUES ('cleanup-queue')", deadline: .soon)
    try world.prune(.runLog)
    try world.postgres.execute(
      "UPDATE invitectl.run_log SET changed = 0 WHERE changed IS NULL", deadline: .soon)
    #expect(try one(world).reasons.contains(.cleaned))
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
}
