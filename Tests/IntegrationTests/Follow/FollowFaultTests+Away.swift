import Foundation
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Servers that are not there for a while, or are not what they were.
extension FollowFaultTests {
  @Test func `a server that is away for long breaks the feed once`() throws {
    let redis = try PrivateRedis(["--appendonly", "yes", "--appendfsync", "always"])
    let world = try SyncWorld(redis: redis)
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    redis.kill()
    try waitUntil("it has tried in vain") {
      run.events.contains { event in
        guard case .waiting = event else { return false }
        return true
      }
    }
    // It tries again each second, and says nothing new. More time than that shows the same.
    Thread.sleep(forTimeInterval: 3)
    try redis.start()
    try TestRedis.connect(world.redis.bucket).send("DECR", world.key("A"))
    try waitUntil("it goes on") { try world.used("A") == 1 }
    let outcome = try run.stop()
    #expect(outcome.feedBreaks == 1, "\(outcome)")
  }

  @Test func `a run that has the lock for longer than is waited for ends no follower`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world) { $0.patience = .seconds(1) }
    let other = try world.database.connect()
    try other.execute("SET application_name = 'invitectl sync-counts [812]'", deadline: .soon)
    let key = "\(AdvisoryLock.classID), \(AdvisoryLock.sync.rawValue)"
    try waitUntil("it is lent the lock") {
      try other.query("SELECT pg_try_advisory_lock(\(key)) AS held", deadline: .soon).only()
        .bool("held")
    }
    try waitUntil("it says who has it") {
      run.events.contains { event in
        guard case .waiting(let failure) = event else { return false }
        return failure.message.contains("invitectl sync-counts [812]")
      }
    }
    _ = try other.query("SELECT pg_advisory_unlock(\(key))", deadline: .soon)
    try world.take("A")
    try waitUntil("it goes on") { try world.used("A") == 1 }
    #expect(try run.stop().problems == 0)
  }

  /// As where the listening connection is cut off when it has just subscribed.
  @Test func `a connection that is gone before names come to it is made anew`() throws {
    let redis = try PrivateRedis()
    let connection = try TestRedis.connect(redis.endpoint)
    let error = #expect(throws: RedisError.self) {
      try connection.send(
        "CLIENT", "TRACKING", "ON", "REDIRECT", 999_999, "BCAST", "PREFIX", "redeem:")
    }
    let failure = FollowFeed.failure(try #require(error), redis.endpoint)
    #expect(failure.isPassing, "\(failure)")
  }

  /// Without a word to those that are connected, as who moves an address by hand does it.
  @Test func `a primary that was made a replica is waited for until there is one again`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    // Nobody is there to take its data from.
    try world.bucket.send("REPLICAOF", "127.0.0.1", 1)
    try waitUntil("it waits") {
      run.events.contains { event in
        guard case .waiting(let failure) = event else { return false }
        return failure.message.contains("is a replica")
      }
    }
    try world.bucket.send("REPLICAOF", "NO", "ONE")
    try world.take("A")
    try waitUntil("it goes on") { try world.used("A") == 1 }
    // A pass that the signal meets is given up, though it may have counted all of it.
    try waitUntil("the pass over all codes has ended") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->'full_passes'->>'server')::int > 0) AS ended
        """, deadline: .soon
      ).only().bool("ended")
    }
    let outcome = try run.stop()
    #expect(outcome.fullPasses["server"] ?? 0 >= 1 && outcome.problems == 0, "\(outcome)")
  }
}
