import CountProtocol
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Many codes at once, and others at work on them.
extension SyncCountsTests {
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
