import Foundation
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct DoctorRedisTests {
  /// A server that nobody else changes, with three databases in the three roles.
  private static func context(_ server: PrivateRedis) throws -> OperationContext {
    try .test(redis: TestRedis(server: server.endpoint))
  }

  @Test func `servers that answer pass, each with its own database`() throws {
    let redis = try TestRedis()
    let context = try OperationContext.test(redis: redis)
    let product = try TestRedis.connect(redis.bucket).product()
    for (name, endpoint) in [
      (DoctorCheckName.redis, redis.bucket), (.broker, redis.broker), (.results, redis.result),
    ] {
      let check = try context.doctor(name)
      #expect(check.verdict == .pass)
      #expect(check.detail.hasPrefix("\(endpoint), \(product)"))
    }
  }

  @Test func `a server that is not there fails, and what needs it is skipped`() throws {
    let report = Doctor(try .test(), checks: Set(DoctorCheckName.allCases)).run()
    for name in [DoctorCheckName.redis, .broker, .results] {
      #expect(try report.check(name).verdict == .fail)
      #expect(try report.check(name).fix != nil)
    }
    #expect(try report.check(.redisEviction).verdict == .skip)
    #expect(try report.check(.redisPersistence).verdict == .skip)
    #expect(try report.check(.clock).verdict == .skip)
  }

  @Test func `a server that wants a password says so`() throws {
    let server = try PrivateRedis(["--requirepass", "secret"])
    let context = try OperationContext.test(environment: ["REDIS_URL": server.endpoint.url])
    let check = try context.doctor(.redis)
    #expect(check.verdict == .fail)
    #expect(check.detail.contains("NOAUTH"))
    #expect(check.fix?.contains("password") == true)
  }

  @Test func `a replica fails, because every write would`() throws {
    let primary = try PrivateRedis(tcp: true)
    let replica = try PrivateRedis()
    let connection = try TestRedis.connect(replica.endpoint)
    try connection.send("REPLICAOF", "127.0.0.1", String(primary.port ?? 0))
    let context = try OperationContext.test(environment: ["REDIS_URL": replica.endpoint.url])
    let check = try context.doctor(.redis)
    #expect(check.verdict == .fail)
    #expect(check.fix == "point the URL at the primary, 127.0.0.1:\(primary.port ?? 0)")
  }

  @Test(arguments: [
    ("allkeys-lru", DoctorReport.Verdict.warn), ("volatile-ttl", .warn), ("noeviction", .pass),
  ])
  func `a policy that may drop buckets warns`(
    policy: String, verdict: DoctorReport.Verdict
  ) throws {
    let server = try PrivateRedis(["--maxmemory", "256mb", "--maxmemory-policy", policy])
    let check = try Self.context(server).doctor(.redisEviction)
    #expect(check.verdict == verdict)
    #expect(check.detail == "maxmemory 256 MB, policy \(policy)")
    if verdict == .warn {
      let fix = try #require(check.fix)
      #expect(fix.hasPrefix("redis-cli -"), "\(fix)")
      #expect(fix.contains(" CONFIG SET maxmemory-policy noeviction"), "\(fix)")
    }
  }

  @Test func `without a limit no policy drops anything`() throws {
    let server = try PrivateRedis(["--maxmemory-policy", "allkeys-lru"])
    #expect(try Self.context(server).doctor(.redisEviction).verdict == .pass)
  }

  @Test func `evictions that happened are counted`() throws {
    let server = try PrivateRedis(["--maxmemory", "2mb", "--maxmemory-policy", "allkeys-lru"])
    let connection = try TestRedis.connect(server.endpoint)
    let value = String(repeating: "x", count: 10_000)
    for number in 0..<300 { try connection.send("SET", "key \(number)", value) }
    let check = try Self.context(server).doctor(.redisEviction)
    #expect(check.verdict == .warn)
    #expect(check.detail.contains(" keys evicted so far"))
  }

  @Test func `snapshots alone warn, an append-only file passes, a failed save fails`() throws {
    let snapshots = try PrivateRedis(["--dbfilename", "taken"])
    #expect(try Self.context(snapshots).doctor(.redisPersistence).verdict == .warn)
    let appending = try PrivateRedis(["--appendonly", "yes"])
    #expect(try Self.context(appending).doctor(.redisPersistence).verdict == .pass)
    let connection = try TestRedis.connect(snapshots.endpoint)
    try connection.send("SET", "a", "b")
    // A directory of the snapshot's name: the rename at its end cannot succeed.
    try FileManager.default.createDirectory(
      at: snapshots.directory.appendingPathComponent("taken"), withIntermediateDirectories: false)
    try connection.send("BGSAVE")
    try waitUntil("the save has failed") {
      try connection.send("INFO", "persistence").asString()
        .contains("rdb_last_bgsave_status:err")
    }
    let failed = try Self.context(snapshots).doctor(.redisPersistence)
    #expect(failed.verdict == .fail)
    #expect(failed.detail == "the last save to disk failed")
  }

  @Test func `clocks of one machine agree`() throws {
    let database = try TestDatabase.inviteHub()
    let check = try OperationContext.test(database: database, redis: TestRedis()).doctor(.clock)
    #expect(check.verdict == .pass)
    #expect(check.detail.contains("PostgreSQL "))
    #expect(check.detail.contains("Redis "))
  }
}
