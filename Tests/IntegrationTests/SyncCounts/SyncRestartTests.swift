import ClientSupport
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Buckets that came back from an older snapshot, or whose expiry somebody changed: what they hold
/// is not what was last seen, and nobody says why.
@Suite struct SyncRestartTests {
  /// One code, synced, of which three uses are counted; Redis keeps what SAVE wrote.
  private func counted(_ redis: PrivateRedis, savedBeforeTakes: Bool) throws -> SyncWorld {
    let world = try SyncWorld(server: redis.endpoint)
    try world.addSyncedCode("A")
    if savedBeforeTakes { try world.bucket.send("SAVE") }
    try world.take("A", 3)
    try world.sync()
    return world
  }

  @Test func `a Redis that forgot takes does not give them back`() throws {
    let server = try PrivateRedis()
    let world = try counted(server, savedBeforeTakes: true)
    server.kill()
    try server.start()
    let bucket = try TestRedis.connect(world.redis.bucket)
    #expect(try bucket.send("GET", world.key("A")).asInteger() == 10)
    try world.sync()
    #expect(try world.used("A") == 3)
    #expect(try bucket.send("GET", world.key("A")).asInteger() == 7)
    let standing = try world.standing("A")
    #expect(standing == "restarted -3 +7 held 0")
    #expect(try world.sync().changed == 0)
    // From here on it counts as before, within the bounds.
    try bucket.send("DECR", world.key("A"))
    try world.sync()
    #expect(try world.used("A") == 4)
  }

  @Test func `takes that a restarted Redis still knows are counted`() throws {
    let server = try PrivateRedis()
    let world = try counted(server, savedBeforeTakes: false)
    try world.take("A", 2)
    try world.bucket.send("SAVE")
    server.kill()
    try server.start()
    try world.sync()
    #expect(try world.used("A") == 5)
    let bucket = try TestRedis.connect(world.redis.bucket)
    #expect(try bucket.send("GET", world.key("A")).asInteger() == 5)
    #expect(try world.standing("A").hasPrefix("restarted "))
    #expect(try world.sync().changed == 0)
  }

  @Test func `a Redis that comes back empty is a missing bucket`() throws {
    let server = try PrivateRedis()
    let world = try counted(server, savedBeforeTakes: false)
    server.kill()
    try server.start()
    try world.sync()
    #expect(try world.used("A") == 3)
    let bucket = try TestRedis.connect(world.redis.bucket)
    #expect(try bucket.send("EXISTS", world.key("A")).asInteger() == 0)
    #expect(try world.standing("A") == "vanished -3 +7 held 0")
  }

  @Test(arguments: [50_000, nil])
  func `an expiry changed by hand makes the count uncertain, and no tokens`(
    _ seconds: Int?
  ) throws {
    let world = try changedByHand(seconds)
    if seconds == nil {
      // The first run only gives it an expiry; a bucket younger than SyncPolicy.versionSpread is
      // not adjusted.
      SocketWait.pause(.milliseconds(300))
      try world.sync()
    }
    let tokens = try world.tokens("A")
    #expect(tokens == 6)
    #expect(try world.sync().changed == 0)
    try world.take("A")
    try world.refund("A", 2)
    try world.sync()
    #expect(try world.used("A") == 3)
  }

  @Test func `a bucket that lives longer than any backend makes it is not adjusted`() throws {
    let world = try changedByHand(90_000)
    let tokens = try world.tokens("A")
    #expect(tokens == 7)
    try world.take("A")
    try world.sync()
    #expect(try world.used("A") == 5)
    // Once it could be a backend's again, it is.
    try world.bucket.send("EXPIRE", world.key("A"), 86_000)
    try world.sync()
    #expect(try world.used("A") == 5)
    let later = try world.tokens("A")
    #expect(later == 5)
  }

  /// Four uses are counted, three of them takes, and the expiry is changed between two runs.
  private func changedByHand(_ seconds: Int?) throws -> SyncWorld {
    let world = try SyncWorld()
    try world.addSyncedCode("A")
    try world.take("A", 3)
    try world.sync()
    if let seconds {
      try world.bucket.send("EXPIRE", world.key("A"), seconds)
    } else {
      try world.bucket.send("PERSIST", world.key("A"))
    }
    try world.increment("A")
    try world.sync()
    #expect(try world.used("A") == 4)
    let standing = try world.standing("A")
    #expect(standing.hasPrefix("foreign "))
    #expect(try world.bucket.send("TTL", world.key("A")).asInteger() > 0)
    return world
  }
}
