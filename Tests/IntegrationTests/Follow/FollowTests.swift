import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `sync-counts --follow`: what changes on either side is on the other a moment later.
@Suite struct FollowTests {
  @Test func `takes, increments, edits, new codes and orphans, as they come`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    let run = try FollowRun(world)
    try world.take("A", 2)
    try waitUntil("the takes are counted") { try world.used("A") == 2 }
    try world.refund("A")
    try waitUntil("the refund is counted") { try world.used("A") == 1 }
    try world.increment("A", 3)
    try waitUntil("the increments are in the bucket") { try world.tokens("A") == 6 }
    try world.edit("A", max: 20)
    try waitUntil("the edit is in the bucket") { try world.tokens("A") == 16 }
    // A bucket whose code comes after it, and one whose code never comes.
    try world.bucket.send("SETEX", world.key("B"), 86_000, 4)
    try world.bucket.send("SETEX", world.key("nobody's"), 86_000, 4)
    try world.take("B")
    try world.addCode("B", max: 4)
    try waitUntil("the new code is counted") { try world.used("B") == 1 }
    try world.bucket.send("DEL", world.key("A"))
    try waitUntil("the loss is seen") { try world.standing("A").hasPrefix("vanished") }
    let outcome = try run.stop()
    #expect(outcome.problems == 0 && outcome.feedBreaks == 0, "\(outcome)")
    #expect(outcome.fullPasses == ["start": 1], "\(outcome)")
    #expect(try world.sync().changed == 0)
  }

  /// With a replica there is a history to be noted, and what goes on for long sleeps no longer than its
  /// session lives.
  @Test func `what a pass over all codes has seen is noted for a failover`() throws {
    let primary = try PrivateRedis(tcp: true)
    let replica = try PrivateRedis(["--replicaof", "127.0.0.1", String(primary.port ?? 0)])
    let world = try SyncWorld(redis: primary)
    try world.addSyncedCode("A")
    try waitUntil("the replica is there") {
      try TestRedis.connect(primary.endpoint).send("INFO", "replication").asString()
        .contains("state=online")
    }
    let run = try FollowRun(world)
    try run.stop()
    let noted = try world.postgres.query(
      """
      SELECT count(*) AS n FROM invitectl.run_log
      WHERE detail ? 'follow' AND (detail->'seen'->>'offset')::bigint > 0
      """, deadline: .soon
    ).only().int("n")
    #expect(noted == 1)
    withExtendedLifetime(replica) {}
  }

  @Test func `turns that are far apart keep the session`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    // The server ends a session that is idle for six times as long as an answer may take (``RunLock``).
    let run = try FollowRun(world, environment: ["INVITECTL_TIMEOUT": "5s"]) {
      $0.every = .seconds(150)
    }
    SocketWait.pause(.seconds(33))
    try world.take("A", 2)
    let outcome = try run.stop()
    #expect(outcome.feedBreaks == 0 && outcome.fullPasses == ["start": 1], "\(outcome)")
    #expect(try world.used("A") == 2)
  }

  /// A web process sets all buckets anew, those of codes too that nobody takes tokens of.
  @Test func `after a web restart only what went unseen is open`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addCode("L", max: 60, type: "LINUXDO")
    try world.addCode("D", max: 120)
    for code in ["L", "D"] {
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.sync()
    let run = try FollowRun(world)
    for n in 1...5 {
      try world.take("D")
      try world.increment("L")
      try waitUntil("each is seen by itself") {
        try world.used("D") == n && world.tokens("L") == 60 - n
      }
    }
    for code in ["L", "D"] { try world.initialise(code) }
    try waitUntil("the restart is seen") { try world.standing("D").hasPrefix("reinitialised") }
    #expect(try run.stop().problems == 0)
    #expect(try world.standing("L") == "exact -0 +0 held 0")
    #expect(try world.used("D") == 5)
    // Of 120 tokens no more are held back than were taken within what a backend may have read.
    let held = try #require(Int(world.standing("D").split(separator: " ").last ?? ""))
    #expect((0...5).contains(held))
  }

  @Test func `a code that is in the way is left alone until it is mended, and told once`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCodes("A", 3)
    let run = try FollowRun(world)
    try world.bucket.send("SET", world.key("A1"), "nonsense")
    try waitUntil("it is told") { !run.troubles.isEmpty }
    for code in ["A2", "A3"] { try world.take(code) }
    try waitUntil("the others go on") { try world.used("A2") == 1 && world.used("A3") == 1 }
    try world.bucket.send("SETEX", world.key("A1"), 86_400, 10)
    try waitUntil("it is counted again") { try world.standing("A1").hasPrefix("reinitialised") }
    #expect(run.troubles == ["A1"])
    #expect(try run.stop().problems == 0)
  }

  @Test func `metrics say how it is while it runs, and nothing once it was stopped`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCode("A")
    func collect() throws -> Readings {
      let snapshot = MetricsDump(try world.context(), collectors: [.follow, .locks, .runs])
        .collect()
      for failure in snapshot.failures { throw failure.failure }
      return Readings(snapshot.families)
    }
    let reported = "invitectl_follow_reported_timestamp_seconds"
    #expect(try collect().seconds(reported) == 0)
    let run = try FollowRun(world)
    try waitUntil("it has reported the first pass") {
      try collect()[#"invitectl_follow_full_passes_total{reason="start"}"#] == 1
    }
    let readings = try collect()
    #expect(readings.seconds(reported) ?? 0 > 0)
    #expect(readings[#"invitectl_follow_full_passes_total{reason="feed"}"#] == 0)
    #expect(readings["invitectl_follow_feed_breaks_total"] == 0)
    #expect(readings["invitectl_follow_ticks_total"] ?? 0 > 0)
    #expect(readings.seconds("invitectl_follow_staleness_seconds") != nil)
    #expect(readings.seconds(#"invitectl_lock_held_seconds{command="sync-counts"}"#) == 0)
    try run.stop()
    let after = try collect()
    #expect(after.seconds(reported) == 0)
    // A follower's rows are runs over everything.
    let complete = #"invitectl_last_complete_timestamp_seconds{command="sync-counts"}"#
    #expect(after.seconds(complete) ?? 0 > 0)
  }
}

extension FollowRun {
  /// The codes that it said were left alone.
  fileprivate var troubles: [String] {
    events.compactMap { event -> String? in
      guard case .trouble(let trouble) = event else { return nil }
      return trouble.code
    }
  }
}
