internal import ClientSupport
internal import Glibc
public import RedisClient

/// Three empty databases of the sandbox's Redis that no other test uses, in the three roles the
/// backend gives them.
public struct TestRedis: Sendable {
  public let bucket: RedisEndpoint
  public let broker: RedisEndpoint
  public let result: RedisEndpoint

  /// - Parameter server: another server than the sandbox's first.
  public init(server: RedisEndpoint? = nil) throws {
    let server = try server ?? Self.server()
    let connection = try RedisConnection.connect(
      server.withDatabase(0), deadline: .soon)
    let deadline = Deadline.soon
    let settings = try connection.call(["CONFIG", "GET", "databases"], deadline: deadline)
    let databases = try settings.asDictionary()["databases"]?.asInteger() ?? 16
    let first = 1 + 3 * (try Self.lease(of: (databases - 1) / 3, connection))
    for database in first..<first + 3 {
      try connection.call(["SELECT", database], deadline: deadline)
      try connection.call(["FLUSHDB"], deadline: deadline)
    }
    bucket = server.withDatabase(first)
    broker = server.withDatabase(first + 1)
    result = server.withDatabase(first + 2)
  }

  /// One of `count` places that no living process has. They are given out in the server, which
  /// several test processes share, in a circle, and are a process's until it ends: a whole run asks
  /// for more than there are.
  private static func lease(of count: Int, _ connection: RedisConnection) throws -> Int {
    for _ in 0..<count {
      let turn = try connection.send("INCR", "invitectl-tests:allocated").asInteger()
      let place = turn % count
      let key = "invitectl-tests:lease:\(place)"
      let holder = try connection.send("GET", key).asOptionalString() ?? ""
      if let pid = Int32(holder), kill(pid, 0) == 0 || errno != ESRCH { continue }
      // Of those that find it free, one gets it.
      let taken = try connection.send(
        "EVAL",
        """
        if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[2])
        return 1
        """, 1, key, holder, "\(getpid())")
      if try taken.asInteger() == 1 { return place }
    }
    throw Sandbox.Missing(description: "all \(count) places in the sandbox's Redis are taken")
  }

  /// The sandbox's first Redis, over TCP.
  public static func server() throws -> RedisEndpoint {
    try RedisEndpoint.parse(url: Sandbox.variable("INVITECTL_TEST_REDIS"))
  }

  /// The sandbox's second Redis, for what spans two servers.
  public static func secondServer() throws -> RedisEndpoint {
    try RedisEndpoint.parse(url: Sandbox.variable("INVITECTL_TEST_REDIS_2"))
  }

  /// A connection for a test's own questions.
  public static func connect(_ endpoint: RedisEndpoint) throws -> RedisConnection {
    try RedisConnection.connect(endpoint, deadline: .soon)
  }
}

extension RedisConnection {
  /// One command of a test, its words as text.
  @discardableResult
  public func send(_ words: any RedisArgument...) throws -> RedisValue {
    try call(words, deadline: .soon)
  }
}
