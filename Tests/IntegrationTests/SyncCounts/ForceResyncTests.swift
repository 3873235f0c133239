import CeleryProtocol
import FoundationEssentials
import Glibc
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// `force-resync` on real servers.
@Suite struct ForceResyncTests {
  func resync(_ world: SyncWorld, _ source: ResyncSource = .evidence) throws -> ForceResync {
    var request = ResyncRequest()
    request.source = source
    return ForceResync(try world.context(), request)
  }

  /// Evidence of redemptions in each place they pass.
  func leaveTraces(
    _ world: SyncWorld, _ code: String, records: Int = 0, rows: Int = 0, queued: Int = 0
  ) throws {
    try world.postgres.execute(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, created_at)
      SELECT 't', 'a', 's', 100, true, now() WHERE NOT EXISTS (SELECT 1 FROM teams)
      """, deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT (SELECT min(id) FROM teams), 'r' || i || '@x.com', 'SUCCESS', $1, now(), false
      FROM generate_series(1, $2::int) i
      """, [code, String(records)], deadline: .soon)
    try world.postgres.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      SELECT 'f' || i || '@x.com', $1, 'FAILED', now() FROM generate_series(1, $2::int) i
      """, [code, String(rows)], deadline: .soon)
    try queue(world, code, (0..<queued).map { "q\($0)@x.com" })
  }

  func queue(_ world: SyncWorld, _ code: String, _ emails: [String]) throws {
    let broker = try TestRedis.connect(world.redis.broker)
    for email in emails {
      let message = try InviteTask(email: email, code: code).message()
      try broker.send(
        "LPUSH", "invites\u{06}\u{16}3", message.envelope.encoded)
    }
  }

  /// A bucket that was evicted, on a server that has kept all its messages.
  func evicted() throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.addSyncedCode("A")
    try world.take("A", 2)
    try world.sync()
    // Three more takes that no sync has seen, and the bucket is gone.
    try world.take("A", 3)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    return world
  }

  @Test func `an eviction is settled from evidence and the bucket made anew`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 2, rows: 1, queued: 2)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.emails) == [5])
    #expect(plan.items.map(\.newUsed) == [5])
    #expect(try world.used("A") == 2)
    let outcome = try operation.apply(plan)
    #expect(outcome.applied == ["A"])
    #expect(outcome.rebuilt == ["A"])
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
    // Twice does it once.
    #expect(try operation.apply(plan).changedMeanwhile == ["A"])
    #expect(try world.used("A") == 5)
    let history = try ResyncHistory.read(world.context(), code: "A", limit: 10)
    #expect(history.entries.map(\.why) == ["rebuilt"])
    #expect(history.entries.last.map { [$0.usedBefore, $0.usedAfter, $0.pushed] } == [2, 5, 5])
  }

  @Test func `one person is one, however spelt and wherever seen`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 2, rows: 1)
    try queue(world, "A", [" R1@X.com ", "r1@x.com", "F1@x.com", "other@x.com"])
    // A text that PostgreSQL cannot hold; only a backend can have let it through.
    var envelope = try InviteTask(email: "nul@x.com", code: "A").message().envelope
    envelope.body = Array(
      String(decoding: envelope.body, as: UTF8.self).replacing("nul@", with: "n\\u0000l@").utf8)
    #expect(QueuedTask(envelope).kwargs["email"]?.string == "n\u{0}l@x.com")
    try TestRedis.connect(world.redis.broker).send(
      "LPUSH", "invites\u{06}\u{16}3", envelope.encoded)
    let evidence = try #require(resync(world).plan().items.first?.evidence)
    #expect(evidence.queued == 5)
    #expect(evidence.records == 2)
    #expect(evidence.queueRows == 1)
    #expect(evidence.emails == 5)
  }

  @Test func `what was counted is not taken back because its traces were lost`() throws {
    let world = try evicted()
    // Two were counted, and no evidence is left of them, nor of the three after: a purged queue.
    let operation = try resync(world)
    let outcome = try operation.apply(operation.plan())
    #expect(outcome.rebuilt == ["A"])
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 8)
    #expect(try world.standing("A").hasPrefix("vanished"))
    #expect(try world.sync().changed == 0)
  }

  @Test(arguments: ["FLUSHALL", "FLUSHDB", "restart"])
  func `where messages may be lost, evidence raises counts and makes none exact`(
    _ loss: String
  ) throws {
    let redis = try PrivateRedis()
    let world = try SyncWorld(redis: redis)
    try world.addSyncedCode("A")
    try world.take("A", 3)
    try world.sync()
    var bucket = world.bucket
    switch loss {
    case "restart":
      redis.kill()
      try redis.start()
      bucket = try TestRedis.connect(world.redis.bucket)
    default: try bucket.send(loss)
    }
    // As a worker does when it is connected again.
    try world.redis.declareInvites()
    try world.sync()
    try leaveTraces(world, "A", records: 4)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.isComplete) == [false])
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 4)
    #expect(try bucket.send("GET", world.key("A")).asInteger() == 6)
    #expect(try !world.standing("A").hasPrefix("exact"))
  }

  @Test func `a take during the look is not counted twice`() throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    try world.addCode("A", max: 10, used: 2)
    try world.initialise("A")
    try world.bucket.send("EXPIRE", world.key("A"), 86_000)
    try world.sync()
    try world.initialise("A")
    try world.sync()
    #expect(try world.standing("A").hasPrefix("reinitialised"))
    try leaveTraces(world, "A", records: 2)
    let used = try #require(try world.used("A"))
    // It waits for as long as what is done meanwhile takes.
    let context = try OperationContext.test(
      database: world.database, redis: world.redis, environment: ["INVITECTL_TIMEOUT": "60s"])
    var request = ResyncRequest()
    request.source = .evidence
    let operation = ForceResync(context, request)
    let (buckets, broker, key) = (world.redis.bucket, world.redis.broker, world.key("A"))
    let message = try InviteTask(email: "late@x.com", code: "A").message().envelope.encoded
    let holder = try HeldSession(
      world.database.parameters, "BEGIN; LOCK TABLE invite_records IN ACCESS EXCLUSIVE MODE")
    let left = Mutex<Int?>(nil)
    let take = meanwhile {
      defer { holder.release() }
      // It has read the bucket and the messages, and then looks for the rows.
      try SeenBackend(holder).waitUntilInTheWay(with: "WITH wanted AS MATERIALIZED")
      let tokens = try TestRedis.connect(buckets).send("DECR", key).asInteger()
      left.withLock { $0 = tokens }
      try TestRedis.connect(broker).send("LPUSH", "invites\u{06}\u{16}3", message)
    }
    let plan = try operation.plan()
    try take.wait()
    // How many that are: its own sync takes what is held back off a bucket that is older than 256 ms.
    let now = try world.tokens("A")
    #expect(now != nil && now == left.withLock { $0 })
    _ = try operation.apply(plan)
    try world.sync()
    #expect(try world.used("A") == used + 1, "\(plan.items.map(\.verdict))")
  }
}
