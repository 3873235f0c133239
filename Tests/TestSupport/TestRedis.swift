internal import ClientSupport
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
    // Counted in the server, so that several test processes share it; 0 is never given out.
    let count = try connection.call(["INCR", "invitectl-tests:allocated"], deadline: deadline)
    let first = 1 + (try count.asInteger() - 1) % ((databases - 1) / 3) * 3
    for database in first..<first + 3 {
      try connection.call(["SELECT", database], deadline: deadline)
      try connection.call(["FLUSHDB"], deadline: deadline)
    }
    bucket = server.withDatabase(first)
    broker = server.withDatabase(first + 1)
    result = server.withDatabase(first + 2)
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
