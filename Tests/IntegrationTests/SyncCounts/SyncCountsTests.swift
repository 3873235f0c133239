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
  func settled(max: Int = 10, used: Int = 0) throws -> SyncWorld {
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

  func soon(_ world: SyncWorld, hours: Int) throws -> Int {
    let time = try world.bucket.send("TIME").asStrings()
    return (Int(time[0]) ?? 0) * 1000 + hours * 3_600_000
  }
}
