import ClientSupport
import RedisClient
import TestSupport
import Testing

@Suite struct RedisPipelineTests {
  private let redis: RedisConnection
  private let deadline = Deadline.after(.seconds(60))

  init() throws {
    redis = try TestRedis.connect(try TestRedis().bucket)
  }

  @Test func `replies come in order and an error touches only its own`() throws {
    let replies = try redis.pipeline(
      [["SET", "a", "x"], ["INCR", "a"], ["GET", "a"], ["NOSUCHCOMMAND"], ["INCR", "b"]],
      deadline: deadline)
    #expect(replies[0] == .status("OK"))
    #expect(
      replies[1] == .error(.other(code: "ERR", message: "value is not an integer or out of range")))
    #expect(try replies[2].asString() == "x")
    guard case .error(.other(code: "ERR", _)) = replies[3] else {
      Issue.record("\(replies[3])")
      return
    }
    #expect(replies[4] == .integer(1))
    #expect(try redis.pipeline([], deadline: deadline).isEmpty)
  }

  @Test func `a pipeline larger than every buffer does not stall`() throws {
    // 64 MB each way: a client that sends all before it reads would wait for ever.
    let value = String(repeating: "v", count: 64 * 1024)
    let commands = (0..<1000).flatMap { index -> [RedisCommand] in
      [["SET", "k\(index % 7)", value], ["GET", "k\(index % 7)"]]
    }
    let replies = try redis.pipeline(commands, deadline: deadline)
    #expect(replies.count == 2000)
    #expect(try replies[1999].asBytes().count == value.utf8.count)
  }

  @Test func `an unknown script is run by its source, once, in a pipeline too`() throws {
    let marker = "\(UInt64.random(in: .min ... .max))"
    let script = RedisScript("-- \(marker)\nreturn redis.call('RPUSH', KEYS[1], ARGV[1])")
    let known = try redis.send("SCRIPT", "EXISTS", script.digest).asArray()
    #expect(known == [.integer(0)])
    let replies = try redis.pipeline(
      [
        .init(script, keys: ["list"], arguments: ["1"]), ["PING"],
        .init(script, keys: ["list"], arguments: ["2"]),
      ], deadline: deadline)
    #expect(replies == [.integer(1), .status("PONG"), .integer(2)])
    #expect(
      try redis.run(script, keys: ["list"], arguments: [3], deadline: deadline) == .integer(3))
    #expect(try redis.send("LRANGE", "list", 0, -1).asStrings() == ["1", "2", "3"])
    #expect(try redis.send("SCRIPT", "EXISTS", script.digest).asArray() == [.integer(1)])
  }

  @Test func `an error of a script is an error of the call`() throws {
    let script = RedisScript("return redis.error_reply('MYCODE no')")
    #expect(throws: RedisError.server(.other(code: "MYCODE", message: "no"))) {
      try redis.run(script, keys: [], deadline: deadline)
    }
  }
}
