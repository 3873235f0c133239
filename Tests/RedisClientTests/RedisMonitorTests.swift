import ClientSupport
import RedisClient
import TestSupport
import Testing

@Suite struct RedisMonitorTests {
  @Test func `lines are taken to their words`() throws {
    let line = #"1339518083.107412 [3 127.0.0.1:60866] "SET" "a \"b\" \\" "x""#
    let command = try #require(RedisMonitor.Command(line: line))
    #expect(command.database == 3)
    #expect(!command.isOfScript)
    #expect(command.words == ["SET", #"a "b" \"#, "x"])
    let script = try #require(RedisMonitor.Command(line: #"1339518083.1 [0 lua] "DECR" "k""#))
    #expect(script.isOfScript)
    #expect(script.words == ["DECR", "k"])
    for line in ["", "OK", "1.0 [x lua] \"GET\"", "1.0 [0 lua]", "1.0 ]0 lua[ \"GET\""] {
      #expect(RedisMonitor.Command(line: line) == nil, "\(line)")
    }
  }

  @Test func `commands of others are told, a script's too`() throws {
    let server = try PrivateRedis()
    let monitor = try RedisMonitor.begin(server.endpoint, deadline: .soon)
    let connection = try TestRedis.connect(server.endpoint)
    try connection.send("EVAL", "return redis.call('SET', KEYS[1], ARGV[1])", 1, "k", "v w")
    var seen: [RedisMonitor.Command] = []
    while seen.last?.words != ["SET", "k", "v w"] {
      seen.append(try #require(try monitor.next(deadline: .soon)))
    }
    #expect(seen.last?.isOfScript == true)
    #expect(seen.dropLast().last?.words.first == "EVAL")
    #expect(seen.dropLast().last?.isOfScript == false)
    monitor.close()
    #expect(throws: RedisError.self) { try monitor.next(deadline: .soon) }
  }

  @Test func `who may not is told so`() throws {
    let server = try PrivateRedis()
    try TestRedis.connect(server.endpoint).send("ACL", "SETUSER", "default", "-monitor")
    let error = #expect(throws: RedisError.self) {
      _ = try RedisMonitor.begin(server.endpoint, deadline: .soon)
    }
    guard case .server(let answer)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(answer.code == "NOPERM")
  }
}
