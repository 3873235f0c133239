import ClientSupport
import Foundation
import InviteOps
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct RedisMetricsTests {
  private let world: MetricsWorld

  init() throws {
    world = try MetricsWorld(seed: true)
  }

  @Test func `each bucket is compared with its row`() throws {
    let bucket = try world.bucket()
    func set(_ code: String, _ value: String) throws {
      try bucket.send("SETEX", "redeem:\(code):remaining", 86400, value)
    }
    try set("DIRECT10", "10")
    try set("DIRECTFOREVER", "7")  // three redemptions not yet synced
    try set("DIRECTHALF", "6")  // one more than the row leaves
    try set("DIRECTBETA", "ten")
    try bucket.send("LPUSH", "redeem:DIRECTUSEDUP:remaining", "x")
    // DIRECTEXPIRED has none; unlimited, inactive and linuxdo codes do not count.
    try set("DIRECTINACTIVE", "1")
    try set("LINUXDO5", "1")
    let readings = try world.collect(.buckets)
    func buckets(_ state: String) -> Int? { readings["invitehub_buckets{state=\"\(state)\"}"] }
    #expect(buckets("equal") == 1)
    #expect(buckets("unsynced") == 1)
    #expect(buckets("ahead") == 1)
    #expect(buckets("garbage") == 2)
    #expect(buckets("missing") == 1)
    #expect(readings["invitehub_unsynced_redemptions"] == 3)
  }

  @Test func `a bucket far below zero is no more redemptions than there were tokens`() throws {
    try world.bucket().send("SET", "redeem:DIRECT10:remaining", "-2147483647")
    let readings = try world.collect(.buckets)
    #expect(readings[#"invitehub_buckets{state="unsynced"}"#] == 1)
    #expect(readings["invitehub_unsynced_redemptions"] == 10)
  }

  @Test func `more buckets than one MGET holds`() throws {
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      SELECT 'MANY' || i, 'DIRECT', 5, 0, true FROM generate_series(1, 2500) AS i
      """)
    let bucket = try world.bucket()
    _ = try bucket.pipeline(
      (1...2500).map { ["SET", "redeem:MANY\($0):remaining", $0 == 2500 ? "4" : "5"] },
      deadline: .soon)
    let readings = try world.collect(.buckets)
    #expect(readings[#"invitehub_buckets{state="equal"}"#] == 2499)
    #expect(readings["invitehub_unsynced_redemptions"] == 1)
  }

  @Test func `permits that nobody can hold any more are leaked`() throws {
    let bucket = try world.bucket()
    func permits() throws -> [Int?] {
      let readings = try world.collect(.limiter)
      return [
        readings["invitehub_redeem_permits_in_use"], readings["invitehub_redeem_permits_leaked"],
      ]
    }
    #expect(try permits() == [0, 0])
    try bucket.send("SETEX", "global:redeem:limiter", 60, 4)
    #expect(try permits() == [4, 0])
    try bucket.send("SETEX", "global:redeem:limiter", 25, 4)
    #expect(try permits() == [4, 4])
    try bucket.send("SET", "global:redeem:limiter", 10)
    #expect(try permits() == [10, 10])
  }

  @Test func `all four lists of a queue count, and unacked ones with their age`() throws {
    let broker = try world.broker()
    try broker.send("LPUSH", "invites", "x")
    try broker.send("LPUSH", "invites\u{06}\u{16}3", "x", "y", "z")
    try broker.send("LPUSH", "celery\u{06}\u{16}9", "x")
    let now = Date().timeIntervalSince1970
    try broker.send("HSET", "unacked", "t1", "x", "t2", "y")
    try broker.send("ZADD", "unacked_index", "\(now - 4000)", "t1", "\(now - 10)", "t2")
    let readings = try world.collect(.celery)
    func ready(_ queue: String, _ step: Int) -> Int? {
      readings["invitehub_celery_ready_messages{queue=\"\(queue)\",priority=\"\(step)\"}"]
    }
    #expect(ready("invites", 0) == 1)
    #expect(ready("invites", 3) == 3)
    #expect(ready("celery", 9) == 1)
    #expect(ready("sync", 6) == 0)
    #expect(readings["invitehub_celery_unacked_messages"] == 2)
    #expect(readings["invitehub_celery_unacked_overdue_messages"] == 1)
    let oldest = try #require(readings.seconds("invitehub_celery_unacked_oldest_seconds"))
    #expect((3999..<4100).contains(oldest))
  }

  @Test func `paused queues are told by name, those of others as one`() throws {
    let broker = try world.broker()
    func paused() throws -> [Int?] {
      let readings = try world.collect(.pauses)
      return ["celery", "invites", "sync", "other"].map {
        readings["invitehub_queue_paused{queue=\"\($0)\"}"]
      }
    }
    #expect(try paused() == [0, 0, 0, 0])
    // What is remembered is as its writer left it.
    try broker.send("HSET", "invitectl:paused", "invites", "{}")
    #expect(try paused() == [0, 1, 0, 0])
    try broker.send("HSET", "invitectl:paused", "sync", "x", "a@x.io", "{}", "b", "{}")
    #expect(try paused() == [0, 1, 1, 1])
    try broker.send("DEL", "invitectl:paused")
    #expect(try paused() == [0, 0, 0, 0])
    // What cannot be read is no queue that is consumed.
    try broker.send("SET", "invitectl:paused", "x")
    let snapshot = MetricsDump(try world.context(), collectors: [.pauses]).collect()
    #expect(snapshot.failures.count == 1)
    #expect(Readings(snapshot.families)["invitehub_queue_paused{queue=\"sync\"}"] == nil)
  }

  @Test func `a reply list is orphaned once its client's binding is gone`() throws {
    let broker = try world.broker()
    try broker.send("LPUSH", "gone.reply.celery.pidbox", "x")
    try broker.send("LPUSH", "waiting.reply.celery.pidbox", "x")
    let member = "waiting\u{06}\u{16}\u{06}\u{16}waiting.reply.celery.pidbox"
    try broker.send("SADD", "_kombu.binding.reply.celery.pidbox", member)
    let readings = try world.collect(.replies)
    #expect(readings["invitehub_celery_orphaned_reply_keys"] == 1)
    #expect(readings["invitehub_celery_broker_keys"] == 3)
  }

  @Test func `looking leaves no key behind`() throws {
    let broker = try world.broker()
    _ = try world.collect(.celery, .workers, .replies)
    #expect(try broker.send("DBSIZE").asInteger() == 0)
    #expect(
      try world.collect(.workers)[#"invitehub_celery_workers{state="replied"}"#] == 0)
  }

  @Test func `evictions, memory and policy of the server`() throws {
    let server = try PrivateRedis(["--maxmemory", "2mb", "--maxmemory-policy", "allkeys-lru"])
    let small = try MetricsWorld(server: server.endpoint)
    let connection = try small.bucket()
    let filler = String(repeating: "x", count: 10_000)
    for number in 0..<300 { try connection.send("SET", "k\(number)", filler) }
    let readings = try small.collect(.redis)
    #expect(readings[#"invitehub_redis_memory_max_bytes{role="bucket"}"#] == 2 << 20)
    #expect(readings[#"invitehub_redis_can_evict_buckets{role="bucket"}"#] == 1)
    let evicted = try #require(readings[#"invitehub_redis_evicted_keys_total{role="bucket"}"#])
    #expect(evicted > 0)
    #expect(readings[#"invitehub_redis_policy_info{role="bucket",policy="allkeys-lru"}"#] == 1)
    let calm = try world.collect(.redis)
    #expect(calm[#"invitehub_redis_can_evict_buckets{role="bucket"}"#] == 0)
  }
}
