import ClientSupport
import Foundation
import RedisClient
import TestSupport
import Testing

/// Servers that refuse, each a real one with the configuration that makes it.
@Suite struct RedisRefusalTests {
  private func failure(_ body: () throws -> Void) -> RedisError? {
    #expect(throws: RedisError.self) { try body() }
  }

  @Test func `passwords and users`() throws {
    let server = try PrivateRedis(["--requirepass", "main pw"])
    let admin = try TestRedis.connect(
      .init(address: server.endpoint.address, password: "main pw"))
    try admin.send("ACL", "SETUSER", "bob", "on", ">secret", "~app:*", "+get", "+select")
    let address = server.endpoint.address
    func connect(_ user: String?, _ password: String?) throws -> RedisConnection {
      try TestRedis.connect(.init(address: address, username: user, password: password))
    }
    guard case .server(.noAuth) = failure({ _ = try connect(nil, nil) }) else {
      Issue.record("no NOAUTH")
      return
    }
    guard case .server(.wrongPass) = failure({ _ = try connect(nil, "wrong") }),
      case .server(.wrongPass) = failure({ _ = try connect("bob", "wrong") })
    else {
      Issue.record("no WRONGPASS")
      return
    }
    #expect(try connect(nil, "main pw").send("PING") == .status("PONG"))
    let bob = try connect("bob", "secret")
    #expect(try bob.send("GET", "app:x") == .null)
    guard case .server(.noPerm) = failure({ try bob.send("GET", "other") }),
      case .server(.noPerm) = failure({ try bob.send("SET", "app:x", 1) })
    else {
      Issue.record("no NOPERM")
      return
    }
  }

  @Test func `a password where none is configured`() throws {
    let server = try PrivateRedis()
    let endpoint = RedisEndpoint(address: server.endpoint.address, password: "secret")
    guard case .server(.wrongPass(let text)) = failure({ _ = try TestRedis.connect(endpoint) })
    else {
      Issue.record("no refusal")
      return
    }
    #expect(!text.contains("secret"))
  }

  @Test func `out of memory`() throws {
    let server = try PrivateRedis(["--maxmemory", "1mb", "--maxmemory-policy", "noeviction"])
    let redis = try TestRedis.connect(server.endpoint)
    let value = String(repeating: "x", count: 100_000)
    let error = failure { for index in 0..<100 { try redis.send("SET", index, value) } }
    guard case .server(.outOfMemory) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `a replica, and one whose primary is away`() throws {
    let primary = try PrivateRedis(tcp: true)
    let replica = try PrivateRedis(["--replicaof", "127.0.0.1", "\(primary.port ?? 0)"])
    let redis = try TestRedis.connect(replica.endpoint)
    guard case .server(.readOnly) = failure({ try redis.send("SET", "a", 1) }) else {
      Issue.record("no READONLY")
      return
    }
    let orphan = try PrivateRedis(
      ["--replicaof", "127.0.0.1", "1", "--replica-serve-stale-data", "no"], waitUntilReady: false)
    let limit = Deadline.after(.seconds(10))
    while !limit.hasPassed, (try? TestRedis.connect(orphan.endpoint)) == nil {
      SocketWait.pause(.milliseconds(10))
    }
    let lonely = try TestRedis.connect(orphan.endpoint)
    guard case .server(.masterDown) = failure({ try lonely.send("GET", "a") }) else {
      Issue.record("no MASTERDOWN")
      return
    }
  }

  @Test func `a script that runs too long`() throws {
    let server = try PrivateRedis(["--lua-time-limit", "20"])
    let endpoint = server.endpoint
    let other = try TestRedis.connect(endpoint)
    var time = Duration.milliseconds(200)
    var refusal: RedisError?
    // On a slow machine the time may be over before the script is sent.
    while refusal == nil, time < .seconds(30) {
      let runner = try TestRedis.connect(endpoint)
      #expect(throws: RedisError.timedOut) {
        try runner.call(["EVAL", "while true do end", 0], deadline: .after(time))
      }
      do {
        try other.send("GET", "a")
      } catch let error as RedisError {
        refusal = error
      }
      time = time * 2
    }
    guard case .server(.busy) = refusal else {
      Issue.record("no BUSY: \(String(describing: refusal))")
      return
    }
    try other.send("SCRIPT", "KILL")
    // The script is stopped at its next look at the clock.
    let limit = Deadline.after(.seconds(10))
    var answer = RedisValue.integer(0)
    while answer != .null, !limit.hasPassed { answer = (try? other.send("GET", "a")) ?? answer }
    #expect(answer == .null)
  }

  @Test(.enabled(if: PrivateRedis.hasSettingsOf7, "needs settings of Redis 7.0"))
  func `a server that is loading`() throws {
    let server = try PrivateRedis([
      "--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024",
    ])
    let redis = try TestRedis.connect(server.endpoint)
    let filled = try redis.pipeline(
      (0..<600).map { ["SET", "key\($0)", String(repeating: "x", count: 100)] },
      deadline: .after(.seconds(10)))
    #expect(filled.count == 600)
    try redis.send("SAVE")
    server.kill()
    try server.start(waitUntilReady: false)
    let limit = Deadline.after(.seconds(10))
    var seen: RedisError?
    while !limit.hasPassed, seen == nil {
      do {
        try TestRedis.connect(server.endpoint).send("GET", "key1")
      } catch RedisError.couldNotConnect {
        SocketWait.pause(.milliseconds(5))
      } catch let error as RedisError {
        seen = error
      }
    }
    guard case .server(.loading) = seen else {
      Issue.record("\(String(describing: seen))")
      return
    }
  }

  @Test func `a snapshot that failed`() throws {
    let server = try PrivateRedis(["--stop-writes-on-bgsave-error", "yes"])
    let redis = try TestRedis.connect(server.endpoint)
    try redis.send("CONFIG", "SET", "save", "3600 1")
    // A directory in the place of the dump makes the rename fail, for root too.
    try FileManager.default.createDirectory(
      at: server.directory.appendingPathComponent("dump.rdb"), withIntermediateDirectories: false)
    try redis.send("SET", "a", 1)
    try redis.send("BGSAVE")
    let limit = Deadline.after(.seconds(10))
    var seen: RedisError?
    while !limit.hasPassed, seen == nil {
      do {
        try redis.send("SET", "a", 2)
      } catch let error as RedisError {
        seen = error
      }
      SocketWait.pause(.milliseconds(5))
    }
    guard case .server(.misconf) = seen else {
      Issue.record("\(String(describing: seen))")
      return
    }
  }

  @Test func `a transaction with a refused command`() throws {
    let server = try PrivateRedis()
    let redis = try TestRedis.connect(server.endpoint)
    try redis.send("MULTI")
    _ = failure { try redis.send("NOSUCHCOMMAND") }
    guard case .server(.execAbort) = failure({ try redis.send("EXEC") }) else {
      Issue.record("no EXECABORT")
      return
    }
    guard
      case .server(.noScript) = failure({ try redis.send("EVALSHA", RedisScript("x").digest, 0) })
    else {
      Issue.record("no NOSCRIPT")
      return
    }
  }

  @Test func `no client more`() throws {
    let server = try PrivateRedis(["--maxclients", "1"])
    // The server notices when it likes that the connection that saw it start is gone.
    var first: RedisConnection?
    try waitUntil("the one place is free") {
      first = try? TestRedis.connect(server.endpoint)
      return first != nil
    }
    let held = try #require(first)
    guard case .server(.maxClients) = failure({ _ = try TestRedis.connect(server.endpoint) }) else {
      Issue.record("no maxclients")
      return
    }
    #expect(try held.send("PING") == .status("PONG"))
  }

  @Test(.enabled(if: PrivateRedis.hasSettingsOf7, "needs settings of Redis 7.0"))
  func `a cluster that is down, and one whose slot is elsewhere`() throws {
    let cluster = ["--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-port"]
    let a = try PrivateRedis(cluster + [String(PrivateRedis.freePort())], tcp: true)
    let bus = try PrivateRedis.freePort()
    let b = try PrivateRedis(cluster + [String(bus)], tcp: true)
    let (one, two) = (try TestRedis.connect(a.endpoint), try TestRedis.connect(b.endpoint))
    guard case .server(.clusterDown) = failure({ try one.send("GET", "k") }) else {
      Issue.record("no CLUSTERDOWN")
      return
    }
    try one.send("CLUSTER", "ADDSLOTSRANGE", 0, 8191)
    try two.send("CLUSTER", "ADDSLOTSRANGE", 8192, 16383)
    try two.send("CLUSTER", "SET-CONFIG-EPOCH", 2)
    try one.send("CLUSTER", "MEET", "127.0.0.1", b.port ?? 0, bus)
    let limit = Deadline.after(.seconds(20))
    var seen: RedisError?
    while !limit.hasPassed {
      // Slot 12706 for `foo` is the second node's.
      do {
        try one.send("GET", "foo")
      } catch let error as RedisError {
        seen = error
      }
      if case .server(.moved) = seen { return }
      SocketWait.pause(.milliseconds(50))
    }
    Issue.record("\(String(describing: seen))")
  }
}
