import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A code that changes every second, for minutes: what the sync says of it reaches back as far as a
/// backend can, and no further. The minutes pass at once, by moving back every time that is
/// remembered, here and in Redis.
@Suite final class BusyCodeTests {
  /// What two windows of 40 s can hold of changes that come every second, and one on each side.
  private static let widest = 82

  private let world: SyncWorld
  /// `max_uses - used_count` at the end of each second.
  private var rooms: [Int] = []

  init() throws {
    world = try SyncWorld()
  }

  private func begin(max: Int, type: String = "DIRECT") throws {
    try world.addCode("A", max: max, type: type)
    try world.initialise("A")
    try pass(seconds: 1)
    try world.sync()
    try pass(seconds: 100)
  }

  /// As if so much time had passed since all that there is was written.
  private func pass(seconds: Int) throws {
    let milliseconds = seconds * 1000
    let key = world.key("A")
    let version = try world.bucket.expiry(of: key) - milliseconds
    let shadow = try world.bucket.send("HMGET", key + ":sync", "e", "base").asArray()
    if let named = try shadow[0].asOptionalInteger(), let base = try shadow[1].asOptionalInteger() {
      try world.bucket.send(
        "HSET", key + ":sync", "e", named - milliseconds, "base", base - milliseconds)
    }
    try world.bucket.send("PEXPIREAT", key, version)
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET base_ms = base_ms - $1, epoch_ms = epoch_ms - $1,
        changed_ms = changed_ms - $1, room_since_ms = room_since_ms - $1,
        last_read_ms = last_read_ms - $1
      """, [String(milliseconds)], deadline: .soon)
  }

  private func integer(_ expression: String) throws -> Int {
    try world.postgres.query(
      """
      SELECT (\(expression))::bigint AS value
      FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
      """, deadline: .soon
    ).only().int("value")
  }

  private var width: Int {
    get throws {
      try integer("greatest(s.room_high, s.past_high) - least(s.room_low, s.past_low)")
    }
  }

  /// One change, one pass and one second, so many times; every third change is a take.
  private func busy(seconds: Int, takes: Bool = true) throws {
    for second in 0..<seconds {
      if takes, second.isMultiple(of: 3) {
        try world.take("A")
      } else {
        try world.increment("A")
      }
      try world.sync()
      try pass(seconds: 1)
      rooms.append(try integer("c.max_uses - c.used_count"))
      #expect(try width <= Self.widest)
    }
  }

  /// A web process sets the bucket by what the code was so many changes ago. Each change took a second
  /// and some of the test's own time: all in all less than the 30 s that a backend has.
  @discardableResult
  private func setBucket(changesAgo: Int) throws -> Int {
    let room = rooms[rooms.count - changesAgo]
    try world.bucket.send("SETEX", world.key("A"), 86_400, room)
    return room
  }

  /// The true count lies within the bounds, and they are no wider above than `high`.
  private func expect(truth: Int, high: Int) throws {
    #expect(try integer("c.used_count - s.spread_low") <= truth)
    #expect(try integer("c.used_count + s.spread_high") >= truth)
    #expect(try integer("s.spread_high") <= high)
  }

  @Test func `a busy code holds back no more than its last 80 seconds`() throws {
    try begin(max: 1000)
    try busy(seconds: 240)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try integer("c.used_count") == 240)
    #expect(try width >= 20)
    // A web process that read the code 20 changes ago sets the bucket, and three are taken of it.
    let tokens = try #require(try world.tokens("A"))
    try setBucket(changesAgo: 20)
    try world.take("A", 3)
    try world.sync()
    try expect(truth: 243, high: tokens + Self.widest)
    #expect(try integer("s.held") <= Self.widest)
  }

  @Test func `what a backend read up to 30 seconds ago is within the bounds`() throws {
    // A hundred uses, the last one of the last token: nothing can have been taken unseen.
    try begin(max: 100)
    try busy(seconds: 100, takes: false)
    #expect(try world.tokens("A") == 0)
    #expect(try integer("s.x_mark - s.x_floor") == 0)
    let stale = try setBucket(changesAgo: 20)
    #expect(stale >= 19)
    try world.take("A", stale)
    try world.sync()
    try expect(truth: 100 + stale, high: Self.widest)
  }

  @Test func `after a rest nothing is held back, and one pass tells the count`() throws {
    try begin(max: 1000)
    try busy(seconds: 60)
    try pass(seconds: 75)
    #expect(try world.sync().changed == 0)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    let tokens = try #require(try world.tokens("A"))
    try world.initialise("A")
    try world.take("A", 3)
    try world.sync()
    #expect(try world.used("A") == 63)
    try expect(truth: 63, high: tokens)
    #expect(try integer("s.held") == 0)
  }

  @Test func `a LINUXDO code stays exact through web restarts in its busiest minutes`()
    throws
  {
    try begin(max: 1000, type: "LINUXDO")
    for _ in 0..<6 {
      try busy(seconds: 30, takes: false)
      try setBucket(changesAgo: 20)
    }
    try pass(seconds: 1)
    try world.sync()
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try integer("c.used_count") == 180)
    #expect(try world.tokens("A") == 820)
  }

  @Test func `a bucket that was lowered can lose no more than it holds`() throws {
    try begin(max: 1000)
    try world.edit("A", max: 60)
    try world.sync()
    #expect(try world.tokens("A") == 60)
    #expect(try integer("s.x_mark - s.x_floor") == 60)
    #expect(try world.sync().changed == 0)
    // It is lost, and one that a web process makes instead.
    try pass(seconds: 100)
    try world.take("A", 7)
    try world.initialise("A")
    try world.take("A", 53)
    try world.sync()
    try expect(truth: 60, high: 60)
    #expect(try world.used("A") == 53)
    #expect(try integer("s.held") == 0)
  }

  @Test func `what is taken while a bucket is lowered stays within the bounds`() async throws {
    try begin(max: 60)
    try world.edit("A", max: 10)
    let (key, redis) = (world.key("A"), world.redis.bucket)
    // Read with 60 tokens, emptied, lowered by 50: below 0, and replaced before it is read again.
    _ = try await Stopped.run(at: "sync-before-apply", world.environment) {
      try TestRedis.connect(redis).send("DECRBY", key, 60)
    }
    #expect(try world.tokens("A") == -50)
    #expect(try integer("s.x_mark - s.x_floor") == 60)
    try pass(seconds: 100)
    try world.initialise("A")
    try world.sync()
    try expect(truth: 60, high: 60)
  }

  @Test func `an edit that comes between the look at a code and its count is within the bounds`()
    async throws
  {
    // Used up: five uses, of which the sync knows three.
    try begin(max: 5)
    try world.increment("A", 3)
    try world.sync()
    try pass(seconds: 100)
    try world.take("A", 2)
    let (key, database, redis) = (world.key("A"), world.database, world.redis.bucket)
    _ = try await Stopped.run(at: "sync-before-first", world.environment) {
      // max_uses is raised, and a web process reads the code before the sync counts the two.
      let postgres = try database.connect()
      try postgres.executeScript("UPDATE redeem_codes SET max_uses = 15", deadline: .soon)
    }
    try TestRedis.connect(redis).send("SETEX", key, 86_400, 12)
    try world.take("A", 2)
    try world.sync()
    try expect(truth: 7, high: 12)
  }

  @Test func `an edit that comes between the looks at code and bucket is within the bounds`()
    async throws
  {
    try begin(max: 5)
    try world.increment("A", 5)
    try world.sync()
    try pass(seconds: 100)
    try world.initialise("A")
    let (key, database, redis) = (world.key("A"), world.database, world.redis.bucket)
    _ = try await Stopped.run(at: "sync-before-read", world.environment) {
      let postgres = try database.connect()
      try postgres.executeScript("UPDATE redeem_codes SET max_uses = 7", deadline: .soon)
      let bucket = try TestRedis.connect(redis)
      try bucket.send("SETEX", key, 86_400, 2)
      try bucket.send("DECRBY", key, 2)
    }
    try world.sync()
    try expect(truth: 7, high: 2)
    // The two are not given out again.
    #expect(try world.tokens("A") == 0)
  }

  @Test func `what a code was shortly before its first contact is within the bounds`() throws {
    try world.addCode("A", max: 10)
    try world.initialise("A")
    try pass(seconds: 1)
    try world.increment("A", 5)
    try world.sync()
    #expect(try world.tokens("A") == 5)
    try world.take("A", 5)
    // A web process had read the code before the five.
    try world.bucket.send("SETEX", world.key("A"), 86_400, 10)
    try world.take("A", 10)
    try world.sync()
    try expect(truth: 20, high: 10)
  }
}
