import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A follower goes on over a failover of Redis, under backends that write down what they are told.
@Suite struct FollowFailoverTests {
  private static let usedUp = (0..<4).map { "UP\($0)" }
  private static let rich = (0..<4).map { "RICH\($0)" }
  private static let poor = (0..<4).map { "POOR\($0)" }

  @Test
  func `counts are those of a pass over all codes, and what it noted keeps codes at rest exact`()
    throws
  {
    var generator = SeededGenerator(seed: FailoverPair.seed)
    let group = try SentinelGroup()
    try group.waitUntilReady()
    let world = try SyncWorld(server: group.servers[0].endpoint)
    let database = world.redis.bucket.database
    let url = group.url(database: database)
    let context = try FailoverPair.context(world.environment.merging(["REDIS_URL": url]) { $1 })
    try world.addLasting(Self.usedUp, max: 3, used: 3)
    try world.addLasting(Self.rich, max: 100_000, used: 2)
    try world.addLasting(Self.poor, max: 8, used: 2)
    try world.rest(context)
    // What is known of the history then is what the follower notes.
    try world.postgres.execute(
      "UPDATE invitectl.run_log SET detail = detail - 'seen'", deadline: .soon)
    let run = try FollowRun(world, environment: ["REDIS_URL": url])
    let actors = BucketActors(try CountedCode.all(world.postgres).mapValues(\.used))
    actors.start(world.redis.bucket, seed: generator.next())
    try actors.act(100)
    try waitUntil("the follower counts") {
      try Self.rich.allSatisfy { try world.used($0) ?? 0 > 2 }
    }
    try world.inStep()
    try actors.act(100)
    group.servers[0].kill()
    try actors.stop()
    try waitUntil("the follower has gone through all codes of the promoted server") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->'full_passes'->>'server')::int > 0) AS ended
        """, deadline: .soon
      ).only().bool("ended")
    }
    actors.start(group.servers[1].endpoint.withDatabase(database), seed: generator.next())
    try actors.act(100)
    try actors.stop()
    let outcome = try run.stop()
    #expect(outcome.fullPasses["server"] ?? 0 >= 1 && outcome.problems == 0, "\(outcome)")
    let left = try SyncCounts(context, SyncRequest()).run()
    #expect(left.usesAdded == 0 && left.usesRemoved == 0, "\(left)")
    _ = try SyncCounts(context, SyncRequest()).run()
    #expect(try SyncCounts(context, SyncRequest()).run().changed == 0)
    let counted = try CountedCode.all(world.postgres)
    for (code, told) in actors.told {
      let count = try #require(counted[code])
      let seen: Comment = "\(code): \(count.text), told \(told)"
      #expect(told.most >= count.low, seen)
      #expect(told.least <= count.high, seen)
      #expect(!count.isExact || (told.least...told.most).contains(count.used), seen)
    }
    for code in Self.usedUp { #expect(counted[code]?.text == "3 exact -0 +0 held 0", "\(code)") }
  }

  /// With both hosts in the URL it comes to the standby before that is promoted.
  @Test func `of PostgreSQL a standby is waited for until it is the primary`() throws {
    let primary = try PrivatePostgres()
    let world = try SyncWorld(database: TestDatabase(on: primary))
    try world.addSyncedCode("A")
    let standby = try primary.replica()
    let (first, second) = (primary.parameters, standby.parameters)
    let hosts = [first, second].map { $0["host"] ?? "" }.joined(separator: ",")
    let ports = [first, second].map { $0["port"] ?? "" }.joined(separator: ",")
    let run = try FollowRun(
      world,
      environment: [
        "DATABASE_URL": "postgresql:///test?host=\(hosts)&port=\(ports)&user=postgres"
      ])
    let other = try PostgresConnection.connect(second.with("dbname", "test"), deadline: .soon)
    func counted() throws -> Int {
      try other.query("SELECT used_count AS used FROM redeem_codes", deadline: .soon).only()
        .int("used")
    }
    try world.take("A", 2)
    try waitUntil("the standby has what is counted") { try counted() == 2 }
    primary.kill()
    try waitUntil("it waits for a primary") {
      run.events.contains { event in
        guard case .waiting(let failure) = event else { return false }
        return failure.reason == "postgres-primary"
      }
    }
    _ = try standby.connect().query("SELECT pg_promote()", deadline: .soon)
    try world.take("A")
    try waitUntil("it goes on with the other one") { try counted() == 3 }
    // A pass that the signal meets is given up, though it may have counted all of it.
    try waitUntil("the pass over all codes has ended") {
      try other.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->'full_passes'->>'feed')::int > 0) AS ended
        """, deadline: .soon
      ).only().bool("ended")
    }
    let outcome = try run.stop()
    #expect(outcome.problems == 0 && outcome.fullPasses["feed"] ?? 0 >= 1, "\(outcome)")
  }
}
