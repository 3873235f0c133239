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
  func world(_ type: String?, labels: [(String, String)] = []) throws -> SyncWorld {
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
  func age(_ world: SyncWorld) throws {
    SocketWait.pause(.milliseconds(300))
  }

  /// A web process reads the code, an increment comes between, and it writes the bucket.
  func restartWeb(_ world: SyncWorld, increments: Int = 1) throws {
    let row = try world.postgres.query(
      "SELECT max_uses - used_count AS room FROM redeem_codes", deadline: .soon
    ).only()
    try world.increment("A", increments)
    try world.bucket.send("SETEX", world.key("A"), 86_400, row.int("room"))
  }

  /// The count is not called exact, and the true one lies between its bounds.
  func expectBounds(_ world: SyncWorld, truth: Int) throws {
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

  func bounds(_ world: SyncWorld) throws -> String {
    try world.standing("A").split(separator: " ").prefix(3).joined(separator: " ")
  }

  func retype(_ world: SyncWorld, _ type: String) throws {
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
}
