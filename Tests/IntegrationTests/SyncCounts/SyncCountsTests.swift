import CountProtocol
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `sync-counts` on real servers, case by case.
@Suite struct SyncCountsTests {
  /// A world with one code that has been synced and whose bucket is old enough to be adjusted.
  private func settled(max: Int = 10, used: Int = 0) throws -> SyncWorld {
    let world = try SyncWorld()
    try world.addCode("A", max: max, used: used)
    try world.initialise("A")
    try age(world, "A")
    try world.sync()
    return world
  }

  /// Makes a bucket look initialised a minute ago.
  private func age(_ world: SyncWorld, _ code: String, seconds: Int = 60) throws {
    try world.bucket.send("EXPIRE", world.key(code), 86_400 - seconds)
  }

  @Test func `takes, refunds and increments are each counted once`() throws {
    let world = try settled()
    try world.take("A", 4)
    try world.refund("A")
    try world.increment("A", 2)
    let outcome = try world.sync()
    #expect(outcome.changed == 1)
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    let again = try world.sync()
    #expect(again.changed == 0)
    #expect(again.scanned == 1)
  }

  @Test func `an edit of max_uses reaches the bucket, down to below zero`() throws {
    let world = try settled()
    try world.take("A", 3)
    try world.edit("A", max: 2)
    try world.sync()
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == -1)
    try world.edit("A", max: 20)
    try world.sync()
    #expect(try world.tokens("A") == 17)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `the oversold excess is true and written`() throws {
    let world = try settled(max: 3)
    try world.increment("A", 2)
    try world.take("A", 3)
    try world.sync()
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == -2)
    #expect(try world.sync().changed == 0)
  }

  @Test func `first contact keeps the larger count and never raises the bucket`() throws {
    let world = try SyncWorld(believesFirstSight: false)
    try world.addCode("TAKEN", max: 10, used: 2)
    try world.bucket.send("SETEX", world.key("TAKEN"), 86_000, 5)
    try world.addCode("GROWN", max: 10, used: 6)
    try world.bucket.send("SETEX", world.key("GROWN"), 86_000, 9)
    try world.addCode("NEW", max: 10, used: 0)
    try world.bucket.send("SETEX", world.key("NEW"), 86_000, 7)
    try world.addCode("NOBUCKET", max: 10, used: 1)
    try world.sync()
    #expect(try world.used("TAKEN") == 5)
    #expect(try world.tokens("TAKEN") == 5)
    #expect(try world.standing("TAKEN") == "baseline -5 +12 held 0")
    #expect(try world.used("GROWN") == 6)
    #expect(try world.tokens("GROWN") == 4)
    #expect(try world.standing("GROWN") == "baseline -6 +11 held 0")
    #expect(try world.used("NEW") == 3)
    #expect(try world.standing("NEW") == "baseline -3 +10 held 0")
    #expect(try world.standing("NOBUCKET") == "")
    #expect(try world.sync().changed == 0)
  }

  @Test func `a re-initialisation loses nothing that was counted`() throws {
    let world = try settled()
    try world.take("A", 3)
    try world.sync()
    // Long ago, so that no backend can have read an older count.
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET changed_ms = changed_ms - 3600000,
        room_since_ms = room_since_ms - 3600000
      """, deadline: .soon)
    try world.initialise("A")
    try world.take("A", 2)
    try world.sync()
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    #expect(try world.standing("A") == "reinitialised -5 +7 held 0")
    #expect(try world.sync().changed == 0)
  }

  @Test func `a re-initialisation from a stale count lowers the bucket again`() throws {
    let world = try settled()
    try world.take("A", 4)
    // The backend starts anew before the takes were synced: ten tokens again.
    try world.initialise("A")
    try world.sync()
    #expect(try world.tokens("A") == 10)
    #expect(try world.standing("A") == "reinitialised -0 +10 held 0")
  }

  @Test func `a missing bucket is noted once and not made`() throws {
    let world = try settled()
    try world.take("A", 2)
    try world.sync()
    try world.bucket.send("DEL", world.key("A"))
    try world.sync()
    #expect(try world.tokens("A") == nil)
    #expect(try world.used("A") == 2)
    #expect(try world.standing("A") == "vanished -2 +8 held 0")
    #expect(try world.sync().changed == 0)
  }

  @Test func `a refund on a missing bucket is counted and given an expiry`() throws {
    let world = try settled()
    try world.take("A", 2)
    try world.sync()
    try world.bucket.send("DEL", world.key("A"))
    try world.sync()
    try world.refund("A")
    #expect(try world.bucket.send("TTL", world.key("A")).asInteger() == -1)
    try world.sync()
    #expect(try world.used("A") == 1)
    #expect(try world.tokens("A") == 1)
    #expect(try world.bucket.send("TTL", world.key("A")).asInteger() > 80_000)
    #expect(try world.standing("A") == "vanished -2 +8 held 8")
    #expect(try world.sync().changed == 0)
    try world.take("A")
    try world.sync()
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 0)
  }

  @Test func `an expiry that is near is renewed`() throws {
    let world = try settled()
    try world.bucket.send("PEXPIREAT", world.key("A"), try soon(world, hours: 5))
    // The row knows the same version: only time has passed.
    try world.postgres.execute(
      "UPDATE invitectl.redeem_sync SET epoch_ms = $1::bigint, base_ms = $1::bigint",
      [String(try world.bucket.expiry(of: world.key("A")))], deadline: .soon)
    try world.take("A")
    let outcome = try world.sync()
    #expect(outcome.changed == 1)
    #expect(try world.bucket.send("TTL", world.key("A")).asInteger() > 86_000)
    #expect(try world.used("A") == 1)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }

  private func soon(_ world: SyncWorld, hours: Int) throws -> Int {
    let time = try world.bucket.send("TIME").asStrings()
    return (Int(time[0]) ?? 0) * 1000 + hours * 3_600_000
  }

  @Test func `what cannot be synced is named and stops nothing else`() throws {
    let world = try settled()
    for (code, max) in [("WORD", 10), ("LIST", 10), ("SHADOW", 10), ("MANY", 5)] as [(String, Int)]
    {
      try world.addCode(code, max: max)
    }
    try world.bucket.send("SETEX", world.key("WORD"), 86_000, "many")
    try world.bucket.send("RPUSH", world.key("LIST"), "x")
    try world.bucket.send("SETEX", world.key("SHADOW"), 86_000, 5)
    try world.bucket.send("SET", world.key("SHADOW") + ":sync", "x")
    try world.bucket.send("SETEX", world.key("MANY"), 86_000, -4)
    try world.take("A")
    let outcome = try world.sync()
    #expect(try world.used("A") == 1)
    let problems = Dictionary(
      uniqueKeysWithValues: outcome.problems.map { ($0.code, $0.problem) })
    #expect(
      problems
        == ["WORD": .garbage, "LIST": .garbage, "SHADOW": .badShadow, "MANY": .aboveLimit])
    #expect(try world.bucket.send("GET", world.key("WORD")).asString() == "many")
    #expect(try world.used("MANY") == 0)
    #expect(outcome.failure?.kind == .partial)
  }

  @Test func `more refunds than uses are refused`() throws {
    let world = try settled()
    try world.refund("A", 3)
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.problem) == [.belowZero])
    #expect(try world.used("A") == 0)
  }

  @Test func `unlimited codes are counted and never pushed`() throws {
    let world = try SyncWorld()
    for (code, max) in [("ZERO", 0), ("NULL", nil)] as [(String, Int?)] {
      try world.addCode(code, max: max, used: code == "NULL" ? nil : 7)
      try world.bucket.send("SETEX", world.key(code), 86_000, 5)
    }
    try world.sync()
    try world.take("ZERO", 2)
    try world.take("NULL", 3)
    let outcome = try world.sync()
    #expect(outcome.problems.isEmpty)
    #expect(try world.used("ZERO") == 9)
    #expect(try world.tokens("ZERO") == 3)
    #expect(try world.used("NULL") == 3)
    #expect(try world.tokens("NULL") == 2)
    #expect(try world.sync().changed == 0)
  }

  @Test func `an inactive code takes refunds and is never raised`() throws {
    let world = try settled()
    try world.take("A", 3)
    try world.sync()
    try world.postgres.execute("UPDATE redeem_codes SET is_active = false", deadline: .soon)
    try world.refund("A")
    try world.edit("A", max: 50)
    try world.sync()
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 8)
    #expect(try world.sync().changed == 0)
    try world.postgres.execute("UPDATE redeem_codes SET is_active = true", deadline: .soon)
    try world.sync()
    #expect(try world.tokens("A") == 48)
  }

  @Test func `a dry run says the same and changes nothing`() throws {
    let world = try settled()
    try world.take("A", 2)
    try world.increment("A")
    let plan = try world.sync { $0.dryRun = true }
    #expect(try world.used("A") == 1)
    #expect(try world.tokens("A") == 8)
    let done = try world.sync()
    #expect(plan.changes.map(\.delta) == done.changes.map(\.delta))
    #expect(plan.changes.map(\.pushed) == done.changes.map(\.pushed))
    #expect(done.changes.map(\.pushed) == [-1])
  }

  @Test func `a code that does not exist is named before anything is done`() throws {
    let world = try settled()
    try world.take("A")
    #expect(throws: Failure.self) { try world.sync { $0.codes = ["A", "NOSUCHCODE"] } }
    #expect(try world.used("A") == 0)
    #expect(try world.sync { $0.codes = ["A"] }.scanned == 1)
    #expect(try world.used("A") == 1)
  }

  @Test func `without schema invitectl it names the command that makes it`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript("DROP SCHEMA invitectl CASCADE", deadline: .soon)
    do {
      try world.sync()
      Issue.record("it ran")
    } catch let failure as Failure {
      #expect(failure.hint?.contains("invitectl migrate up") == true)
    }
  }

  @Test func `many codes at once, over several chunks and transactions`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT 'BULK' || i, 'DIRECT', 100, i % 7, true, now() FROM generate_series(1, 6000) i
      """, deadline: .soon)
    let fill = RedisScript(
      """
      for i = 1, 6000 do
        redis.call('SETEX', 'redeem:BULK' .. i .. ':remaining', 86000, 100 - i % 7)
      end
      """)
    try world.bucket.run(fill, keys: [], deadline: .soon)
    #expect(try world.sync().changed == 6000)
    let takes = RedisScript(
      "for i = 1, 6000 do redis.call('DECRBY', 'redeem:BULK' .. i .. ':remaining', i % 5) end")
    try world.bucket.run(takes, keys: [], deadline: .soon)
    try world.postgres.execute(
      "UPDATE redeem_codes SET used_count = used_count + 1 WHERE id % 3 = 0", deadline: .soon)
    let outcome = try world.sync()
    #expect(outcome.usesAdded == 12_000)
    #expect(outcome.tokensRemoved == 2000)
    let wrong = try world.postgres.query(
      """
      SELECT count(*) AS n FROM redeem_codes
      WHERE used_count <> replace(code, 'BULK', '')::int % 7 + replace(code, 'BULK', '')::int % 5
        + CASE WHEN id % 3 = 0 THEN 1 ELSE 0 END
      """, deadline: .soon
    ).only().int("n")
    #expect(wrong == 0)
    #expect(try world.sync().changed == 0)
  }

  @Test func `stretches of codes that moved, and of codes at rest, are counted alike`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT 'BULK' || i, 'DIRECT', 100, 0, true, now() FROM generate_series(1, 14000) i
      """, deadline: .soon)
    let fill = RedisScript(
      """
      for i = 1, 14000 do redis.call('SETEX', 'redeem:BULK' .. i .. ':remaining', 86000, 100) end
      """)
    try world.bucket.run(fill, keys: [], deadline: .soon)
    #expect(try world.sync().changed == 14_000)
    let takes = RedisScript(
      """
      for i = 1, 14000 do
        if i <= 3000 or i > 10500 or i % 1000 == 7 then
          redis.call('DECR', 'redeem:BULK' .. i .. ':remaining')
        end
      end
      """)
    try world.bucket.run(takes, keys: [], deadline: .soon)
    // An intent of a dead run among codes that moved.
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET pending = jsonb_build_object('from', 1, 'to', 2, 'add', -1,
        'adjusted', -1, 'base', 1, 'seq', seq, 'token', 5, 'deadline', 1)
      WHERE code_id = (SELECT id FROM redeem_codes WHERE code = 'BULK12000')
      """, deadline: .soon)
    let outcome = try world.sync()
    #expect(outcome.scanned == 14_000)
    #expect(outcome.changed == 6508)
    #expect(outcome.usesAdded == 6508)
    #expect(outcome.rolledForward == 1)
    let row = try world.postgres.query(
      """
      SELECT sum(used_count) AS uses,
        count(*) FILTER (WHERE used_count <> CASE WHEN i <= 3000 OR i > 10500 OR i % 1000 = 7
          THEN 1 ELSE 0 END) AS wrong,
        (SELECT sum(delta) FROM invitectl.redeem_sync_ledger WHERE why = 'fold') AS noted,
        (SELECT count(*) FROM invitectl.redeem_sync_ledger WHERE why = 'fold'
          AND (used_before <> 0 OR used_after <> 1 OR max_uses <> 100 OR bucket_before <> 99
            OR state <> 'exact')) AS badly
      FROM (SELECT used_count, replace(code, 'BULK', '')::int AS i FROM redeem_codes) c
      """, deadline: .soon
    ).only()
    #expect(try row.int("uses") == 6508)
    #expect(try row.int("wrong") == 0)
    #expect(try row.int("noted") == 6508)
    #expect(try row.int("badly") == 0)
    #expect(try world.sync().changed == 0)
  }

  @Test func `a code that others hold delays its batch and stops nothing else`() throws {
    let world = try SyncWorld()
    try takeFromMany(3000, world)
    let other = try world.database.connect()
    try other.executeScript(
      "BEGIN; UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = 'BULK1500'",
      deadline: .soon)
    let outcome = try world.sync()
    #expect(outcome.problems.map(\.code) == ["BULK1500"])
    #expect(outcome.changed == 2999)
    try other.executeScript("COMMIT", deadline: .soon)
    #expect(try world.sync().problems.isEmpty)
    try world.sync()
    #expect(try world.used("BULK1500") == 2)
    #expect(try world.tokens("BULK1500") == 98)
    #expect(try world.sync().changed == 0)
  }

  @Test func `a server that is slow to write gets smaller batches`() throws {
    let world = try SyncWorld()
    try takeFromMany(5000, world)
    // The server itself has to be slow, on any machine: pg_sleep(0.0001), a tenth of a millisecond for each
    // row, makes 100 ms for a thousand, five times what a fold is given.
    try world.postgres.executeScript(
      """
      CREATE FUNCTION drag() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN PERFORM pg_sleep(0.0001); RETURN NEW; END $$;
      CREATE TRIGGER drag BEFORE UPDATE ON redeem_codes FOR EACH ROW EXECUTE FUNCTION drag()
      """, deadline: .soon)
    #expect(try world.sync().changed == 5000)
    let batches = try world.postgres.query(
      """
      SELECT count(*) AS size FROM invitectl.redeem_sync_ledger WHERE why = 'fold'
      GROUP BY at ORDER BY at
      """, deadline: .soon
    ).map { try $0.int("size") }
    #expect(batches.first == 1000)
    // Two more were already asked for when the first showed how slow it is.
    #expect(batches.dropFirst(3).allSatisfy { $0 < 500 }, "\(batches)")
    #expect(try world.sync().changed == 0)
  }

  /// Codes that are in step, and then one token is taken from each.
  private func takeFromMany(_ count: Int, _ world: SyncWorld) throws {
    try world.postgres.execute(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at)
      SELECT 'BULK' || i, 'DIRECT', 100, 0, true, now() FROM generate_series(1, $1::int) i
      """, [String(count)], deadline: .soon)
    let fill = RedisScript(
      """
      for i = 1, ARGV[1] do redis.call('SETEX', 'redeem:BULK' .. i .. ':remaining', 86000, 100) end
      """)
    try world.bucket.run(fill, keys: [], arguments: [String(count)], deadline: .soon)
    try world.sync()
    let takes = RedisScript(
      "for i = 1, ARGV[1] do redis.call('DECR', 'redeem:BULK' .. i .. ':remaining') end")
    try world.bucket.run(takes, keys: [], arguments: [String(count)], deadline: .soon)
  }

  @Test func `beside the Python job only the safe moves are made`() throws {
    let world = try settled()
    try world.take("A", 3)
    try world.increment("A", 5)
    try world.sync { $0.coexist = true }
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    #expect(try world.standing("A").hasPrefix("coexisting"))
  }
}
