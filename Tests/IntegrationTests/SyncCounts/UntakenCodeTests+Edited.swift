import ClientSupport
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Types that are edited, and tables of the first version.
extension UntakenCodeTests {
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
