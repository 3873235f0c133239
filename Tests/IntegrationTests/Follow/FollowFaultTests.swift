import ClientSupport
import Foundation
import InviteOps
import InviteStorage
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A follower whose names are lost: the counts are then what a pass over all codes makes of them.
@Suite struct FollowFaultTests {
  enum Fault: String, CaseIterable, Sendable {
    case listener, reader, writer, otherDatabase, overflow, restart
  }

  static func cause(_ fault: Fault, _ world: SyncWorld, _ redis: PrivateRedis) throws {
    switch fault {
    case .listener: try world.bucket.send("CLIENT", "KILL", "TYPE", "pubsub")
    case .reader: try killReader(world)
    case .writer: try killSessions(world)
    case .otherDatabase:
      try TestRedis.connect(redis.endpoint.withDatabase(63)).send("FLUSHDB")
    case .overflow:
      // More names at once than the server keeps for a client that is slow to read.
      try world.bucket.send("CONFIG", "SET", "client-output-buffer-limit", "pubsub 4096 0 0")
      try world.bucket.send(
        "EVAL",
        """
        for i = 1, 3000 do
          redis.call('SET', 'redeem:overflow' .. i .. ':remaining', 1)
          redis.call('DEL', 'redeem:overflow' .. i .. ':remaining')
        end
        """, 0)
      try world.bucket.send("CONFIG", "SET", "client-output-buffer-limit", "pubsub 33554432 0 0")
    case .restart:
      redis.kill()
      try redis.start()
    }
  }

  /// The connection for which names are sent.
  static func killReader(_ world: SyncWorld) throws {
    let list = try world.bucket.send("CLIENT", "LIST").asString()
    for line in list.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let target = fields.first(where: { $0.hasPrefix("redir=") }), target != "redir=-1",
        let id = fields.first(where: { $0.hasPrefix("id=") })?.dropFirst(3)
      else { continue }
      try world.bucket.send("CLIENT", "KILL", "ID", String(id))
    }
  }

  /// Returns when they are gone.
  static func killSessions(_ world: SyncWorld) throws {
    _ = try world.postgres.query(
      """
      SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name LIKE 'invitectl sync-counts --follow%'
      """, deadline: .soon)
  }

  @Test(arguments: Fault.allCases)
  func `what changed meanwhile is counted all the same`(_ fault: Fault) throws {
    let redis = try PrivateRedis(["--appendonly", "yes", "--appendfsync", "always"])
    let world = try SyncWorld(redis: redis)
    try world.addSyncedCodes("A", 3)
    let run = try FollowRun(world) { $0.rowsEvery = .seconds(3600) }
    try world.take("A1")
    try waitUntil("it is counted") { try world.used("A1") == 1 }
    // Nobody names this, and rows are not read for an hour: the pass over all codes finds it, however soon
    // after the fault it comes.
    try world.increment("A1", 2)
    // Whether this is named before the fault, nobody knows.
    try world.take("A2", 3)
    try Self.cause(fault, world, redis)
    // Its connections went with the server.
    let bucket = fault == .restart ? try TestRedis.connect(world.redis.bucket) : world.bucket
    for _ in 0..<2 { try bucket.send("DECR", world.key("A3")) }
    try waitUntil("all of it is counted") {
      try world.used("A2") == 3 && world.used("A3") == 2
        && bucket.send("GET", world.key("A1")).asInteger() == 7
    }
    let reasons: [Fault: String] = [.otherDatabase: "flush", .restart: "server"]
    // A pass that the signal meets is given up, though it may have counted all of it.
    try waitUntil("the pass over all codes has ended") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log WHERE (detail->'follow'->'full_passes'->>$1)::int > 0) AS ended
        """, [reasons[fault] ?? "feed"], deadline: .soon
      ).only().bool("ended")
    }
    let outcome = try run.stop()
    #expect(outcome.problems == 0, "\(outcome)")
    #expect(outcome.fullPasses[reasons[fault] ?? "feed"] ?? 0 >= 1, "\(outcome)")
    #expect(outcome.feedBreaks >= (fault == .otherDatabase ? 0 : 1), "\(outcome)")
    // After a restart a count may be bounded, though nothing was lost.
    for code in ["A1", "A2", "A3"] where fault != .restart {
      #expect(try world.standing(code) == "exact -0 +0 held 0", "\(code)")
    }
    #expect(try world.sync().changed == 0)
  }

  @Test func `FLUSHALL takes the buckets, and that is seen of each`() throws {
    let world = try SyncWorld(withRedisOf: [])
    try world.addSyncedCodes("A", 3)
    let run = try FollowRun(world)
    try world.take("A1", 2)
    try waitUntil("the takes are counted") { try world.used("A1") == 2 }
    try world.bucket.send("FLUSHALL")
    try waitUntil("all are gone") {
      try (1...3).allSatisfy { try world.standing("A\($0)").hasPrefix("vanished") }
    }
    for n in 1...3 { try world.initialise("A\(n)") }
    try world.take("A3")
    try waitUntil("the next life is counted, and every bucket holds what is left") {
      let off = try world.postgres.query(
        """
        SELECT count(*) AS off FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id
        WHERE s.gone OR s.pending IS NOT NULL
          OR c.max_uses - c.used_count - s.held <> s.x_mark + s.cum_mark
        """, deadline: .soon
      ).only().int("off")
      return try off == 0 && world.used("A3") == 1
    }
    #expect(try run.stop().fullPasses["flush"] ?? 0 >= 1)
    #expect(try world.used("A1") == 2)
    #expect(try world.sync().changed == 0)
  }

  /// INVITECTL_FOLLOW_ROUNDS makes it longer.
  @Test(arguments: [false, true])
  func `random changes and faults leave what a pass over all codes leaves`(
    hasRowFeed: Bool
  ) throws {
    let rounds = (try? Sandbox.variable("INVITECTL_FOLLOW_ROUNDS")).flatMap { Int($0) } ?? 60
    var random = SeededGenerator()
    let redis = try PrivateRedis()
    let world = try SyncWorld(redis: redis)
    try world.addSyncedCodes("A", 8)
    if hasRowFeed {
      try world.postgres.executeScript(
        RowFeedQueries.create(.standard, isCoarse: false), deadline: .soon)
    }
    var truth = [Int](repeating: 0, count: 9)
    var refundable = truth
    var isReset = Set<Int>()
    var run = try FollowRun(world)
    for _ in 0..<rounds {
      let n = Int.random(in: 1...8, using: &random)
      let code = "A\(n)"
      switch Int.random(in: 0..<24, using: &random) {
      case 0..<9:
        guard try take(code, world) else { continue }
        truth[n] += 1
        refundable[n] += 1
      case 9..<12 where refundable[n] > 0:
        try world.refund(code)
        truth[n] -= 1
        refundable[n] -= 1
      case 12..<15:
        let added = try world.postgres.execute(
          "UPDATE redeem_codes SET used_count = used_count + 1 WHERE code = $1 AND used_count < max_uses",
          [code], deadline: .soon)
        truth[n] += added
      case 15: try world.edit(code, max: Int.random(in: 10...40, using: &random))
      // Half of the codes are set anew, once each: of those the truth is bounded.
      case 16 where n > 4 && !isReset.contains(n):
        try world.initialise(code)
        isReset.insert(n)
      case 17..<21:
        let faults: [Fault] = [.listener, .reader, .writer, .otherDatabase, .overflow]
        try Self.cause(faults.randomElement(using: &random) ?? .listener, world, redis)
      case 21:
        // After a fault there may be no way to a last turn, which it says.
        _ = try? run.stop()
        run = try FollowRun(world)
      default: SocketWait.pause(.milliseconds(Int.random(in: 0...150, using: &random)))
      }
    }
    // That it has seen this shows that it is past the last fault: with a session that nobody has missed as yet there
    // would be no last turn, which it says.
    try world.edit("A1", max: 50)
    for n in 1...8 where !isReset.contains(n) {
      try waitUntil("A\(n) is counted: \(truth[n])") {
        try world.used("A\(n)") == truth[n] && isWhole("A\(n)", world)
      }
    }
    #expect(try run.stop().problems == 0)
    // What the follower left is what a pass over all codes leaves.
    let left = try world.sync().changes.map(\.code)
    #expect(left.allSatisfy { code in isReset.contains { code == "A\($0)" } }, "\(left)")
    for n in 1...8 {
      let bounds = try world.postgres.query(
        """
        SELECT used_count - spread_low AS low, used_count + spread_high AS high, state
        FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id WHERE code = $1
        """, ["A\(n)"], deadline: .soon
      ).only()
      #expect(try bounds.int("low")...bounds.int("high") ~= truth[n], "A\(n) \(truth[n]) \(bounds)")
      if !isReset.contains(n) {
        #expect(try bounds.string("state") == "exact", "A\(n)")
        #expect(try world.used("A\(n)") == truth[n], "A\(n)")
      }
    }
  }

  /// As the backend takes: one token, if there is one.
  private func take(_ code: String, _ world: SyncWorld) throws -> Bool {
    try world.bucket.send(
      "EVAL",
      """
      if tonumber(redis.call('GET', KEYS[1]) or 0) < 1 then return 0 end
      redis.call('DECR', KEYS[1])
      return 1
      """, 1, world.key(code)
    ).asInteger() == 1
  }

  /// Whether the bucket holds what is left.
  private func isWhole(_ code: String, _ world: SyncWorld) throws -> Bool {
    let left = try world.postgres.query(
      "SELECT max_uses - used_count AS left FROM redeem_codes WHERE code = $1", [code],
      deadline: .soon
    ).only().int("left")
    return try world.tokens(code) == left
  }
}
