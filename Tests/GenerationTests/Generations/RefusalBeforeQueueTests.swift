import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A broker that never had the queue takes no message; whatever needs none comes out as in the backend,
/// which looks at the queue last.
@Suite struct RefusalBeforeQueueTests {
  private func world(
    _ generation: FixtureGeneration
  ) async throws -> (world: GenerationWorld, broker: RedisConnection) {
    let world = try await GenerationWorld(generation)
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("FLUSHDB")
    return (world, broker)
  }

  private func rows(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      """
      SELECT c::text AS line FROM redeem_codes c UNION ALL SELECT r::text FROM invite_records r
      UNION ALL SELECT q::text FROM invite_queue q UNION ALL SELECT o::text FROM invitectl.redeem_outbox o
      ORDER BY 1
      """)
  }

  private func refuses(
    _ words: [String], as reason: String, _ world: GenerationWorld
  ) async throws {
    let before = try rows(world)
    let result = try await CommandRun.invitectl(
      ["redeem", "-o", "json"] + words, environment: world.environment)
    let told = "\(words): \(result)"
    #expect(result.exitCode == 5, "\(told)")
    #expect(try JSONValue(parsing: result.output)["reason"]?.string == reason, "\(told)")
    #expect(try rows(world) == before, "\(told)")
  }

  private func failsOverTheQueue(_ words: [String], _ world: GenerationWorld) async throws {
    let before = try rows(world)
    let result = try await CommandRun.invitectl(["redeem"] + words, environment: world.environment)
    let told = "\(words): \(result)"
    #expect(result.exitCode == 7, "\(told)")
    #expect(result.output.hasPrefix("QUEUE_ERROR\n"), "\(told)")
    #expect(result.errors.contains("has never been used in the broker"), "\(told)")
    #expect(try rows(world) == before, "\(told)")
  }

  @Test func `E6: refusals, who waits, and a rebind under way come before the queue`() async throws
  {
    let (world, broker) = try await world(.g026)
    try world.run(
      """
      UPDATE redeem_codes SET activated_at = now() AT TIME ZONE 'utc' - interval '20 days'
        WHERE code = 'LINUXDOBOUND';
      UPDATE invite_records SET consumed_at = accepted_at;
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'rebind@example.com', 'success', 'LINUXDOREBIND', now() AT TIME ZONE 'utc', true);
      UPDATE teams SET max_seats = 2 WHERE name = 'gamma'
      """)
    for (words, reason) in [
      (["MISSING", "a@x.io"], "INVALID_CODE"), (["DIRECTINACTIVE", "a@x.io"], "INVALID_CODE"),
      (["LINUXDO5", "a@x.io", "--flow", "direct"], "INVALID_CODE"),
      (["DIRECTEXPIRED", "a@x.io"], "CODE_EXPIRED"), (["DIRECTUSEDUP", "a@x.io"], "CODE_USED_UP"),
      (["LINUXDOBOUND", "a@x.io"], "EMAIL_MISMATCH"),
      (["LINUXDOLAPSED", "lapsed@example.com"], "USER_EXPIRED"),
      (["LINUXDOBOUND", "bound@example.com", "--flow", "rebind"], "REBIND_WINDOW_EXPIRED"),
    ] {
      try await refuses(words, as: reason, world)
    }
    for words in [
      ["DIRECT10", "a@x.io"], ["LINUXDO5", "a@x.io"],
      ["DIRECT10", "a@x.io", "--id", "00000000-0000-4000-8000-000000000001"],
    ] {
      try await failsOverTheQueue(words, world)
    }
    // No message of ours is needed for these.
    let waiting = try await world.invitectl("redeem", "DIRECTBETA", "a@x.io", "-o", "json")
    #expect(waiting.exitCode == 0, "\(waiting)")
    #expect(try JSONValue(parsing: waiting.output)["status"]?.string == "waiting")
    let underWay = try await world.invitectl(
      "redeem", "LINUXDOREBIND", "rebind@example.com", "--flow", "rebind", "-o", "json")
    #expect(underWay.exitCode == 0, "\(underWay)")
    #expect(try JSONValue(parsing: underWay.output)["status"]?.string == "under_way")
    #expect(try broker.send("DBSIZE").asInteger() == 0)
    // Once the queue is known, the same id is taken.
    try world.redis.declareInvites()
    let again = try await world.invitectl(
      "redeem", "DIRECT10", "a@x.io", "--id", "00000000-0000-4000-8000-000000000001")
    #expect(again.exitCode == 0, "\(again)")
    #expect(try broker.send("LLEN", RedeemWorld.queue).asInteger() == 1)
  }

  @Test
  func `E6: a batch of which all is refused says so, and one with a seat fails over the queue`()
    async throws
  {
    let (world, broker) = try await world(.g026)
    let before = try rows(world)
    let refused = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"], environment: world.environment,
      input: "MISSING,a@x.io\nDIRECTUSEDUP,a@x.io\n")
    #expect(refused.exitCode == 8 || refused.exitCode == 5, "\(refused)")
    #expect(refused.output.contains("CODE_USED_UP"), "\(refused)")
    let failed = try await CommandRun.invitectl(
      ["redeem", "--batch", "-", "--no-limit"], environment: world.environment,
      input: "MISSING,a@x.io\nDIRECT10,a@x.io\n")
    #expect(failed.exitCode != 0, "\(failed)")
    #expect(failed.errors.contains("has never been used in the broker"), "\(failed)")
    #expect(try rows(world) == before)
    #expect(try broker.send("DBSIZE").asInteger() == 0)
  }

  @Test func `E1: an empty bucket, and a code without tokens, come before the queue`() async throws
  {
    let (world, broker) = try await world(.g013)
    let bucket = try TestRedis.connect(world.redis.bucket)
    try bucket.send("SET", "redeem:DIRECT10:remaining", "0", "EX", 3600)
    for code in ["DIRECT10", "DIRECTUSEDUP", "DIRECTUNLIMITED", "MISSING"] {
      try await refuses(
        [code, "a@x.io", "--flow", "direct"],
        as: code == "MISSING" ? "INVALID_CODE" : "CODE_USED_UP",
        world)
    }
    try await refuses(["LINUXDOBOUND", "a@x.io"], as: "EMAIL_MISMATCH", world)
    try await failsOverTheQueue(["DIRECTHALF", "a@x.io"], world)
    try await failsOverTheQueue(["LINUXDO5", "a@x.io"], world)
    #expect(try bucket.send("KEYS", "redeem:*").asStrings() == ["redeem:DIRECT10:remaining"])
    #expect(try broker.send("DBSIZE").asInteger() == 0)
    // An id that was done before is a repetition, not a refusal.
    try world.redis.declareInvites()
    try bucket.send("SET", "redeem:DIRECT10:remaining", "1", "EX", 3600)
    let id = "00000000-0000-4000-8000-000000000002"
    let done = try await world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", id)
    #expect(done.exitCode == 0, "\(done)")
    try broker.send("DEL", "_kombu.binding.invites", RedeemWorld.queue)
    let again = try await world.invitectl("redeem", "DIRECT10", "a@x.io", "--id", id)
    #expect(again.exitCode == 7, "\(again)")
    #expect(again.output.hasPrefix("QUEUE_ERROR\n"), "\(again)")
  }
}
