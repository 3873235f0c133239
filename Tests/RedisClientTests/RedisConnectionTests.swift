import ClientSupport
import RedisClient
import TestSupport
import Testing

/// On the sandbox's Redis, over TCP.
@Suite struct RedisConnectionTests {
  private let redis: RedisConnection
  private let endpoint: RedisEndpoint

  init() throws {
    endpoint = try TestRedis().bucket
    redis = try TestRedis.connect(endpoint)
  }

  @Test func `any bytes come back as they were`() throws {
    let bytes = (0...255).map { UInt8($0) } + Array("\r\n$3\r\nfoo\r\n".utf8)
    try redis.send("SET", "k", bytes)
    #expect(try redis.send("GET", "k") == .string(bytes))
    #expect(try redis.send("STRLEN", "k").asInteger() == bytes.count)
    try redis.send("SET", "", "")
    #expect(try redis.send("GET", "") == .string([]))
    try redis.send("SET", "é\0💌", 42)
    #expect(try redis.send("GET", "é\0💌").asInteger() == 42)
  }

  @Test func `every kind of reply is told apart`() throws {
    #expect(try redis.send("PING") == .status("PONG"))
    #expect(try redis.send("GET", "missing") == .null)
    #expect(try redis.send("INCRBY", "n", Int.max) == .integer(Int.max))
    #expect(try redis.send("LRANGE", "missing", 0, -1) == .array([]))
    let nested = try redis.send(
      "EVAL", "return {1, {'a', false, {2}}, redis.error_reply('E x')}", 0)
    let expected: [RedisValue] = [
      .integer(1), .array([.string([97]), .null, .array([.integer(2)])]),
      .error(.other(code: "E", message: "x")),
    ]
    #expect(nested == .array(expected))
  }

  @Test func `a reply of the wrong type says what it is`() throws {
    #expect(throws: RedisError.unexpectedReply(expected: "an integer", got: "status PONG")) {
      try redis.send("PING").asInteger()
    }
    #expect(throws: RedisError.unexpectedReply(expected: "a string", got: "nil")) {
      try redis.send("GET", "missing").asString()
    }
    try redis.send("SET", "bytes", [0xff] as [UInt8])
    #expect(throws: RedisError.unexpectedReply(expected: "UTF-8 text", got: "1 other bytes")) {
      try redis.send("GET", "bytes").asString()
    }
  }

  @Test func `a server error leaves the connection usable`() throws {
    try redis.send("LPUSH", "list", "a")
    let error = #expect(throws: RedisError.self) { try redis.send("INCR", "list") }
    guard case .server(.wrongType) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try redis.send("PING") == .status("PONG"))
  }

  @Test func `an array nested too deep is refused and closes the connection`() throws {
    let depth = 12
    let source =
      "return " + String(repeating: "{", count: depth) + "1" + String(repeating: "}", count: depth)
    let error = #expect(throws: RedisError.self) { try redis.send("EVAL", source, 0) }
    guard case .protocolError = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(redis.isClosed)
    #expect(throws: RedisError.closed) { try redis.send("PING") }
  }

  @Test func `the database of the endpoint is the one used`() throws {
    try redis.send("SET", "here", 1)
    let other = try TestRedis.connect(endpoint.withDatabase(0))
    #expect(try other.send("EXISTS", "here") == .integer(0))
    #expect(throws: RedisError.self) { try TestRedis.connect(endpoint.withDatabase(999_999)) }
  }

  @Test func `the unix socket works too`() throws {
    let path = try Sandbox.variable("INVITECTL_TEST_REDIS_SOCKET")
    let connection = try TestRedis.connect(
      RedisEndpoint(address: .unix(path: path), database: endpoint.database))
    try redis.send("SET", "via", "tcp")
    #expect(try connection.send("GET", "via").asString() == "tcp")
  }

  @Test func `a deadline ends a wait and the connection`() throws {
    let start = ContinuousClock.now
    #expect(throws: RedisError.timedOut) {
      try redis.call(["BLPOP", "never", 0], deadline: .after(.milliseconds(60)))
    }
    #expect(ContinuousClock.now - start < .seconds(5))
    #expect(throws: RedisError.closed) { try redis.send("PING") }
  }

  @Test func `an interrupt ends a wait and the connection`() throws {
    let interrupt = Interrupt()
    redis.interrupt = interrupt
    interrupt.trigger()
    #expect(throws: RedisError.interrupted) {
      try redis.call(["BLPOP", "never", 0], deadline: .after(.seconds(60)))
    }
    #expect(redis.isClosed)
  }

  @Test func `a connection killed by the server is told`() throws {
    let id = try redis.send("CLIENT", "ID").asInteger()
    try TestRedis.connect(endpoint).send("CLIENT", "KILL", "ID", id)
    let error = #expect(throws: RedisError.self) { try redis.send("PING") }
    guard case .connectionLost = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(redis.isClosed)
  }
}
