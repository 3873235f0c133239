import CeleryProtocol
import FoundationEssentials
import Glibc
import InviteDomain
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteStorage

/// `force-resync` on real servers.
@Suite struct ForceResyncTests {
  private func resync(_ world: SyncWorld, _ source: ResyncSource = .evidence) throws -> ForceResync
  {
    var request = ResyncRequest()
    request.source = source
    return ForceResync(try world.context(), request)
  }

  /// Evidence of redemptions in each place they pass.
  private func leaveTraces(
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

  private func queue(_ world: SyncWorld, _ code: String, _ emails: [String]) throws {
    let broker = try TestRedis.connect(world.redis.broker)
    for email in emails {
      let message = try InviteTask(email: email, code: code).message()
      try broker.send(
        "LPUSH", "invites\u{06}\u{16}3", message.envelope.encoded)
    }
  }

  /// A bucket that was evicted, on a server that has kept all its messages.
  private func evicted() throws -> SyncWorld {
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
    let operation = try resync(world)
    let (buckets, broker, key) = (world.redis.bucket, world.redis.broker, world.key("A"))
    let message = try InviteTask(email: "late@x.com", code: "A").message().envelope.encoded
    later(.milliseconds(600)) {
      _ = try? TestRedis.connect(buckets).send("DECR", key)
      _ = try? TestRedis.connect(broker).send("LPUSH", "invites\u{06}\u{16}3", message)
    }
    let plan = try operation.plan()
    try waitUntil("the take is made") { try world.tokens("A") != 8 }
    _ = try operation.apply(plan)
    try world.sync()
    #expect(try world.used("A") == used + 1, "\(plan.items.map(\.verdict))")
  }

  @Test func `a redemption whose message was lost is found in the outbox`() throws {
    let world = try evicted()
    try world.postgres.executeScript(OutboxSchema.create, deadline: .soon)
    try world.postgres.executeScript(
      """
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state) VALUES
        ('1', 'direct', 'A', 'o1@x.com', 'published'), ('2', 'direct', 'A', 'o2@x.com', 'refused'),
        ('3', 'rebind', 'A', 'o3@x.com', 'published')
      """, deadline: .soon)
    try leaveTraces(world, "A", records: 4)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.evidence.outbox) == [1])
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 5)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `takes between plan and apply are folded by the next sync`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    _ = try resync(world).apply(try resync(world).plan())
    try world.initialise("A")
    try world.sync()
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.map(\.verdict) == [.settled])
    try world.take("A", 2)
    #expect(try operation.apply(plan).applied == ["A"])
    try world.sync()
    #expect(try world.used("A") == 7)
    #expect(try world.tokens("A") == 3)
  }

  @Test func `evidence that our own cleanup deleted is not taken for all there was`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 3)
    try world.postgres.execute(
      "INSERT INTO invitectl.run_log (command, changed) VALUES ('cleanup-queue', 5)",
      deadline: .soon)
    _ = try resync(world).apply(try resync(world).plan())
    #expect(try world.standing("A").hasPrefix("vanished -0 +7"))
  }

  @Test func `a code that moved since the plan is left alone`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let operation = try resync(world)
    let plan = try operation.plan()
    try world.increment("A")
    let outcome = try operation.apply(plan)
    #expect(outcome.changedMeanwhile == ["A"])
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == nil)
  }

  @Test func `without enough evidence the bounds stay and nothing is claimed`() throws {
    let world = try evicted()
    try world.postgres.execute(
      "UPDATE redeem_codes SET created_at = now() - interval '90 days'", deadline: .soon)
    try leaveTraces(world, "A", records: 3)
    let operation = try resync(world)
    let plan = try operation.plan()
    _ = try operation.apply(plan)
    #expect(try world.used("A") == 3)
    #expect(try world.standing("A").hasPrefix("vanished -0 +7"))
  }

  @Test func `a plan survives its file and an edited one is refused`() throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let operation = try resync(world)
    let data = try JSONEncoder().encode(operation.plan())
    let again = try JSONDecoder().decode(ResyncPlan.self, from: data)
    let edited = String(decoding: data, as: UTF8.self)
      .replacing("\"newUsed\":5", with: "\"newUsed\":1")
    let wrong = try JSONDecoder().decode(ResyncPlan.self, from: Data(edited.utf8))
    #expect(throws: Failure.self) { try operation.apply(wrong) }
    #expect(try world.used("A") == 2)
    #expect(try operation.apply(again).applied == ["A"])
  }

  @Test func `one side can be believed by a person's word`() throws {
    let world = try evicted()
    let operation = try resync(world, .database)
    _ = try operation.apply(operation.plan())
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == 8)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test(arguments: ["DIRECT", "LINUXDO"])
  func `of a code without a bucket and a row a person's word is stored, once`(
    _ type: String
  ) async throws {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 3, type: type)
    let word = ["force-resync", "A", "--from", "database", "--yes"]
    try world.sync()
    #expect(try world.standing("A") == "")
    let said = try await CommandRun.invitectl(word, environment: world.environment)
    #expect(said.exitCode == 0, "\(said)")
    #expect(said.output.contains("1 code changed as shown"), "\(said)")
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.used("A") == 3)
    #expect(try world.tokens("A") == nil)
    let history = try ResyncHistory.read(world.context(), code: "A", limit: 10)
    #expect(history.entries.map(\.why) == ["resynced"])
    #expect(history.entries.last.map { [$0.usedBefore, $0.usedAfter, $0.pushed] } == [3, 3, 0])
    // The backend makes its bucket when it is asked for one: there is nothing more to be done.
    #expect(try world.sync().changed == 0)
    let again = try await CommandRun.invitectl(word, environment: world.environment)
    #expect(again.exitCode == 0 && again.output.contains("0 of 1 code would change"), "\(again)")
    #expect(try resync(world).plan().items.isEmpty)
    // What the bucket that the backend makes then says is counted as of any other.
    try world.initialise("A")
    try world.sync()
    try world.take("A", 2)
    try world.sync()
    #expect(try world.used("A") == 5)
  }

  @Test func `a person's word that was said in a plan is not stored over what was synced since`()
    throws
  {
    let world = try SyncWorld(believesFirstSight: false)
    try world.addCode("A", max: 10, used: 3)
    var request = ResyncRequest()
    request.codes = ["A"]
    request.source = .database
    let operation = ForceResync(try world.context(), request)
    let plan = try operation.plan()
    #expect(plan.changes == 1)
    try world.initialise("A")
    try world.sync()
    let standing = try world.standing("A")
    #expect(standing.hasPrefix("baseline"))
    #expect(try operation.apply(plan).changedMeanwhile == ["A"])
    #expect(try world.standing("A") == standing)
  }

  @Test func `the command asks for yes and shows what it did`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let refused = try await CommandRun.invitectl(
      ["force-resync", "--all"], environment: world.environment)
    #expect(refused.exitCode == 2)
    #expect(refused.output.contains("rebuild"))
    #expect(try world.used("A") == 2)
    let done = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(done.errors)")
    #expect(try world.used("A") == 5)
    let history = try await CommandRun.invitectl(
      ["force-resync", "history"], environment: world.environment)
    #expect(history.output.contains("2 -> 5"))
  }

  /// What became of a bucket before the run that is killed.
  enum Loss: String, CaseIterable {
    case eviction, initialisation
    /// Messages may be gone too, so the evidence makes no count exact.
    case flush

    func world(_ tests: ForceResyncTests) throws -> SyncWorld {
      let world: SyncWorld
      if self == .flush {
        world = try SyncWorld(redis: PrivateRedis())
        try world.addSyncedCode("A")
        try world.take("A", 2)
        try world.sync()
        try world.take("A", 3)
        try world.bucket.send("FLUSHDB")
        try world.sync()
      } else {
        world = try tests.evicted()
        if self == .initialisation { try world.initialise("A") }
      }
      try tests.leaveTraces(world, "A", records: 5)
      if self == .initialisation { try world.sync() }
      return world
    }
  }

  @Test(arguments: Loss.allCases)
  func `killed anywhere, the next run settles it once`(_ loss: Loss) async throws {
    var random = SeededGenerator(test: "ForceResyncTests killed after \(loss)")
    // Each run looks twice, a second apart: the points in between are drawn.
    let numbers = (0..<4).map { _ in String(Int.random(in: 1...60, using: &random)) }
    let named =
      loss == .initialisation
      ? ["sync-before-apply", "sync-after-apply"]
      : ["resync-before-create", "resync-after-create", "resync-before-second"]
    for point in named { #expect(try await !crash(at: point, loss), "\(point) was not passed") }
    for point in numbers { _ = try await crash(at: point, loss) }
  }

  /// `make torture`: every point.
  @Test(
    .enabled(if: (try? Sandbox.variable("INVITECTL_TORTURE")) != nil), arguments: Loss.allCases)
  func `torture: killed at every point`(_ loss: Loss) async throws {
    var point = 1
    while try await !crash(at: String(point), loss) { point += 1 }
    #expect(point > 10, "the points of the run were not found")
    print("torture: force-resync was killed at \(point - 1) points after \(loss)")
  }

  /// - Returns: whether the run ended without passing the point.
  private func crash(at point: String, _ loss: Loss) async throws -> Bool {
    let world = try loss.world(self)
    let killed = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": point]) { $1 })
    let label: Comment = "point \(point) after \(loss)"
    // Where the kill came between the count and the bucket, the sync of the next run ends it.
    let done = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(label): \(done.errors)")
    try world.sync()
    #expect(try world.used("A") == 5, label)
    #expect(try world.tokens("A") == 5, label)
    let standing = try world.standing("A")
    if loss == .flush {
      #expect(!standing.hasPrefix("exact") && standing.hasSuffix("held 0"), label)
    } else {
      #expect(standing == "exact -0 +0 held 0", label)
    }
    #expect(try world.sync().changed == 0, label)
    if let code = killed.exitCode {
      #expect(code == 0, label)
      return true
    }
    return false
  }

  /// A bucket of no tokens would be no bucket's better: the backend sets one for an active code,
  /// and none for an unlimited one.
  @Test(arguments: ["is_active = false", "max_uses = 0"])
  func `a bucket is made for no inactive and no unlimited code`(_ change: String) throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    try world.postgres.execute("UPDATE redeem_codes SET \(change)", deadline: .soon)
    try world.sync()
    let operation = try resync(world, .database)
    let outcome = try operation.apply(operation.plan())
    #expect(outcome.applied == ["A"])
    #expect(outcome.rebuilt == [])
    #expect(try world.tokens("A") == nil)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  /// The run that made it died, and so did the bucket, before anybody looked: what was taken from
  /// it is not known.
  @Test func `a bucket that came and went unseen leaves no exact count`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let killed = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": "resync-after-create"]) { $1 })
    #expect(killed.exitCode == nil)
    #expect(try world.tokens("A") == 5)
    try world.take("A", 2)
    try world.bucket.send("DEL", world.key("A"), world.key("A") + ":sync")
    try world.sync()
    #expect(try world.used("A") == 5)
    #expect(try world.standing("A").hasPrefix("vanished -5 +"))
    try leaveTraces(world, "A", queued: 2)
    let operation = try resync(world)
    let plan = try operation.plan()
    #expect(plan.items.allSatisfy { $0.atMost ?? .max >= 7 })
    #expect(try operation.apply(plan).rebuilt == ["A"])
    #expect(try world.used("A") == 7)
    #expect(try world.tokens("A") == 3)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
  }

  @Test func `a plan is written, looked at, and applied from its file`() async throws {
    let world = try evicted()
    try leaveTraces(world, "A", records: 5)
    let file = Sandbox.temporaryPath(".json")
    defer { unlink(file) }
    let planned = try await CommandRun.invitectl(
      ["force-resync", "A", "--plan", file], environment: world.environment)
    #expect(planned.exitCode == 0, "\(planned.errors)")
    #expect(planned.errors.contains("--apply \(file)"))
    #expect(try world.used("A") == 2)
    #expect(try world.tokens("A") == nil)
    let applied = try await CommandRun.invitectl(
      ["force-resync", "--apply", file, "--yes"], environment: world.environment)
    #expect(applied.exitCode == 0, "\(applied.errors)")
    #expect(try world.used("A") == 5)
    #expect(try world.tokens("A") == 5)
    let again = try await CommandRun.invitectl(
      ["force-resync", "--apply", file, "--yes"], environment: world.environment)
    #expect(again.exitCode == 8)
    #expect(again.errors.contains("changed meanwhile"))
    #expect(try world.used("A") == 5)
    let missing = try await CommandRun.invitectl(
      ["force-resync", "--apply", file + ".no", "--yes"], environment: world.environment)
    #expect(missing.exitCode == 2)
    #expect(missing.errors.contains("make it with --plan FILE"))
  }

  @Test func `the bucket can be believed by a person's word`() async throws {
    let world = try SyncWorld()
    try world.addCode("A", max: 10, used: 6)
    try world.initialise("A")
    try world.sync()
    // Somebody set the bucket by hand: 3 of 10 were used, says Redis.
    try world.bucket.send("SET", world.key("A"), 7, "EX", 86_000)
    try world.sync()
    let done = try await CommandRun.invitectl(
      ["force-resync", "A", "--from", "redis", "--yes"], environment: world.environment)
    #expect(done.exitCode == 0, "\(done.errors)")
    let tokens = try #require(try world.tokens("A"))
    #expect(try world.used("A") == 10 - tokens)
    #expect(try world.standing("A") == "exact -0 +0 held 0")
    #expect(try world.sync().changed == 0)
  }
}
