import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A code that no sync has seen is not exact, whatever its bucket looks like; evidence makes it so.
@Suite struct FirstSightTests {
  private func world() throws -> SyncWorld { try SyncWorld(believesFirstSight: false) }

  /// One redemption by a backend that has made the invite at once.
  private func redeem(_ world: SyncWorld, _ code: String, _ email: String) throws {
    try world.take(code)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, redeem_code, status, created_at, is_rebind)
      VALUES ((SELECT id FROM teams LIMIT 1), $2, $1, 'SUCCESS', now() AT TIME ZONE 'utc', false)
      """, [code, email], deadline: .soon)
  }

  private func addTeam(_ world: SyncWorld) throws {
    try world.postgres.executeScript(
      "INSERT INTO teams (name, account_id, session_token) VALUES ('t', 'a', 's')", deadline: .soon)
  }

  private func setBack(_ world: SyncWorld, days: Int) throws {
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = created_at - make_interval(days => $1::int)",
      [String(days)], deadline: .soon)
  }

  /// The count is not called exact, and the true one lies within its bounds.
  private func expectBounds(_ world: SyncWorld, _ code: String, truth: Int) throws {
    let row = try world.postgres.query(
      """
      SELECT used_count AS used, state, spread_low, spread_high
      FROM redeem_codes JOIN invitectl.redeem_sync ON code_id = id WHERE code = $1
      """, [code], deadline: .soon
    ).only()
    #expect(try row.string("state") == "baseline")
    #expect(try row.int("used") - row.int("spread_low") <= truth)
    #expect(try row.int("used") + row.int("spread_high") >= truth)
  }

  @Test(arguments: [0, 3])
  func `a bucket that was set anew before the first sight hides what was taken`(days: Int) throws {
    let world = try world()
    try world.addCode("FS1", max: 10)
    try setBack(world, days: days)
    try world.initialise("FS1")
    try world.take("FS1", 2)
    // A web process starts anew.
    try world.initialise("FS1")
    let outcome = try world.sync { $0.codes = ["FS1"] }
    #expect(outcome.newlyUncertain == 1)
    #expect(try world.used("FS1") == 0)
    try expectBounds(world, "FS1", truth: 2)
    #expect(try world.sync().changed == 0)
  }

  @Test
  func `a bucket that was lost before the first sight hides what was taken, evidence shows it`()
    throws
  {
    // A broker that has kept all its messages.
    let world = try SyncWorld(redis: PrivateRedis(), believesFirstSight: false)
    try world.outliveStart()
    try addTeam(world)
    try world.addCode("NEW", max: 10)
    try world.initialise("NEW")
    for person in 1...3 { try redeem(world, "NEW", "p\(person)@example.com") }
    try world.bucket.send("DEL", world.key("NEW"))
    try world.initialise("NEW")
    for person in 4...5 { try redeem(world, "NEW", "p\(person)@example.com") }
    try world.sync()
    #expect(try world.used("NEW") == 2)
    try expectBounds(world, "NEW", truth: 5)
    let operation = ForceResync(try world.context(), ResyncRequest())
    #expect(try operation.apply(operation.plan()).applied == ["NEW"])
    #expect(try world.used("NEW") == 5)
    #expect(try world.tokens("NEW") == 5)
    #expect(try world.standing("NEW") == "exact -0 +0 held 0")
  }

  @Test func `what was given back of an earlier bucket is within the bounds`() throws {
    let world = try world()
    try world.addCode("BACK", max: 10, used: 5)
    // Five were taken of an earlier bucket and counted by the backend's own job; three came back.
    try world.initialise("BACK")
    try world.refund("BACK", 3)
    try world.initialise("BACK")
    try world.sync()
    try expectBounds(world, "BACK", truth: 2)
  }

  @Test func `refunds on a missing bucket before the first sight are within the bounds`() throws {
    let world = try world()
    try world.addCode("GHOST", max: 10, used: 4)
    // Ten were taken before the four of the database.
    try world.bucket.send("SETEX", world.key("GHOST"), 86_400, 10)
    try world.take("GHOST", 10)
    try world.bucket.send("DEL", world.key("GHOST"))
    try world.refund("GHOST")
    try world.sync()
    try expectBounds(world, "GHOST", truth: 13)
  }

  @Test func `a code that nobody takes tokens of is exact at first sight`() throws {
    let world = try world()
    for (code, type) in [("LINUX", "LINUXDO"), ("NONE", nil)] as [(String, String?)] {
      try world.addCode(code, max: 10, type: type)
      try world.initialise(code)
    }
    try world.addCode("DIRECT", max: 10)
    try world.initialise("DIRECT")
    try world.sync()
    #expect(try world.standing("LINUX") == "exact -0 +0 held 0")
    #expect(try world.standing("NONE") == "exact -0 +0 held 0")
    #expect(try world.standing("DIRECT") == "baseline -0 +10 held 0")
  }

  @Test func `an unlimited code of which tokens may have been taken is not exact`() throws {
    let world = try world()
    try world.addCode("FREE", max: 0, used: 7)
    try world.bucket.send("SETEX", world.key("FREE"), 86_000, 5)
    try world.sync()
    #expect(try world.standing("FREE") == "baseline -7 +5 held 0")
  }
}
