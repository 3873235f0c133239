import ClientSupport
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Backends make a bucket for a LINUXDO code at each start of a web process and take nothing from it:
/// such a code stays exact where a DIRECT one gets bounds.
@Suite struct UntakenCodeTests {
  /// A code of three counted uses, all by the redeem flow, whose bucket is in step.
  private func world(_ type: String?, labels: [(String, String)] = []) throws -> SyncWorld {
    let world = try SyncWorld()
    for (old, new) in labels {
      try world.postgres.executeScript(
        "ALTER TYPE redeemcodetype RENAME VALUE '\(old)' TO '\(new)'", deadline: .soon)
    }
    try add(world, type)
    return world
  }

  private func add(_ world: SyncWorld, _ type: String?) throws {
    try world.addCode("A", max: 10, type: type)
    try world.initialise("A")
    try age(world)
    try world.sync()
    try world.increment("A", 3)
    try world.sync()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.tokens("A") == 7)
  }

  /// A bucket is not adjusted while it is younger than SyncPolicy.versionSpread.
  private func age(_ world: SyncWorld) throws {
    SocketWait.pause(.milliseconds(300))
  }

  /// A web process reads the code, an increment comes between, and it writes the bucket.
  private func restartWeb(_ world: SyncWorld, increments: Int = 1) throws {
    let row = try world.postgres.query(
      "SELECT max_uses - used_count AS room FROM redeem_codes", deadline: .soon
    ).only()
    try world.increment("A", increments)
    try world.bucket.send("SETEX", world.key("A"), 86_400, row.int("room"))
  }

  /// The count is not called exact, and the true one lies between its bounds.
  private func expectBounds(_ world: SyncWorld, truth: Int) throws {
    let row = try world.postgres.query(
      """
      SELECT used_count AS used, state, spread_low, spread_high
      FROM redeem_codes JOIN invitectl.redeem_sync ON code_id = id
      """, deadline: .soon
    ).only()
    #expect(try row.string("state") == "reinitialised")
    #expect(try row.int("used") - row.int("spread_low") <= truth)
    #expect(try row.int("used") + row.int("spread_high") >= truth)
  }

  private func bounds(_ world: SyncWorld) throws -> String {
    try world.standing("A").split(separator: " ").prefix(3).joined(separator: " ")
  }

  private func retype(_ world: SyncWorld, _ type: String) throws {
    try world.postgres.executeScript(
      "UPDATE redeem_codes SET code_type = '\(type)'", deadline: .soon)
  }

  @Test(arguments: ["LINUXDO", "linuxdo", nil])
  func `a web restart leaves a code exact that nobody takes tokens of`(_ type: String?) throws {
    let isLower = type == "linuxdo"
    let world = try world(
      type, labels: isLower ? [("LINUXDO", "linuxdo"), ("DIRECT", "direct")] : [])
    for round in 1...3 {
      try restartWeb(world)
      try age(world)
      let outcome = try world.sync()
      #expect(outcome.newlyUncertain == 0)
      #expect(try world.standing("A") == "exact -0 +0 held 0")
      #expect(try world.used("A") == 3 + round)
      #expect(try world.tokens("A") == 7 - round)
    }
    #expect(try world.sync().changed == 0)
  }

  @Test func `a DIRECT code gets bounds by the same restart`() throws {
    let world = try world("DIRECT")
    try restartWeb(world)
    try age(world)
    try world.sync()
    #expect(try world.standing("A").hasPrefix("reinitialised "))
  }

  @Test func `an eviction or an expiry leaves it exact, and so does the bucket that follows`()
    throws
  {
    let world = try world("LINUXDO")
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    #expect(try world.sync().newlyUncertain == 0)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    try world.increment("A", 2)
    try world.sync()
    try restartWeb(world)
    try age(world)
    try world.sync()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.tokens("A") == 4)
  }

  @Test func `a restart of Redis that changed nothing of it leaves it exact`() throws {
    let server = try PrivateRedis()
    let world = try SyncWorld(server: server.endpoint)
    try add(world, "LINUXDO")
    try world.bucket.send("SAVE")
    server.kill()
    try server.start()
    #expect(try world.sync().newlyUncertain == 0)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }

  @Test func `where somebody takes all the same, it is counted and bounded as any other`() throws {
    let world = try world("LINUXDO")
    // Within the life of a bucket that is seen, and afterwards the code is one that is taken.
    try world.take("A", 2)
    try world.sync()
    #expect(try world.used("A") == 5)
    try world.initialise("A")
    try age(world)
    try world.sync()
    let bounds = try bounds(world)
    #expect(bounds.hasPrefix("reinitialised -5 +"))
    // The next bucket is as a backend writes it: nothing is added to the bounds.
    try world.initialise("A")
    try age(world)
    try world.sync()
    #expect(try self.bounds(world) == bounds)
    // Taken of a bucket that nobody saw whole.
    try world.initialise("A")
    try world.take("A")
    try age(world)
    try world.sync()
    #expect(try world.used("A") == 6)
    #expect(try world.standing("A").hasPrefix("reinitialised -11 +"))
  }

  @Test func `a code that became DIRECT between two runs is one that is taken`() throws {
    let world = try world("LINUXDO")
    try retype(world, "DIRECT")
    try world.take("A", 2)
    try world.initialise("A")
    try age(world)
    try world.sync()
    try expectBounds(world, truth: 5)
  }

  @Test func `a run that sees it as DIRECT remembers it, with nothing else to write`() throws {
    let world = try world("LINUXDO")
    try retype(world, "DIRECT")
    #expect(try world.sync().causes == ["retyped": 1])
    #expect(try world.sync().changed == 0)
    try world.take("A", 2)
    try retype(world, "LINUXDO")
    try world.initialise("A")
    try age(world)
    try world.sync()
    try expectBounds(world, truth: 5)
  }

  @Test func `a code that became LINUXDO keeps the bounds of what was taken before`() throws {
    let world = try world("DIRECT")
    try world.take("A", 2)
    try retype(world, "LINUXDO")
    try world.initialise("A")
    try age(world)
    try world.sync()
    let bounds = try bounds(world)
    try expectBounds(world, truth: 5)
    // The next bucket adds nothing to them: nobody takes any more.
    try restartWeb(world)
    try age(world)
    try world.sync()
    #expect(try self.bounds(world) == bounds)
    try expectBounds(world, truth: 6)
  }

  @Test func `a type that is edited between the look at the code and at the bucket is found`()
    async throws
  {
    let world = try world("LINUXDO")
    let (key, room) = (world.key("A"), try #require(try world.tokens("A")))
    let (redis, database) = (world.redis.bucket, world.database)
    _ = try await Stopped.run(at: "sync-before-read", world.environment) {
      let postgres = try database.connect()
      try postgres.executeScript("UPDATE redeem_codes SET code_type = 'DIRECT'", deadline: .soon)
      let bucket = try TestRedis.connect(redis)
      try bucket.send("DECRBY", key, 2)
      try bucket.send("SETEX", key, 86_400, room)
    }
    try expectBounds(world, truth: 5)
  }

  // MARK: - The tables of the first version

  @Test func `tables of the first version are refused until migrate up has been run`() async throws
  {
    let world = try world("LINUXDO")
    let first = try await CommandRun.invitectl(["migrate", "up"], environment: world.environment)
    #expect(first.exitCode == 0, "\(first.errors)")
    try world.postgres.executeScript(
      """
      ALTER TABLE invitectl.redeem_sync DROP COLUMN taken, DROP COLUMN past_low,
        DROP COLUMN past_high, DROP COLUMN room_since_ms;
      ALTER TABLE invitectl.redeem_sync_ledger DROP CONSTRAINT redeem_sync_ledger_pkey;
      CREATE INDEX redeem_sync_ledger_code ON invitectl.redeem_sync_ledger (code_id, id);
      UPDATE invitectl.schema_version SET version = 1;
      CREATE PUBLICATION everything FOR ALL TABLES
      """, deadline: .soon)
    let failure = #expect(throws: Failure.self) { try world.sync() }
    #expect(failure?.hint?.contains("invitectl migrate up") == true)
    #expect(throws: PostgresError.self) {
      try world.postgres.execute("DELETE FROM invitectl.redeem_sync_ledger", deadline: .soon)
    }
    let result = try await CommandRun.invitectl(
      ["migrate", "up"], environment: world.environment)
    #expect(result.exitCode == 0, "\(result.errors)")
    #expect(
      try world.postgres.query(
        "SELECT version FROM invitectl.schema_version", deadline: .soon
      ).only().int("version") == InvitectlSchema.latest)
    // Of what was before nobody knows whether it was taken.
    try world.sync()
    try restartWeb(world)
    try age(world)
    try world.sync()
    #expect(try world.standing("A").hasPrefix("reinitialised "))
    let deleted = try world.postgres.execute(
      "DELETE FROM invitectl.redeem_sync_ledger", deadline: .soon)
    #expect(deleted > 0)
    // No table of ours is without a key.
    let keyless = try world.postgres.query(
      """
      SELECT relname FROM pg_class c WHERE relnamespace = 'invitectl'::regnamespace
        AND relkind = 'r' AND NOT EXISTS (
          SELECT FROM pg_index WHERE indrelid = c.oid AND indisprimary)
      """, deadline: .soon
    ).map { try $0.string("relname") }
    #expect(keyless.isEmpty)
  }
}
