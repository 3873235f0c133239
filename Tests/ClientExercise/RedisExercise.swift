import ClientSupport
import Glibc
import RedisClient

/// The calls of RedisClient, on the server that INVITECTL_TEST_REDIS names.
enum RedisExercise {
  static func run() throws {
    guard let text = getenv("INVITECTL_TEST_REDIS").map({ String(cString: $0) }) else {
      throw ExerciseError(description: "INVITECTL_TEST_REDIS is not set")
    }
    // Tests give database 0 to nobody.
    let endpoint = try RedisEndpoint.parse(url: text).withDatabase(0)
    refusals(endpoint)
    for _ in 0..<3 {
      let connection = try RedisConnection.connect(endpoint, deadline: soon)
      try replies(connection)
      try pipelines(connection)
      try subscriptions(connection, endpoint)
      try losses(endpoint)
    }
  }

  /// Valgrind is some 20 times slower than the machine.
  private static var soon: Deadline { .after(.seconds(120)) }

  private static func refusals(_ endpoint: RedisEndpoint) {
    for malformed in ["redis://h:x", "amqp://h", "redis://[::1", "redis://:%zz@h"] {
      fails { _ = try RedisEndpoint.parse(url: malformed) }
    }
    for address: RedisEndpoint.Address in [
      .tcp(host: "127.0.0.1", port: 1), .tcp(host: "no-such-host.invalid", port: 6379),
      .unix(path: "/nonexistent/redis.sock"),
    ] {
      fails {
        _ = try RedisConnection.connect(RedisEndpoint(address: address), deadline: soon)
      }
    }
    let login = RedisEndpoint(address: endpoint.address, username: "nobody", password: "wrong")
    fails { _ = try RedisConnection.connect(login, deadline: soon) }
    fails { _ = try RedisConnection.connect(endpoint.withDatabase(1_000_000), deadline: soon) }
  }

  private static func replies(_ connection: RedisConnection) throws {
    let bytes = (0...255).map { UInt8($0) }
    let key = "exercise:\(getpid())"
    try connection.call(["SET", key, bytes, "EX", 60], deadline: soon)
    guard try connection.call(["GET", key], deadline: soon) == .string(bytes) else {
      throw ExerciseError(description: "other bytes came back")
    }
    let nested = try connection.call(
      ["EVAL", "return {1, {'a', false, {2}}, redis.error_reply('E x')}", 0], deadline: soon)
    guard try nested.asArray().count == 3 else { throw ExerciseError(description: "not nested") }
    fails { _ = try nested.asString() }
    fails { _ = try connection.call(["NOSUCHCOMMAND"], deadline: soon) }
    try connection.call(["DEL", key], deadline: soon)
  }

  private static func pipelines(_ connection: RedisConnection) throws {
    let value = String(repeating: "v", count: 20_000)
    let key = "exercise:\(getpid())"
    let script = RedisScript("-- \(UInt64.random(in: .min ... .max))\nreturn ARGV[1]")
    let commands = (0..<100).flatMap { index -> [RedisCommand] in
      [
        ["SET", key, value, "EX", 60], ["GET", key], ["INCR", key],
        .init(script, keys: [], arguments: [index]),
      ]
    }
    let replies = try connection.pipeline(commands, deadline: soon)
    guard replies.count == 400, try replies[399].asInteger() == 99 else {
      throw ExerciseError(description: "the pipeline's replies are wrong")
    }
    try connection.call(["DEL", key], deadline: soon)
  }

  private static func subscriptions(
    _ connection: RedisConnection, _ endpoint: RedisEndpoint
  ) throws {
    let channel = "exercise:\(getpid())"
    let subscriber = try RedisSubscriber.connect(endpoint, deadline: soon)
    try subscriber.subscribe([channel], deadline: soon)
    try subscriber.psubscribe([channel + "*"], deadline: soon)
    try connection.call(["PUBLISH", channel, "x"], deadline: soon)
    for _ in 0..<2 {
      guard try subscriber.next(deadline: soon)?.channel == channel else {
        throw ExerciseError(description: "a message is missing")
      }
    }
    guard try subscriber.next(deadline: .after(.milliseconds(5))) == nil else {
      throw ExerciseError(description: "a message too many")
    }
  }

  /// Connections that end while a reply is awaited, with part of it in the reader.
  private static func losses(_ endpoint: RedisEndpoint) throws {
    let late = try RedisConnection.connect(endpoint, deadline: soon)
    fails {
      _ = try late.call(["BLPOP", "exercise:nothing", 0], deadline: .after(.milliseconds(20)))
    }
    fails { _ = try late.call(["PING"], deadline: soon) }
    let deep = try RedisConnection.connect(endpoint, deadline: soon)
    fails { _ = try deep.call(["EVAL", "return {{{{{{{{{{{{1}}}}}}}}}}}}", 0], deadline: soon) }
    let interrupt = Interrupt()
    let interrupted = try RedisConnection.connect(endpoint, deadline: soon, interrupt: interrupt)
    interrupt.trigger()
    fails { _ = try interrupted.call(["BLPOP", "exercise:nothing", 0], deadline: soon) }
    let killed = try RedisConnection.connect(endpoint, deadline: soon)
    let id = try killed.call(["CLIENT", "ID"], deadline: soon).asInteger()
    let other = try RedisConnection.connect(endpoint, deadline: soon)
    try other.call(["CLIENT", "KILL", "ID", id], deadline: soon)
    fails { _ = try killed.call(["PING"], deadline: soon) }
  }

  /// What should fail and does not is a broken exercise, which must not pass as a clean one.
  private static func fails(_ body: () throws -> Void, line: Int = #line) {
    do {
      try body()
      print("client-exercise: line \(line) should have failed")
      exit(1)
    } catch {
      // The description walks all the copied fields.
      _ = "\(error)"
    }
  }
}
