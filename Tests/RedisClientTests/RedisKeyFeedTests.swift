import ClientSupport
import RedisClient
import TestSupport
import Testing

/// Names of changed keys, on a server of this suite's own: a flush by anybody is told to everybody.
@Suite struct RedisKeyFeedTests {
  private let server: PrivateRedis
  private let feed: RedisKeyFeed
  private let redis: RedisConnection

  init() throws {
    server = try PrivateRedis()
    redis = try TestRedis.connect(server.endpoint)
    feed = try RedisKeyFeed.connect(server.endpoint, asking: [["PING"]], deadline: .soon)
    try redis.send(
      "CLIENT", "TRACKING", "ON", "REDIRECT", feed.clientID, "BCAST", "PREFIX", "redeem:")
  }

  private func names() throws -> [String] {
    try feed.names(deadline: .soon).keys.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `whatever was changed before is named, in whichever database and way`() throws {
    #expect(feed.answers == [.status("PONG")])
    #expect(try names() == [])
    let other = try TestRedis.connect(server.endpoint.withDatabase(7))
    try redis.send("SETEX", "redeem:A:remaining", 100, 5)
    try other.send("DECR", "redeem:B:remaining")
    try other.send("SET", "elsewhere", "x")
    #expect(try names() == ["redeem:A:remaining", "redeem:B:remaining"])
    try other.send("DEL", "redeem:B:remaining")
    try redis.send("EVAL", "redis.call('DECR', KEYS[1])", 1, "redeem:A:remaining")
    // Our own changes, too.
    #expect(Set(try names()) == ["redeem:A:remaining", "redeem:B:remaining"])
    #expect(try names() == [])
    for index in 0..<500 { try other.send("SET", "redeem:\(index):remaining", index) }
    #expect(try names().count == 500)
    try redis.send("PEXPIRE", "redeem:A:remaining", 1)
    try waitUntil("it expires") { try redis.send("EXISTS", "redeem:A:remaining") == .integer(0) }
    #expect(try names().last == "redeem:A:remaining")
    #expect(try !feed.names(deadline: .soon).isFlushed)
    try other.send("FLUSHDB")
    #expect(try feed.names(deadline: .soon).isFlushed)
  }

  @Test func `a feed that was cut off says so`() throws {
    try redis.send("CLIENT", "KILL", "ID", feed.clientID)
    #expect(throws: RedisError.self) { try feed.names(deadline: .soon) }
    #expect(feed.isClosed)
  }
}
