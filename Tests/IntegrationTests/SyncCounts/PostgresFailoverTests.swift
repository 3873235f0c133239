import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import RedisClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

/// A standby that lags behind takes the place of a primary that is killed, while backends take tokens
/// and increment counts and runs of sync-counts go on. Takes are what backends were told; increments are
/// what PostgreSQL remembers of them. INVITECTL_FAILOVER_ROUNDS is how often.
@Suite struct PostgresFailoverTests {
  private static var rounds: Int {
    (try? Sandbox.variable("INVITECTL_FAILOVER_ROUNDS")).flatMap { Int($0) } ?? 2
  }

  private static let codes = (0..<8).map { "CODE\($0)" }

  @Test func `the truth is within the bounds, and exact where it is called so`() throws {
    var generator = SeededGenerator(seed: FailoverPair.seed)
    var primary = try PrivatePostgres()
    let world = try SyncWorld(database: TestDatabase(on: primary))
    // A row for each increment, in the transaction of the increment.
    try world.postgres.executeScript("CREATE TABLE told (code text)", deadline: .soon)
    for (number, code) in Self.codes.enumerated() {
      try world.addCode(code, max: number < 4 ? 40 : 100_000)
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.sync()
    let actors = BucketActors(Dictionary(uniqueKeysWithValues: Self.codes.map { ($0, 0) }))
    var (rounds, exact) = (0, 0)
    while rounds < Self.rounds {
      let standby = try primary.replica()
      let before = try Self.remembered(primary)
      let told = try fail(from: primary, to: standby, world, actors, &generator)
      #expect(try Self.remembered(standby) - before < told, "nothing was forgotten")
      exact += try judge(standby, world, actors)
      primary = standby
      rounds += 1
    }
    print("exact after \(rounds) failovers of PostgreSQL: \(exact) of \(rounds * Self.codes.count)")
  }

  /// - Returns: how many increments were acknowledged.
  private func fail(
    from primary: PrivatePostgres, to standby: PrivatePostgres, _ world: SyncWorld,
    _ actors: BucketActors, _ generator: inout SeededGenerator
  ) throws -> Int {
    let increments = try Incrementer(Self.url(primary), Self.codes, seed: generator.next())
    let runner = FailingRunner(try Self.context(primary, world))
    actors.start(world.redis.bucket, seed: generator.next())
    increments.start()
    runner.start()
    try runner.finish(Int.random(in: 1...3, using: &generator))
    // The standby hears nothing more: what comes now is forgotten.
    let above = try standby.connect()
    try above.execute("ALTER SYSTEM SET primary_conninfo = ''", deadline: .soon)
    try above.execute("SELECT pg_reload_conf()", deadline: .soon)
    try waitUntil("nothing is streamed to the standby") {
      try above.query("SELECT pid FROM pg_stat_wal_receiver", deadline: .soon).isEmpty
    }
    try runner.finish(Int.random(in: 0...3, using: &generator))
    try increments.count(1)
    try actors.act(Int.random(in: 0...200, using: &generator))
    primary.kill()
    try runner.stop()
    try increments.stop()
    try above.execute("SELECT pg_promote()", deadline: .soon)
    try actors.act(Int.random(in: 0...50, using: &generator))
    try actors.stop()
    return increments.acknowledged
  }

  /// How many increments a server knows of.
  private static func remembered(_ server: PrivatePostgres) throws -> Int {
    try PostgresConnection.connect(server.parameters.with("dbname", "test"), deadline: .soon)
      .query("SELECT count(*) AS n FROM told", deadline: .soon).only().int("n")
  }

  /// - Returns: how many codes are exact.
  private func judge(
    _ server: PrivatePostgres, _ world: SyncWorld, _ actors: BucketActors
  ) throws -> Int {
    for _ in 0..<3 { _ = try SyncCounts(Self.context(server, world), SyncRequest()).run() }
    let postgres = try PostgresConnection.connect(
      server.parameters.with("dbname", "test"), deadline: .soon)
    var increments: [String: Int] = [:]
    for row in try postgres.query(
      "SELECT code, count(*) AS n FROM told GROUP BY code", deadline: .soon)
    {
      increments[try row.string("code")] = try row.int("n")
    }
    let counted = try CountedCode.all(postgres)
    for (code, told) in actors.told {
      let count = try #require(counted[code])
      let more = increments[code] ?? 0
      let seen: Comment = "\(code): \(count.text), told \(told), incremented \(more)"
      #expect(told.sure + more >= count.low, seen)
      #expect(told.sure + more <= count.high, seen)
      #expect(!count.isExact || told.sure + more == count.used, seen)
    }
    return counted.values.filter(\.isExact).count
  }

  private static func url(_ server: PrivatePostgres) -> String {
    let path = server.parameters
    return "postgresql:///test?host=\(path["host"] ?? "")&port=\(path["port"] ?? "")&user=postgres"
  }

  private static func context(
    _ server: PrivatePostgres, _ world: SyncWorld
  ) throws -> OperationContext {
    try FailoverPair.context(world.environment.merging(["DATABASE_URL": url(server)]) { $1 })
  }
}

/// Increments codes, one after the other, until it is stopped or its server is gone.
private final class Incrementer: Sendable {
  private let parameters: ConnectionParameters
  private let codes: [String]
  private let seed: UInt64
  private let isStopped = Mutex(false)
  private let isOver = Mutex(true)
  private let told = Mutex(0)

  init(_ url: String, _ codes: [String], seed: UInt64) throws {
    parameters = try .parse(url)
    self.codes = codes
    self.seed = seed
  }

  func start() {
    isOver.withLock { $0 = false }
    Thread.detachNewThread { [self] in
      defer { isOver.withLock { $0 = true } }
      var generator = SeededGenerator(derived: seed)
      guard let session = try? PostgresConnection.connect(parameters, deadline: .soon) else {
        return
      }
      while !isStopped.withLock({ $0 }) {
        let code = codes[Int.random(in: 0..<codes.count, using: &generator)]
        let rows = try? session.execute(
          """
          WITH done AS (
            UPDATE redeem_codes SET used_count = used_count + 1
            WHERE code = $1 AND used_count < max_uses RETURNING code
          )
          INSERT INTO told SELECT code FROM done
          """, [code], deadline: .soon)
        guard let rows else { return }
        told.withLock { $0 += rows }
        SocketWait.pause(.milliseconds(1))
      }
    }
  }

  /// How many increments PostgreSQL said were made.
  var acknowledged: Int { told.withLock { $0 } }

  /// Waits for so many more.
  func count(_ more: Int) throws {
    let begin = acknowledged
    try waitUntil("\(more) increments more") { acknowledged >= begin + more }
  }

  func stop() throws {
    isStopped.withLock { $0 = true }
    try waitUntil("nobody increments any more") { isOver.withLock { $0 } }
  }
}

/// `sync-counts` again and again, whatever becomes of a run.
private final class FailingRunner: Sendable {
  private let context: OperationContext
  private let isStopped = Mutex(false)
  private let isOver = Mutex(true)
  private let runs = Mutex(0)

  init(_ context: OperationContext) {
    self.context = context
  }

  func start() {
    isOver.withLock { $0 = false }
    Thread.detachNewThread { [self] in
      while !isStopped.withLock({ $0 }) {
        _ = try? SyncCounts(context, SyncRequest()).run()
        runs.withLock { $0 += 1 }
      }
      isOver.withLock { $0 = true }
    }
  }

  /// Waits for so many more runs.
  func finish(_ count: Int) throws {
    let begin = runs.withLock { $0 }
    try waitUntil("sync-counts ran \(count) times") { runs.withLock { $0 } >= begin + count }
  }

  func stop() throws {
    isStopped.withLock { $0 = true }
    try waitUntil("the last run is over") { isOver.withLock { $0 } }
  }
}
