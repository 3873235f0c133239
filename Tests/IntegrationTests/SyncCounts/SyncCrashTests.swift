import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The real program, killed with SIGKILL at every point it passes, crossed with everything that
/// backends and servers do meanwhile. Afterwards two syncs run to their end: the count must be the
/// true one, or lie within bounds that are said, and the second one must find nothing to do.
@Suite struct SyncCrashTests {
  enum Event: String, CaseIterable, Sendable {
    case none, redeem, refund, direct, edit, initialise, expire, evict, secondSync
  }

  /// The protocol's own points; numbers are points of the connections.
  static let named = [
    "sync-before-first", "sync-first-sent", "sync-after-first", "sync-before-apply",
    "sync-after-apply", "sync-before-second", "sync-after-second",
  ]

  @Test(arguments: Event.allCases)
  func `killed anywhere, the next runs count every redemption once`(_ event: Event) async throws {
    var random = SeededGenerator(test: "SyncCrashTests \(event.rawValue)")
    let numbers = (0..<2).map { _ in String(Int.random(in: 1...40, using: &random)) }
    for point in Self.named + numbers {
      _ = try await crash(at: point, then: event, &random)
    }
  }

  /// `make torture`: every point of every event, again and again, for INVITECTL_TORTURE seconds.
  @Test(.enabled(if: (try? Sandbox.variable("INVITECTL_TORTURE")) != nil))
  func `torture`() async throws {
    let seconds = Int(try Sandbox.variable("INVITECTL_TORTURE")) ?? 60
    let end = ContinuousClock.now + .seconds(seconds)
    var random = SeededGenerator()
    var runs = 0
    while ContinuousClock.now < end {
      for event in Event.allCases {
        var point = 1
        while ContinuousClock.now < end {
          runs += 1
          if try await crash(at: String(point), then: event, &random) {
            print("torture: \(event.rawValue): every point, \(point - 1) of them")
            break
          }
          point += 1
        }
      }
    }
    print("torture: \(runs) runs of sync-counts were killed and recovered, seed \(random.seed)")
  }

  /// - Returns: whether the run ended without passing the point.
  private func crash(
    at point: String, then event: Event, _ random: inout SeededGenerator
  ) async throws -> Bool {
    let world = try SyncWorld()
    let label: Comment = "point \(point), then \(event.rawValue), seed \(random.seed)"
    try world.addSyncedCode("A")
    // The oracle: what this test itself did.
    var truth = 0
    let takes = Int.random(in: 1...3, using: &random)
    let increments = Int.random(in: 0...2, using: &random)
    try world.take("A", takes)
    try world.increment("A", increments)
    truth += takes + increments

    // Chosen codes are compared first, all codes are read whole: two ways through the driver.
    let codes = Bool.random(using: &random) ? ["A"] : []
    let result = try await CommandRun.invitectl(
      ["sync-counts", "-q"] + codes,
      environment: world.environment.merging(["INVITECTL_FAILPOINT": point]) { $1 })
    switch event {
    case .none: break
    case .redeem:
      try world.take("A", 2)
      truth += 2
    case .refund:
      try world.refund("A")
      truth -= 1
    case .direct:
      try world.increment("A")
      truth += 1
    case .edit: try world.edit("A", max: Int.random(in: 4...20, using: &random))
    case .initialise:
      try world.initialise("A")
      // A bucket is not adjusted while it is younger than SyncPolicy.versionSpread.
      SocketWait.pause(.milliseconds(300))
    case .expire: try world.bucket.send("PEXPIRE", world.key("A"), 1)
    case .evict: try world.bucket.send("DEL", world.key("A"))
    case .secondSync: try world.sync()
    }
    try world.sync()
    try world.sync()
    let last = try world.sync()
    #expect(last.changed == 0, label)
    #expect(last.problems.isEmpty, label)

    let row = try world.postgres.query(
      """
      SELECT c.used_count, c.max_uses, s.state, s.spread_low, s.spread_high, s.held
      FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
      """, deadline: .soon
    ).only()
    let used = try row.int("used_count")
    if try row.string("state") == "exact" {
      #expect(used == truth, label)
    } else {
      #expect(truth >= used - (try row.int("spread_low")), label)
      #expect(truth <= used + (try row.int("spread_high")), label)
    }
    let mustBeExact: [Event] = [.none, .redeem, .refund, .direct, .edit, .secondSync]
    if mustBeExact.contains(event) { #expect(try row.string("state") == "exact", label) }
    if let tokens = try world.tokens("A") {
      #expect(tokens == (try row.int("max_uses")) - used - (try row.int("held")), label)
    }
    if let code = result.exitCode {
      #expect(code == 0, label)
      return true
    }
    return false
  }

  @Test(arguments: named)
  func `Redis killed in the middle of a run loses nothing it had on disk`(
    _ point: String
  ) async throws {
    let server = try PrivateRedis(["--appendonly", "yes", "--appendfsync", "always"])
    let world = try pushing(server: server.endpoint)
    try await stopped(at: point, world) {
      server.kill()
      try server.start()
    }
    let bucket = try TestRedis.connect(world.redis.bucket)
    for _ in 0..<2 { try world.sync() }
    #expect(try world.used("A") == 3)
    #expect(try bucket.send("GET", world.key("A")).asInteger() == 7)
    #expect(try world.sync().changed == 0)
  }

  @Test(arguments: named)
  func `sessions of PostgreSQL ended in the middle of a run lose nothing`(
    _ point: String
  ) async throws {
    let world = try pushing()
    let name = world.database.name
    try await stopped(at: point, world) {
      try Sandbox.connect().execute(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = $1 AND application_name = 'invitectl'
        """, [name], deadline: .soon)
    }
    let again = try world.database.connect()
    for _ in 0..<2 { try world.sync() }
    let row = try again.query(
      "SELECT used_count FROM redeem_codes WHERE code = 'A'", deadline: .soon
    ).only()
    #expect(try row.int("used_count") == 3)
    #expect(try world.tokens("A") == 7)
    #expect(try world.sync().changed == 0)
  }

  @Test(arguments: named)
  func `PostgreSQL killed in the middle of a run loses nothing it committed`(
    _ point: String
  ) async throws {
    let server = try PrivatePostgres()
    let world = try pushing(database: TestDatabase(on: server))
    try await stopped(at: point, world) {
      server.kill()
      try server.start()
    }
    for _ in 0..<2 { try world.sync() }
    let row = try world.database.connect().query(
      """
      SELECT c.used_count, s.state, (SELECT sum(delta) FROM invitectl.redeem_sync_ledger) AS noted
      FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
      """, deadline: .soon
    ).only()
    #expect(try row.int("used_count") == 3)
    #expect(try row.string("state") == "exact")
    #expect(try row.int("noted") == 2)
    #expect(try world.tokens("A") == 7)
    #expect(try world.sync().changed == 0)
  }

  /// A world with takes to fold and an increment to push.
  private func pushing(
    server: RedisEndpoint? = nil, database: TestDatabase? = nil
  ) throws -> SyncWorld {
    let world = try SyncWorld(server: server, database: database)
    try world.addSyncedCode("A")
    try world.take("A", 2)
    try world.increment("A", 1)
    return world
  }

  /// Stops the program at a point, does something to it, and lets it go on.
  private func stopped(
    at point: String, _ world: SyncWorld, _ act: @escaping @Sendable () throws -> Void
  ) async throws {
    _ = try await CommandRun.invitectl(
      ["sync-counts", "-q"],
      environment: world.environment.merging(["INVITECTL_FAILPOINT": point + ":stop"]) { $1 }
    ) { pid in
      #expect(try await HeldProcess.stop(pid), "it never came to \(point)")
      try act()
      kill(pid, SIGCONT)
    }
  }
}
