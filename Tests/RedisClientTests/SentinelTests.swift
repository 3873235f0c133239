import ClientSupport
import Foundation
import RedisClient
import TestSupport
import Testing

/// Three real sentinels. A sentinel itself speaks the protocol, and has no databases.
@Suite struct SentinelTests {
  private func failure(_ url: String, within limit: Duration) -> RedisConnectFailure? {
    do {
      _ = try RedisConnection.connect(.parse(url: url), deadline: .after(limit))
      Issue.record("connected")
    } catch RedisError.couldNotConnect(_, let failure) {
      return failure
    } catch {
      Issue.record("\(error)")
    }
    return nil
  }

  /// Takes a token and leaves a message, as a redemption does.
  private static let take = RedisScript(
    """
    if tonumber(redis.call('GET', KEYS[1]) or '0') <= 0 then return -1 end
    redis.call('LPUSH', KEYS[2], ARGV[1])
    return redis.call('DECR', KEYS[1])
    """)

  @Test func `a failover in the middle of work: the work goes on, and no half of it is lost`()
    throws
  {
    let group = try SentinelGroup()
    try group.waitUntilReady()
    let endpoint = try RedisEndpoint.parse(url: group.url(database: 3))
    let limit = Deadline.after(.seconds(300))
    var redis = try RedisConnection.connect(endpoint, deadline: limit)
    let tokens = 3_000
    try redis.send("SET", "bucket", tokens)
    try redis.send("WAIT", 1, 10_000)

    var attempts = 0
    var reconnected = 0
    while attempts < tokens {
      if attempts == tokens / 3 { group.servers[0].kill() }
      attempts += 1
      do {
        try redis.run(
          Self.take, keys: ["bucket", "messages"], arguments: [attempts], deadline: limit)
      } catch RedisError.connectionLost {
        redis = try RedisConnection.connect(endpoint, deadline: limit)
        reconnected += 1
      }
    }
    #expect(reconnected >= 1)
    let replica = try TestRedis.connect(group.servers[1].endpoint.withDatabase(3))
    #expect(try replica.send("ROLE").asArray()[0] == .string(Array("master".utf8)))
    let left = try replica.send("GET", "bucket").asInteger()
    let messages = try replica.send("LLEN", "messages").asInteger()
    #expect(left + messages == tokens)
    // What the old primary had confirmed and not passed on yet is lost as a whole.
    #expect(messages > tokens / 2)
  }

  @Test func `a primary that became a replica is left for the new one`() throws {
    let group = try SentinelGroup()
    try group.waitUntilReady()
    let endpoint = try RedisEndpoint.parse(url: group.url())
    let redis = try RedisConnection.connect(endpoint, deadline: .soon)
    try redis.send("SET", "x", 1)
    try redis.send("WAIT", 1, 10_000)
    let port = try #require(group.sentinelPorts.first)
    try group.ask(port, ["SENTINEL", "FAILOVER", SentinelGroup.service])
    // The old primary closes its clients' connections or refuses to write, whichever is first.
    let end = ContinuousClock.now + .seconds(300)
    while !redis.isClosed, ContinuousClock.now < end {
      _ = try? redis.send("SET", "x", 2)
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(redis.isClosed)
    let next = try RedisConnection.connect(endpoint, deadline: .after(.seconds(300)))
    try next.send("SET", "x", 3)
    #expect(try next.send("ROLE").asArray()[0] == .string(Array("master".utf8)))
    #expect(try TestRedis.connect(group.servers[1].endpoint).send("GET", "x").asInteger() == 3)
  }

  @Test func `a sentinel that is down does not matter, and its password and the server's are two`()
    throws
  {
    let group = try SentinelGroup(settings: ["requirepass sent"])
    try group.waitUntilReady(password: "sent")
    let dead = try PrivateRedis.freePort()
    let hosts =
      "127.0.0.1:\(dead)," + group.sentinelPorts.map { "127.0.0.1:\($0)" }.joined(separator: ",")
    let url = "sentinel://\(hosts)/mymaster/5?sentinel_password=sent"
    let redis = try RedisConnection.connect(.parse(url: url), deadline: .soon)
    #expect(try redis.send("PING") == .status("PONG"))
    #expect(try redis.send("CLIENT", "INFO").asString().contains(" db=5 "))

    let refused = failure(group.url(), within: .seconds(120))
    guard case .noSentinel(let why)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(why.contains("NOAUTH"))
    let unknown = failure(
      group.url(service: "other", query: "?sentinel_password=sent"), within: .seconds(120))
    #expect(unknown == .unknownService("other"))
  }

  @Test(.enabled(if: PrivateRedis.speaksTLS, "this Redis was built without TLS"))
  func `sentinels and servers under TLS, with all checks`() throws {
    let certificates = try TestCertificates()
    let group = try SentinelGroup(certificates: certificates)
    try group.waitUntilReady()
    let trust = "?ssl=true&ssl_ca_certs=\(certificates.authority)"
    let redis = try RedisConnection.connect(
      .parse(url: group.url(database: 2, query: trust)), deadline: .soon)
    try redis.send("SET", "x", 1)
    #expect(try redis.send("ROLE").asArray()[0] == .string(Array("master".utf8)))
    let stranger = try TestCertificates()
    let refused = failure(
      group.url(query: "?ssl=true&ssl_ca_certs=\(stranger.authority)"), within: .seconds(120))
    guard case .noSentinel(let why)? = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(why.contains("not trusted"))
  }

  @Test func `no sentinel at all is said at once`() throws {
    let port = try PrivateRedis.freePort()
    let start = ContinuousClock.now
    let found = failure("sentinel://127.0.0.1:\(port)/mymaster", within: .seconds(60))
    #expect(found == .noSentinel("127.0.0.1:\(port), connection refused"))
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  @Test func `while there is no primary it asks until the deadline`() throws {
    let group = try SentinelGroup()
    try group.waitUntilReady()
    for server in group.servers { server.kill() }
    var limit = Duration.seconds(1)
    var start = ContinuousClock.now
    var found = failure(group.url(), within: limit)
    // On a slow machine the time may be over before a sentinel has answered.
    while case .noSentinel? = found, limit < .seconds(30) {
      limit = limit * 2
      start = .now
      found = failure(group.url(), within: limit)
    }
    guard case .noPrimary? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(ContinuousClock.now - start < limit * 10)
    // While it asks again: a sentinel has answered it.
    let sentinel = try FaultProxy(.tcp(port: try #require(group.sentinelPorts.first)))
    let interrupt = Interrupt()
    let signal = meanwhile {
      try waitUntil("a sentinel has answered") { sentinel.passed(.toClient) > 0 }
      interrupt.trigger()
    }
    let url = "sentinel://127.0.0.1:\(sentinel.port)/\(SentinelGroup.service)/0"
    #expect(throws: RedisError.interrupted) {
      try RedisConnection.connect(
        .parse(url: url), deadline: .after(.seconds(300)), interrupt: interrupt)
    }
    try signal.wait()
  }
}
