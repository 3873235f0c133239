import ClientSupport
import Foundation
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A run in several lanes leaves what one lane leaves, whatever becomes of it on the way.
@Suite struct SyncLaneTests {
  /// Whatever can be with a code, by its number; what follows depends on no time.
  private static func change(_ lanes: LaneWorld) throws {
    try lanes.forEach(
      """
      if i % 2 == 0 then redis.call('DECRBY', key, i % 5) end
      if i % 13 == 0 then redis.call('INCRBY', key, 2) end
      if i % 97 == 0 then redis.call('DEL', key) end
      if i % 89 == 0 then redis.call('SETEX', key, 86400, 995) end
      if i % 101 == 0 then redis.call('SET', key, 'abc', 'KEEPTTL') end
      """)
    try lanes.world.postgres.executeScript(
      """
      UPDATE redeem_codes SET used_count = used_count + 1 WHERE id % 7 = 0;
      UPDATE redeem_codes SET max_uses = 1500 WHERE id % 11 = 0;
      UPDATE redeem_codes SET is_active = false WHERE id % 103 = 0;
      UPDATE redeem_codes SET max_uses = NULL WHERE id % 107 = 0;
      UPDATE redeem_codes SET used_count = -1 WHERE id % 109 = 0
      """, deadline: .soon)
    // A bucket is not adjusted while it is younger than SyncPolicy.versionSpread.
    SocketWait.pause(.milliseconds(300))
  }

  /// A report but for its time and for where its Redis is.
  private static func comparable(_ output: String) -> String {
    output
      .replacing(/"seconds" ?: ?[0-9.e-]+/, with: "")
      .replacing(/redis-cli[^"]*redeem/, with: "redeem")
  }

  @Test func `three lanes leave and report what one does, byte for byte`() async throws {
    let (one, three) = (try LaneWorld(4100), try LaneWorld(4100))
    for lanes in [one, three] { try Self.change(lanes) }
    let alone = try await CommandRun.invitectl(
      ["sync-counts", "-o", "json"], environment: one.world.environment)
    // The first lane waits at the first code until others have written: so there are others.
    let held = try three.hold(1)
    let database = three.world.database
    let together = try await CommandRun.invitectl(
      ["sync-counts", "--jobs", "3", "-o", "json"], environment: three.world.environment
    ) { _ in
      let connection = try database.connect()
      defer { held.release() }
      try waitUntil("others have written") {
        try connection.query(
          "SELECT count(*) AS rows FROM invitectl.redeem_sync_ledger WHERE run_id = 2",
          deadline: .soon
        ).only().int("rows") > 0
      }
    }
    #expect(try one.lanes() == nil)
    #expect(try three.lanes() ?? 0 >= 2, "\(together.errors)")
    #expect(alone.exitCode == 8 && together.exitCode == 8, "\(together)")
    #expect(Self.comparable(together.output) == Self.comparable(alone.output))
    for _ in 0..<2 {
      Self.compare(try three.rows(), try one.rows())
      Self.compare(try three.ledger(), try one.ledger())
      #expect(try three.buckets() == one.buckets())
      // What the first run pushed is nothing more to do; what was postponed is done.
      let next = (try one.world.sync(), try three.world.sync { $0.jobs = 3 })
      #expect(next.0.changed == next.1.changed)
      #expect(next.0.problems.map(\.code) == next.1.problems.map(\.code))
    }
    let runs = try three.world.postgres.query(
      "SELECT count(*) AS runs FROM invitectl.run_log", deadline: .soon
    ).only().int("runs")
    #expect(runs == 4)
  }

  /// The first lines that differ say more than all of them.
  private static func compare(_ these: [String], _ those: [String]) {
    #expect(these.count == those.count)
    let differing = zip(these, those).filter { $0 != $1 }
    #expect(differing.isEmpty, "\(differing.count): \(differing.prefix(3))")
  }

  /// INVITECTL_LANE_ROUNDS makes it longer.
  @Test func `killed anywhere, the next runs count every redemption once`() async throws {
    let rounds = (try? Sandbox.variable("INVITECTL_LANE_ROUNDS")).flatMap { Int($0) } ?? 3
    var random = SeededGenerator()
    let lanes = try LaneWorld(4100)
    var truth = [Int](repeating: 0, count: lanes.count + 1)
    var killed = 0
    for round in 0..<rounds {
      try lanes.forEach("redis.call('DECRBY', key, (i + \(round)) % 3)")
      try lanes.world.postgres.execute(
        "UPDATE redeem_codes SET used_count = used_count + 1 WHERE id % 5 = $1::int",
        [String(round % 5)], deadline: .soon)
      for i in 1...lanes.count { truth[i] += (i + round) % 3 + (i % 5 == round % 5 ? 1 : 0) }
      let point = Int.random(in: 1...160, using: &random)
      let result = try await CommandRun.invitectl(
        ["sync-counts", "-q", "--jobs", "3"],
        environment: lanes.world.environment.merging(
          ["INVITECTL_FAILPOINT": String(point)]) { $1 })
      if result.signal == SIGKILL { killed += 1 }
      try lanes.world.sync { $0.jobs = Int.random(in: 1...3, using: &random) }
      try lanes.world.sync()
      try Self.expectExact(lanes, truth, "round \(round), point \(point), seed \(random.seed)")
    }
    #expect(killed > 0, "seed \(random.seed)")
  }

  /// All are exact, as the test knows them, and at rest.
  static func expectExact(
    _ lanes: LaneWorld, _ truth: [Int], _ label: Comment
  ) throws {
    #expect(try lanes.world.sync().changed == 0, label)
    let rows = try lanes.world.postgres.query(
      """
      SELECT c.id, c.used_count, s.state FROM redeem_codes c
        JOIN invitectl.redeem_sync s ON s.code_id = c.id ORDER BY c.id
      """, deadline: .soon)
    let buckets = try lanes.buckets()
    var wrong: [String] = []
    for row in rows {
      let (id, used) = (try row.int("id"), try row.int("used_count"))
      let state = try row.string("state")
      if used != truth[id] || state != "exact" || buckets[id - 1] != String(1000 - used) {
        wrong.append("\(id): \(used) of \(truth[id]), \(state), \(buckets[id - 1] ?? "none")")
      }
    }
    #expect(rows.count == lanes.count, label)
    // Whoever was killed, and however many wrote: what is in the ledger is one chain for each code.
    let check = try LedgerCheck.run(lanes.world.context(), code: nil)
    #expect(check.broken == 0 && check.unchained == 0, "\(check.faults)")
    #expect(check.codes == lanes.count && check.chained > lanes.count, label)
    #expect(wrong.isEmpty, "\(label): \(wrong.count): \(wrong.prefix(3))")
  }

  enum Loss: String, CaseIterable, Sendable {
    case session, redis
  }

  @Test(arguments: Loss.allCases)
  func `a lane that loses a connection ends the run, and nothing is half done`(
    _ loss: Loss
  ) async throws {
    let lanes = try LaneWorld(6100, redis: PrivateRedis())
    let truth = [Int](repeating: 1, count: lanes.count + 1)
    try lanes.forEach("redis.call('DECR', key)")
    // The first lane waits at the first code, the other one in whichever range it begins with.
    let held = try lanes.hold(1, 2002, 4002)
    let (database, bucket) = (lanes.world.database, lanes.world.redis.bucket)
    let result = try await CommandRun.invitectl(
      ["sync-counts", "-q", "--jobs", "2"], environment: lanes.world.environment
    ) { _ in
      defer { held.release() }
      let connection = try database.connect()
      try waitUntil("the lane waits") {
        try connection.query(
          """
          SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database()
            AND application_name LIKE 'invitectl sync-counts --jobs [%' AND wait_event_type = 'Lock'
          """, deadline: .soon
        ).only().int("waiting") == 1
      }
      switch loss {
      case .session:
        for pid in try LaneWorld.lanes(connection) {
          _ = try connection.query(
            "SELECT pg_terminate_backend($1::int)", [String(pid)], deadline: .soon)
        }
      case .redis: try Self.killNewest(bucket)
      }
    }
    #expect([1, 75].contains(result.exitCode), "\(result)")
    #expect(result.errors.contains("error: "), "\(result.errors)")
    let noted = try lanes.world.postgres.query(
      """
      SELECT exit_code FROM invitectl.run_log WHERE finished_at IS NOT NULL ORDER BY id DESC LIMIT 1
      """, deadline: .soon
    ).only().int("exit_code")
    #expect(noted == result.exitCode.map { Int($0) })
    for _ in 0..<2 { try lanes.world.sync() }
    try Self.expectExact(lanes, truth, "\(loss.rawValue)")
  }
}
