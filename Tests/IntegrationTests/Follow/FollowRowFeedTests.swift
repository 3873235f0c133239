import ClientSupport
import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `sync-counts --follow` with the row feed: a change of a row is a hint that comes at once, and proof of nothing.
@Suite struct FollowRowFeedTests {
  private static func world(_ codes: Int = 3, hasRowFeed: Bool = true) throws -> SyncWorld {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCodes("A", codes)
    if hasRowFeed { try make(world) }
    return world
  }

  private static func make(_ world: SyncWorld) throws {
    try world.postgres.executeScript(
      RowFeedQueries.create(.standard, isCoarse: false), deadline: .soon)
  }

  /// What the follower's last row says of itself, as a text.
  private static func said(_ name: String, _ world: SyncWorld) throws -> String? {
    try world.postgres.query(
      """
      SELECT detail->'follow'->>$1 AS said FROM invitectl.run_log
      WHERE detail ? 'follow' ORDER BY id DESC LIMIT 1
      """, [name], deadline: .soon
    ).first?.optionalString("said")
  }

  @Test func `changed and new rows are synced without a read of rows`() throws {
    let world = try Self.world()
    let run = try FollowRun(world) { $0.rowsEvery = .seconds(3600) }
    #expect(run.hasRowFeed == true)
    try world.increment("A1", 3)
    try waitUntil("the increments are in the bucket") { try world.tokens("A1") == 7 }
    try world.edit("A2", max: 20)
    try waitUntil("the edit is in the bucket") { try world.tokens("A2") == 20 }
    try world.bucket.send("SETEX", world.key("B"), 86_000, 4)
    try world.addCode("B", max: 4)
    try waitUntil("the new code is known") { try !world.standing("B").isEmpty }
    try waitUntil("all three were told") {
      try Int(Self.said("row_notices", world) ?? "") ?? 0 >= 3
    }
    let outcome = try run.stop()
    #expect(outcome.fullPasses == ["start": 1] && outcome.problems == 0, "\(outcome)")
    #expect(try Self.said("row_reads", world) == "0")
    #expect(try Self.said("row_feed", world) == "true")
    #expect(try world.sync().changed == 0)
  }

  @Test func `without one rows are read as before`() throws {
    let world = try Self.world(hasRowFeed: false)
    let run = try FollowRun(world)
    #expect(run.hasRowFeed == false)
    try world.increment("A1", 3)
    try waitUntil("the increments are in the bucket") { try world.tokens("A1") == 7 }
    try run.stop()
    #expect(try Self.said("row_feed", world) == "false")
    #expect(try Self.said("row_notices", world) == "0")
  }

  @Test func `it is made, switched off and removed beside a follower, which says so`() throws {
    let world = try Self.world(hasRowFeed: false)
    let run = try FollowRun(world)
    try Self.make(world)
    try waitUntil("it is seen") { run.rowFeed == [true] }
    try world.postgres.executeScript(
      "ALTER TABLE redeem_codes DISABLE TRIGGER invitectl_rows_update", deadline: .soon)
    try waitUntil("that it is off is seen") { run.rowFeed == [true, false] }
    try world.increment("A1", 2)
    try waitUntil("the row is found by reading") { try world.tokens("A1") == 8 }
    try Self.make(world)
    try waitUntil("it is seen again") { run.rowFeed == [true, false, true] }
    try world.postgres.executeScript(RowFeedQueries.drop(.standard), deadline: .soon)
    // Before that is seen, too.
    try world.increment("A2", 2)
    try waitUntil("the row is found by reading") { try world.tokens("A2") == 8 }
    try waitUntil("that it is gone is seen") { run.rowFeed == [true, false, true, false] }
    #expect(try run.stop().fullPasses == ["start": 1])
    #expect(try world.sync().changed == 0)
  }

  @Test func `rows that change while the session that listens is lost are not`() throws {
    let world = try Self.world()
    let run = try FollowRun(world) { $0.rowsEvery = .seconds(3600) }
    try world.increment("A1")
    try waitUntil("it hears") { try world.tokens("A1") == 9 }
    for _ in 1...3 {
      try FollowFaultTests.killSessions(world)
      try world.increment("A2")
    }
    try waitUntil("what nobody heard is found") { try world.tokens("A2") == 7 }
    try waitUntil("the pass over all codes has ended") {
      try Int(Self.said("feed_breaks", world) ?? "") ?? 0 >= 1
    }
    try world.increment("A3")
    try waitUntil("it hears again") { try world.tokens("A3") == 9 }
    let outcome = try run.stop()
    #expect(outcome.feedBreaks >= 1 && outcome.fullPasses["feed"] ?? 0 >= 1, "\(outcome)")
    #expect(outcome.problems == 0)
    #expect(try world.sync().changed == 0)
  }

  /// Any role may notify: what it says is looked at, and costs a read of rows at most.
  @Test func `what others tell on the channel changes no count`() throws {
    let world = try Self.world()
    let run = try FollowRun(world) { $0.rowsEvery = .seconds(3600) }
    for payload in ["", "x,y", "99999999999999999999", "-1,0,2147483647", "many"] {
      try world.postgres.execute(
        "SELECT pg_notify($1, $2)", [RowFeedQueries.channel, payload], deadline: .soon)
    }
    try waitUntil("rows are read for it, long before their time") {
      try Int(Self.said("row_reads", world) ?? "") ?? 0 >= 1
    }
    try world.increment("A1")
    try waitUntil("it goes on") { try world.tokens("A1") == 9 }
    let outcome = try run.stop()
    #expect(outcome.fullPasses == ["start": 1] && outcome.problems == 0, "\(outcome)")
    for code in ["A1", "A2", "A3"] {
      #expect(try world.standing(code) == "exact -0 +0 held 0", "\(code)")
    }
  }

  /// More than 2,000 are not named, and more than 20,000 that differ not looked at one by one: all codes are
  /// gone through.
  @Test func `20,500 rows changed by one statement are all synced`() throws {
    let count = 20_500
    let world = try Self.world(count)
    let run = try FollowRun(world) { $0.rowsEvery = .seconds(3600) }
    try world.postgres.execute(
      "UPDATE redeem_codes SET max_uses = max_uses + 1", deadline: .soon)
    let isDone = "s.pending IS NULL AND s.m_after = 11 AND s.x_mark + s.cum_mark = 11"
    // Who asks for one that is not is answered at the first.
    try waitUntil("all buckets hold one more") {
      try world.postgres.query(
        "SELECT 1 AS one FROM invitectl.redeem_sync s WHERE NOT (\(isDone)) LIMIT 1",
        deadline: .soon
      ).isEmpty
    }
    let done = try world.postgres.query(
      """
      SELECT count(*) AS n FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
      WHERE \(isDone)
      """, deadline: .soon
    ).only().int("n")
    #expect(done == count)
    try world.take("A7", 2)
    try waitUntil("takes are counted") { try world.used("A7") == 2 }
    // A pass that the signal meets is given up, though all of it may be counted.
    try waitUntil("the pass over all codes has ended") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->'full_passes'->>'rows')::int > 0)
          AS ended
        """, deadline: .soon
      ).only().bool("ended")
    }
    let outcome = try run.stop()
    #expect(outcome.problems == 0 && outcome.feedBreaks == 0, "\(outcome)")
    #expect(try world.sync().changed == 0)
  }
}

extension FollowRun {
  /// Whether there was a row feed when it began to follow; `nil` before that.
  fileprivate var hasRowFeed: Bool? {
    for event in events {
      if case .following(_, let hasRowFeed) = event { return hasRowFeed }
    }
    return nil
  }

  /// What it has said of the row feed since then.
  fileprivate var rowFeed: [Bool] {
    events.compactMap { event -> Bool? in
      guard case .rowFeed(let isThere) = event else { return nil }
      return isThere
    }
  }
}
