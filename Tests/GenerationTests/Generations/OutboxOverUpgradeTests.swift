import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Entries of the outbox beside another backend than the one for which they were recorded: no use is
/// counted twice, and no message is sent that the workers there take for something else.
@Suite struct OutboxOverUpgradeTests {
  private func run(_ world: GenerationWorld, _ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  private func queued(_ world: GenerationWorld) throws -> Int {
    try TestRedis.connect(world.redis.broker).send("LLEN", RedeemWorld.queue).asInteger()
  }

  private func state(_ id: String, _ world: GenerationWorld) throws -> String? {
    try world.value("SELECT state FROM invitectl.redeem_outbox WHERE task_id = '\(id)'")
  }

  /// What is printed to be typed for one entry: its statement, and the command behind it.
  private func next(_ result: CommandResult) throws -> (sql: String, words: [String]) {
    let held = try JSONValue(parsing: result.output)["held"]?.array ?? []
    let next = try #require(held.first?["next"]?.string, "\(result)")
    let found = try #require(try #/^(.+); then 'invitectl (.+)'$/#.wholeMatch(in: next), "\(next)")
    return (String(found.1), found.2.split(separator: " ").map(String.init))
  }

  /// As by hand: no server is away, and the queue alone refuses.
  private func recorded(
    _ world: GenerationWorld, _ code: String, _ email: String, _ flow: String
  ) async throws {
    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("SET", RedeemWorld.queue, "no list")
    let failed = try await run(
      world, "redeem", code, email, "--flow", flow, "--id", "one", "--new-queue")
    #expect(failed.exitCode != 0, "\(failed)")
    #expect(try state("one", world) == "recorded", "\(failed)")
    try broker.send("DEL", RedeemWorld.queue)
  }

  @Test func `a use that was counted at the request is not counted again after the upgrade`()
    async throws
  {
    let world = try await GenerationWorld(.g008)
    try world.run(
      """
      UPDATE teams SET max_seats = 50;
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days,
        created_at) VALUES ('OVER', 'LINUXDO', 2, 0, true, 30, now() AT TIME ZONE 'utc')
      """)
    try await recorded(world, "OVER", "a@example.com", "redeem")
    #expect(try world.used("OVER") == "1")
    let upgrade = try await world.alembic("upgrade", "head")
    try #require(upgrade.exitCode == 0, "\(upgrade.errors.suffix(2000))")
    for _ in 0..<2 {
      let held = try await run(world, "redeem", "--resume", "-o", "json")
      #expect(held.exitCode == 8, "\(held)")
      #expect(try queued(world) == 0)
      #expect(try state("one", world) == "recorded")
    }
    let text = try await run(world, "redeem", "--resume")
    #expect(text.output.contains("left alone 1"), "\(text)")
    #expect(text.output.contains("OVER for a@example.com, task one: it was counted at the request"))
    // Who repeats it with its id is told the same.
    let same = try await run(
      world, "redeem", "OVER", "a@example.com", "--flow", "redeem", "--id", "one")
    #expect(same.exitCode == 7, "\(same)")
    #expect(same.errors.contains("left alone"), "\(same)")
    let (sql, words) = try next(try await run(world, "redeem", "--resume", "-o", "json"))
    try world.run(sql)
    #expect(try world.used("OVER") == "0")
    let again = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(again.exitCode == 0, "\(again)")
    #expect(try queued(world) == 1)
    try world.run(
      "UPDATE invite_records SET status = 'success' WHERE redeem_code = 'OVER'")
    _ = try await world.peer.sync()
    #expect(try world.used("OVER") == "1")
    #expect(try await run(world, "redeem", "--resume").output == "nothing to finish\n")
    // Typed twice it takes nothing out.
    try world.run(sql)
    #expect(try world.used("OVER") == "1")
  }

  /// A message that was queued, by a run that did not come to say so.
  @Test func `what is in the queue already is noted, and not sent again`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
      VALUES ('sent', 'redeem', 'LINUXDO5', 'a@x.io'), ('unsent', 'redeem', 'LINUXDO5', 'b@x.io')
      """)
    try TestRedis.connect(world.redis.broker).send("SET", "invitectl:published:sent", "1")
    let result = try await run(world, "redeem", "--resume", "-o", "json")
    #expect(result.exitCode == 8, "\(result)")
    #expect(try state("sent", world) == "published")
    #expect(try state("unsent", world) == "recorded")
    #expect(try queued(world) == 0)
  }

  /// Each with what is said of it. Those that are whole are queued all the same.
  @Test func `E6: what is no redemption on join is held and named, and stops no other`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    let whole = """
      {"consume_rebind_count": false, "old_team_id": null, "old_team_chatgpt_user_id": null, \
      "used_redis": false, "consume_immediately": false, "reserved_team_id": 1}
      """
    func changed(_ key: String, _ value: String) -> String {
      "jsonb_set('\(whole)', '{\(key)}', '\(value)')"
    }
    let cases: [(flow: String, arguments: String, hasRecord: Bool, words: String)] = [
      ("redeem", "NULL", false, "it was counted at the request"),
      ("rebind", "NULL", false, "its rebind was counted at the request"),
      ("direct", "NULL", false, "may have taken a token"),
      ("direct", "'\(whole)'", false, "may have taken a token"),
      ("direct", "'[]'", true, "its arguments are no object"),
      ("direct", "'\"x\"'", false, "its arguments are no object"),
      ("direct", "'{}'", true, "is not false"),
      ("direct", "NULL", true, "is not false"),
      ("direct", "'{\"reserved_team_id\":\"x\"}'", true, "is not false"),
      ("direct", changed("reserved_team_id", "\"x\""), true, "reserved_team_id is no team"),
      ("direct", changed("reserved_team_id", "-1"), true, "reserved_team_id is no team"),
      ("direct", changed("reserved_team_id", "1.5"), true, "reserved_team_id is no team"),
      ("direct", changed("reserved_team_id", "2"), true, "is not the seat of this email"),
      ("direct", changed("consume_immediately", "true"), true, "consume_immediately is not false"),
      ("direct", changed("old_team_id", "\"x\""), true, "old_team_id is no team"),
      ("direct", changed("old_team_chatgpt_user_id", "7"), true, "is no text"),
      ("direct", changed("new_argument", "1"), true, "new_argument, which no worker knows"),
      ("sideways", "'\(whole)'", true, "its flow is none of"),
      ("rebind", "'\(whole)'", true, "is not the seat of this email"),
    ]
    for (index, one) in cases.enumerated() {
      try world.run(
        """
        WITH r AS (
          INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          SELECT 1, 'u\(index)@x.io', 'reserved', 'DIRECT10', now() AT TIME ZONE 'utc', false
          WHERE \(one.hasRecord) RETURNING id
        )
        INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, arguments, record_id)
        SELECT 't\(index)', '\(one.flow)', 'DIRECT10', 'u\(index)@x.io', \(one.arguments)::jsonb,
          (SELECT id FROM r)
        """)
    }
    try world.run(
      """
      WITH r AS (
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
        VALUES (1, 'good@x.io', 'reserved', 'DIRECT10', now() AT TIME ZONE 'utc', false) RETURNING id
      )
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, arguments, record_id)
      SELECT 'whole', 'direct', 'DIRECT10', 'good@x.io', '\(whole)', id FROM r
      """)
    let result = try await run(world, "redeem", "--resume", "-o", "json")
    #expect(result.exitCode == 8, "\(result)")
    let outcome = try JSONValue(parsing: result.output)
    #expect(outcome["queued"]?.int == 1, "\(result)")
    let held = outcome["held"]?.array ?? []
    #expect(held.count == cases.count)
    for (index, one) in cases.enumerated() {
      let entry = held.first { $0["task_id"]?.string == "t\(index)" }
      let why = entry?["why"]?.string ?? ""
      #expect(why.contains(one.words), "\(one): \(why)")
      try world.run(
        String((entry?["next"]?.string ?? "").prefix { $0 != ";" }))
    }
    #expect(try queued(world) == 1)
    #expect(try await run(world, "redeem", "--resume").output == "nothing to finish\n")
    // The seats of those that had one are given up, but for those whose record may be somebody else's.
    #expect(
      try world.value("SELECT count(*) FROM invite_records WHERE status = 'reserved'") == "3")
  }

  @Test func `more than are looked at in one go end, too`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email)
      SELECT 't' || i, 'redeem', 'LINUXDO5', 'u' || i || '@x.io' FROM generate_series(1, 250) i
      """)
    let result = try await run(world, "redeem", "--resume", "-o", "json")
    #expect(result.exitCode == 8)
    #expect(try JSONValue(parsing: result.output)["held"]?.array?.count == 250)
  }

  @Test(arguments: [FixtureGeneration.g008, .g013])
  func `E1: an entry of a backend that counts on join is held`(
    generation: FixtureGeneration
  ) async throws {
    let world = try await GenerationWorld(generation)
    try world.run(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, arguments, record_id)
      VALUES ('one', 'direct', 'DIRECT10', 'a@x.io', '{"consume_rebind_count": false,
        "old_team_id": null, "old_team_chatgpt_user_id": null, "used_redis": false,
        "consume_immediately": false, "reserved_team_id": 1}', 999999)
      """)
    let result = try await run(world, "redeem", "--resume", "-o", "json")
    #expect(result.exitCode == 8, "\(result)")
    #expect(result.output.contains("counts uses on join"), "\(result)")
    #expect(try queued(world) == 0)
    let (sql, words) = try next(result)
    try world.run(sql)
    #expect(try state("one", world) == "refused")
    let again = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(again.exitCode == 0, "\(again)")
    #expect(try queued(world) == 1)
  }
}
