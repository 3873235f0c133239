import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Servers that are away, wrong or unwilling: a clear message, the documented exit code, nothing
/// changed.
@Suite struct RedeemServerFailureTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func redeem(_ changes: [String: String]) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem", "DIRECT10", "a@example.com", "--timeout", "5s"],
      environment: world.environment.merging(changes) { $1 })
  }

  @Test func `servers that are away`() async throws {
    let port = try PrivateRedis.freePort()
    let before = try world.state()
    let noRedis = try await redeem([
      "REDIS_URL": "redis://127.0.0.1:\(port)/0",
      "INVITECTL_BROKER_URL": "redis://127.0.0.1:\(port)/1",
    ])
    #expect(noRedis.exitCode == 1)
    #expect(noRedis.errors.contains("connection refused"))
    let noPostgres = try await redeem([
      "DATABASE_URL": "postgresql://invitehub@127.0.0.1:\(port)/x"
    ])
    #expect(noPostgres.exitCode == 1)
    #expect(noPostgres.errors.contains("could not connect to PostgreSQL"))
    #expect(try world.state() == before)
  }

  @Test func `wrong password, wrong database, SQLite`() async throws {
    let before = try world.state()
    let tcp = try Sandbox.postgresOverTCP()
    let place = "\(tcp["host"] ?? ""):\(tcp["port"] ?? "")"
    let password = try await redeem([
      "DATABASE_URL": "postgresql://invitehub:hunter2@\(place)/postgres"
    ])
    #expect(password.exitCode == 1)
    #expect(password.errors.contains("password"))
    #expect(!password.errors.contains("hunter2"))
    let database = try await redeem([
      "DATABASE_URL":
        "postgresql://invitehub:\(tcp["password"] ?? "")@\(place)/no_such_database"
    ])
    #expect(database.exitCode == 1)
    #expect(database.errors.contains("no_such_database"))
    let sqlite = try await redeem(["DATABASE_URL": "sqlite:///toy.db"])
    #expect(sqlite.exitCode == 2)
    let none = try await redeem(["DATABASE_URL": ""])
    #expect(none.exitCode == 2)
    #expect(try world.state() == before)
  }

  @Test func `a Redis user who may not do all of it does none of it`() async throws {
    let server = try PrivateRedis()
    let admin = try TestRedis.connect(server.endpoint)
    try world.redis.declareInvites(in: server.endpoint.withDatabase(1))
    let rules: [[String]] = [
      ["+@all", "-select"], ["+@all", "-lpush"], ["+@all", "-decrby"], ["+@all", "-sadd"],
      ["+@all", "resetkeys", "~redeem:*"], ["+@all", "resetkeys", "~invites*", "~_kombu*"],
    ]
    for rule in rules {
      try admin.call(
        ["ACL", "SETUSER", "bob", "reset", "on", ">pw", "~*", "&*"] + rule, deadline: .soon)
      guard case .unix(let path) = server.endpoint.address else { return }
      let result = try await redeem([
        "REDIS_URL": "unix://bob:pw@\(path)?db=0",
        "INVITECTL_BROKER_URL": "unix://bob:pw@\(path)?db=1",
      ])
      #expect(result.exitCode == 1, "\(rule): \(result.output)\(result.errors)")
      #expect(result.errors.contains("NOPERM"), "\(rule): \(result.errors)")
      for database in [0, 1] {
        try admin.send("SELECT", database)
        // The limiter's fence only counts what was ever admitted; the binding was there before.
        let keys = try admin.send("KEYS", "*").asStrings()
        #expect(
          keys.filter { !$0.hasSuffix(":fence") && $0 != "_kombu.binding.invites" } == [], "\(rule)"
        )
      }
    }
  }

  @Test func `a full Redis and a replica change nothing`() async throws {
    let full = try PrivateRedis(["--maxmemory-policy", "noeviction"], tcp: true)
    let redis = try TestRedis.connect(full.endpoint)
    try redis.send("SET", "redeem:DIRECT10:remaining", 5)
    try world.redis.declareInvites(in: full.endpoint.withDatabase(1))
    try redis.send("CONFIG", "SET", "maxmemory", 1)
    let url = "redis://127.0.0.1:\(full.port ?? 0)"
    let result = try await redeem(["REDIS_URL": url, "INVITECTL_BROKER_URL": url + "/1"])
    #expect(result.exitCode == 1)
    #expect(result.output == "QUEUE_ERROR\n")
    #expect(result.errors.contains("Redis is full"))
    #expect(try redis.send("GET", "redeem:DIRECT10:remaining").asInteger() == 5)
    try redis.send("CONFIG", "SET", "maxmemory", 0)

    let replica = try PrivateRedis(["--replicaof", "127.0.0.1", "\(full.port ?? 0)"], tcp: true)
    let other = "redis://127.0.0.1:\(replica.port ?? 0)"
    let readOnly = try await redeem(["REDIS_URL": other, "INVITECTL_BROKER_URL": other + "/1"])
    #expect(readOnly.exitCode == 1)
    #expect(readOnly.errors.contains("replica"), "\(readOnly.errors)")
  }
}
