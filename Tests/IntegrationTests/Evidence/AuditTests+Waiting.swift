import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// Redemptions whose messages wait while a person says what the count is.
extension AuditTests {
  /// Uses, the message of one of which waits when the word is given.
  ///
  /// - Parameter script: run before the word.
  private func said(_ uses: Int = 1, after script: String? = nil) throws -> SyncWorld {
    let world = try world(uses)
    try queue(world, "w@x.com")
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    if let script { try world.postgres.executeScript(script, deadline: .soon) }
    var request = ResyncRequest()
    request.codes = ["A"]
    request.source = .database
    let resync = ForceResync(try world.context(), request)
    #expect(try resync.apply(resync.plan()).applied == ["A"])
    return world
  }

  private func work(_ world: SyncWorld) throws {
    try TestRedis.connect(world.redis.broker).send("DEL", "invites\u{06}\u{16}3")
    try records(world, "W@x.com")
  }

  @Test func `what waited at a person's word is of a use that was said`() throws {
    let world = try said()
    let waiting = try one(world)
    #expect(waiting.uses == 1 && waiting.explained.queued == 1, "\(waiting)")
    try work(world)
    let made = try one(world)
    #expect(made.uses == 1 && made.explained.record == 1, "\(made)")
    #expect(made.unclaimed == 0 && made.reasons == [], "\(made)")
    // It explains none that was raised by hand since, and none whose record is gone.
    try world.increment("A")
    try world.take("A")
    try world.sync()
    let since = try one(world)
    #expect(since.uses == 3 && since.explained.record == 1, "\(since)")
    #expect(since.explained.ledger == 1 && since.unexplained == 1, "\(since)")
    // Redeemed once more, it is new.
    try world.take("A")
    try records(world, "w@x.com", "other@x.com")
    try world.sync()
    let again = try one(world)
    #expect(again.uses == 4 && again.explained.record == 3, "\(again)")
    #expect(again.explained.ledger == 0 && again.unexplained == 1, "\(again)")
    #expect(again.unclaimed == 0, "\(again)")
    // No email is in the record of the run.
    let detail = try world.postgres.query(
      "SELECT detail::text AS detail FROM invitectl.run_log WHERE detail ? 'waiting'",
      deadline: .soon
    ).only().string("detail")
    #expect(!detail.contains("x.com") && detail.contains(": 1}"), "\(detail)")
  }

  @Test
  func `an entry that is queued after a word is of a use that was said beside one that waited`()
    throws
  {
    let world = try said(
      2,
      after: """
        \(OutboxSchema.create);
        INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
        VALUES ('entry', 'direct', 'a ', 'w@x.com')
        """)
    // `redeem --resume`, and a worker.
    try world.postgres.execute(
      "UPDATE invitectl.redeem_outbox SET state = 'published'", deadline: .soon)
    try work(world)
    try records(world, "w@x.com")
    let made = try one(world)
    #expect(made.uses == 2 && made.explained.record == 2, "\(made)")
    #expect(made.unclaimed == 0 && made.reasons == [], "\(made)")
    // Redeemed once more, it is new.
    try world.take("A")
    try records(world, "w@x.com")
    try world.sync()
    let again = try one(world)
    #expect(again.uses == 3 && again.explained.record == 3 && again.unclaimed == 0, "\(again)")
  }

  @Test func `where nobody knows who waited, what came soon after may be of before`() throws {
    let world = try said()
    // As an older version writes it.
    try world.postgres.execute(
      "UPDATE invitectl.run_log SET detail = detail - 'waiting'", deadline: .soon)
    try world.increment("A")
    try world.sync()
    let waiting = try one(world)
    #expect(waiting.explained.queued == 1 && waiting.unexplained == 1, "\(waiting)")
    try work(world)
    let made = try one(world)
    #expect(made.uses == 2 && made.explained.record == 1, "\(made)")
    #expect(made.unexplained == 1 && made.unclaimed == 0, "\(made)")
  }

  @Test func `who redeems without a token just after a person's word is none who waited at it`()
    throws
  {
    let world = try said(
      after: """
        CREATE FUNCTION invitectl.redeem() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE public.redeem_codes SET used_count = used_count + 1 WHERE id = NEW.code_id;
          RETURN NULL;
        END $$;
        CREATE CONSTRAINT TRIGGER redeem AFTER INSERT ON invitectl.redeem_sync_ledger
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.why IN ('resynced', 'rebuilt'))
        EXECUTE FUNCTION invitectl.redeem()
        """)
    let row = try world.postgres.query(
      """
      SELECT c.used_count AS used, (r.detail -> 'waiting')::text AS waiting,
        r.detail -> 'unseen' = jsonb_build_array(c.id) AS is_unseen
      FROM redeem_codes AS c CROSS JOIN invitectl.run_log AS r
      WHERE c.code = 'A' AND r.detail ? 'waiting'
      """, deadline: .soon
    ).only()
    #expect(try row.int("used") > 1)
    #expect(try row.string("waiting") == "{}")
    #expect(try row.optionalBool("is_unseen") == true)
  }

  @Test func `a long record of who waited is read once, and not for each line`() throws {
    let world = try SyncWorld()
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.run_log (command, finished_at, detail)
      SELECT 'force-resync', now(), jsonb_build_object('source', 'database', 'unseen',
        jsonb_build_array(7), 'waiting',
        jsonb_object_agg(i::text, jsonb_build_object(md5(i::text), 1)))
      FROM generate_series(1, 3000) AS i;
      INSERT INTO invitectl.redeem_sync_ledger (run_id, code_id, why, delta, used_before, used_after,
        pushed, state, spread_low, spread_high)
      SELECT r.id, i, 'resynced', 0, 1, 1, 0, 'exact', 0, 0
      FROM invitectl.run_log AS r CROSS JOIN generate_series(1, 1000) AS i
      WHERE r.command = 'force-resync'
      """, deadline: .soon)
    let statement = """
      WITH wanted AS MATERIALIZED (
        SELECT i::bigint AS id, NULL::timestamptz AS since FROM generate_series(1, 1000) AS i
      ), words AS (\(AuditQueries.words))
      SELECT count(*) AS lines, count(waiting) AS known FROM words
      """
    let row = try world.postgres.query(statement, deadline: .soon).only()
    #expect(try row.int("lines") == 1000)
    #expect(try row.int("known") == 999)
    let plan = try world.postgres.query(
      "EXPLAIN (ANALYZE, BUFFERS, TIMING off) \(statement)", deadline: .soon
    ).map { try $0.string("QUERY PLAN") }
    // The first is the whole statement's. A line's own look would be at a dozen blocks or more, several times.
    let buffers = try #require(plan.first { $0.contains("Buffers:") })
    let blocks = buffers.split(separator: "=").compactMap { Int($0.prefix(while: \.isNumber)) }
    #expect(blocks.reduce(0, +) < 10_000, "\(plan.joined(separator: "\n"))")
  }
}
