import ClientSupport
import RedisClient
import TestSupport
import Testing

/// Calls whose answers are fetched later.
@Suite struct SubmitTests {
  private let redis: RedisConnection
  private let deadline = Deadline.after(.seconds(60))

  init() throws {
    redis = try TestRedis.connect(try TestRedis().bucket)
  }

  @Test func `are answered in order, and the connection goes on`() throws {
    #expect(try redis.replies(deadline: deadline).isEmpty)
    for round in 1...3 {
      try redis.submit(EncodedCommands([["INCR", "a"], ["ECHO", "x"]]), deadline: deadline)
      let replies = try redis.replies(deadline: deadline)
      #expect(replies == [.integer(round), .string(Array("x".utf8))])
      #expect(try redis.replies(deadline: deadline).isEmpty)
    }
    #expect(try redis.send("GET", "a").asInteger() == 3)
  }

  @Test func `no other call comes between`() throws {
    try redis.submit(EncodedCommands([["INCR", "a"]]), deadline: deadline)
    let late = Deadline.after(.seconds(60))
    #expect(throws: RedisError.self) { try redis.call(["GET", "a"], deadline: late) }
    #expect(throws: RedisError.self) {
      try redis.submit(EncodedCommands([["INCR", "a"]]), deadline: late)
    }
    #expect(try redis.replies(deadline: deadline) == [.integer(1)])
    #expect(try redis.send("GET", "a").asInteger() == 1)
  }

  @Test func `what is asked ahead is answered in its order, its strings lent`() throws {
    try redis.send("RPUSH", "l", "a", "bc", "")
    try redis.send("RPUSH", "m", "d")
    for round in 1...3 {
      try redis.submit(
        EncodedCommands([["LRANGE", "l", 0, -1], ["LLEN", "l"]]), deadline: deadline)
      try redis.submit(
        EncodedCommands([["LRANGE", "m", 0, -1]]), ahead: true, deadline: deadline)
      #expect(redis.hasSubmitted)
      #expect(throws: RedisError.self) { try redis.call(["GET", "a"], deadline: deadline) }
      try redis.submit(EncodedCommands([["GET", "l"]]), ahead: true, deadline: deadline)
      try redis.submit(
        EncodedCommands([["INCR", "n"], ["INCR", "n"]]), ahead: true, deadline: deadline)
      var lent: [String] = []
      let first = try redis.replies(deadline: deadline) { place, bytes in
        lent.append("\(place) \(String(decoding: bytes, as: UTF8.self))")
      }
      #expect(lent == ["0 a", "1 bc", "2 "])
      #expect(first == [.integer(3), .integer(3)])
      // Not lent, it is as ever; what is no array of strings, too.
      #expect(try redis.replies(deadline: deadline) == [.array([.string(Array("d".utf8))])])
      let wrong = try redis.replies(deadline: deadline) { _, _ in Issue.record("nothing to lend") }
      guard case .error = wrong[0] else { throw RedisError.closed }
      #expect(
        try redis.replies(deadline: deadline) == [.integer(2 * round - 1), .integer(2 * round)])
      #expect(!redis.hasSubmitted)
    }
    #expect(try redis.send("LLEN", "l").asInteger() == 3)
  }

  @Test func `a script that the server does not know is run by its source`() throws {
    let script = RedisScript(
      "return redis.call('INCRBY', KEYS[1], ARGV[1]) -- \(UInt64.random(in: 0 ... .max))")
    try redis.submit(
      EncodedCommands([RedisCommand(script, keys: ["a"], arguments: [5])]), deadline: deadline)
    #expect(try redis.replies(deadline: deadline) == [.integer(5)])
  }

  @Test func `more than every buffer holds, both ways`() throws {
    let value = String(repeating: "v", count: 64 * 1024)
    let commands = (0..<300).flatMap { _ -> [RedisCommand] in [["SET", "k", value], ["GET", "k"]] }
    try redis.submit(EncodedCommands(commands), deadline: deadline)
    let replies = try redis.replies(deadline: deadline)
    #expect(replies.count == 600)
    #expect(try replies[599].asBytes().count == value.utf8.count)
  }
}
