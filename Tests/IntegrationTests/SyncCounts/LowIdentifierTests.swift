import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// Ids of 0 and below: of a sequence that counts downwards, or given by hand.
@Suite struct LowIdentifierTests {
  /// Codes N, Z and P with the ids -7, 0 and 7, with synced buckets of ten tokens.
  private func world() throws -> SyncWorld {
    let world = try SyncWorld()
    for code in ["N", "Z", "P"] { try world.addCode(code, max: 10) }
    try world.postgres.execute(
      """
      UPDATE redeem_codes SET id = CASE code WHEN 'N' THEN -7 WHEN 'Z' THEN 0 ELSE 7 END
      WHERE code IN ('N', 'Z', 'P')
      """, deadline: .soon)
    for code in ["N", "Z", "P"] {
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.sync()
    return world
  }

  @Test func `a run goes through codes whose id is 0 or below`() throws {
    let world = try world()
    for (code, takes) in [("N", 3), ("Z", 2), ("P", 1)] { try world.take(code, takes) }
    try world.increment("N")
    let outcome = try world.sync()
    #expect(outcome.scanned == 3)
    #expect(outcome.changes.map(\.code) == ["N", "Z", "P"])
    #expect(try ["N", "Z", "P"].map(world.used) == [4, 2, 1])
    #expect(try ["N", "Z", "P"].map(world.tokens) == [6, 8, 9])
    // Compared alone, now that they are at rest.
    #expect(try world.sync().changed == 0)
    try world.take("N")
    #expect(try world.sync().changes.map(\.code) == ["N"])
    #expect(try world.sync { $0.dryRun = true }.scanned == 3)
  }

  @Test func `a run that was cut short below 0 is gone on with there`() throws {
    let world = try world()
    try world.postgres.execute(
      """
      INSERT INTO invitectl.run_log (command, finished_at, exit_code, detail)
      VALUES ('sync-counts', now(), 75, '{"resume_after": -7}')
      """, deadline: .soon)
    for code in ["N", "Z", "P"] { try world.take(code) }
    #expect(try world.sync().changes.map(\.code) == ["Z", "P", "N"])
  }

  @Test func `lanes share them`() throws {
    let lanes = try LaneWorld(2500)
    // All below 0, and no new id among the old ones.
    for (table, column) in [("redeem_codes", "id"), ("invitectl.redeem_sync", "code_id")] {
      try lanes.world.postgres.execute(
        "UPDATE \(table) SET \(column) = \(column) - 3000", deadline: .soon)
    }
    try lanes.forEach("redis.call('DECR', key)")
    let outcome = try lanes.world.sync { $0.jobs = 2 }
    #expect(outcome.problems.isEmpty)
    #expect(outcome.scanned == lanes.count)
    #expect(outcome.usesAdded == lanes.count)
  }

  @Test func `a lost bucket of such a code is settled with all others`() throws {
    let world = try world()
    try world.bucket.send("DEL", world.key("N"))
    try world.sync()
    #expect(try world.standing("N").hasPrefix("vanished"))
    var request = ResyncRequest()
    request.source = .database
    let operation = ForceResync(try world.context(), request)
    let plan = try operation.plan()
    #expect(plan.items.map(\.code) == ["N"])
    #expect(try operation.apply(plan).rebuilt == ["N"])
    #expect(try world.standing("N") == "exact -0 +0 held 0")
    #expect(try world.tokens("N") == 10)
  }
}
