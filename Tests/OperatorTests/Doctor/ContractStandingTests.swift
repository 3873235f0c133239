import ClientSupport
import CountProtocol
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What `doctor --only contract` sees broken is kept, and widens what syncs say until it is seen kept.
@Suite struct ContractStandingTests {
  static let boundless = "doubted -1099511627776 +1099511627776 held 0"

  /// A backend that gives its buckets an hour.
  static func short(_ world: SyncWorld) -> [[String]] {
    [["SETEX", world.key("BBBBBBBB"), "3600", "100000"]]
  }

  private static func contained(_ code: String, _ world: SyncWorld) throws -> ClosedRange<Int> {
    let row = try world.postgres.query(
      """
      SELECT used_count - spread_low AS low, used_count + spread_high AS high
      FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id WHERE code = $1
      """, [code], deadline: .soon
    ).only()
    return try row.int("low")...row.int("high")
  }

  /// What a scrape says of each assumption.
  static func broken(_ world: SyncWorld) throws -> [String: Int] {
    let snapshot = MetricsDump(try world.context(), collectors: [.runs]).collect()
    for failure in snapshot.failures { throw failure.failure }
    let readings = Readings(snapshot.families)
    var found: [String: Int] = [:]
    for assumption in ContractAssumption.allCases {
      found[assumption.rawValue] =
        readings["invitectl_contract_broken{assumption=\"\(assumption.rawValue)\"}"]
    }
    return found
  }

  @Test func `where no bound holds nothing is exact, until the check sees it kept`() throws {
    let world = try ContractTests.world()
    #expect(try world.sync().exact == nil)
    let seen = try ContractTests.check(world, during: Self.short(world))
    #expect(seen.verdict == .warn)
    #expect(seen.fix?.contains("no count exact until this check sees it kept") == true, "\(seen)")
    #expect(
      try Self.broken(world)
        == ["lifetime": 1, "database": 0, "keys": 0, "freshness": 0, "take": 0])
    for isDry in [true, false, false] {
      let outcome = try world.sync { $0.dryRun = isDry }
      #expect(outcome.exact == false)
      let breach = try #require(outcome.breaches?.first)
      #expect(breach.assumption == .lifetime && outcome.breaches?.count == 1)
      #expect(breach.seen?.contains("BB**** expires in 3") == true, "\(breach)")
      #expect(breach.at?.hasSuffix("Z") == true)
      #expect(breach.sentence.contains("'a bucket is set with SETEX 86400'"), "\(breach.sentence)")
      #expect(breach.sentence.contains("no count is called exact"), "\(breach.sentence)")
      #expect(breach.next?.contains("invitectl doctor --only contract") == true)
      #expect(outcome.changes.allSatisfy { $0.state == .doubted && $0.usedAtMost == nil })
    }
    for code in ["AAAAAAAA", "BBBBBBBB"] { #expect(try world.standing(code) == Self.boundless) }
    // Who assigns uses by the bucket says it as well.
    let audit = try ResyncAudit(world.context(), AuditRequest()).run()
    #expect(audit.breaches?.map(\.assumption) == [.lifetime])
    #expect(try world.sync().changed == 0)
    // Takes are counted all the same.
    try world.take("AAAAAAAA", 2)
    try world.sync()
    #expect(try world.used("AAAAAAAA") == 2)
    // A look that sees neither says that it stands.
    let still = try ContractTests.check(world)
    #expect(still.verdict == .warn)
    #expect(still.detail.contains("sync-counts still goes by what was seen at"), "\(still.detail)")
    let kept = try ContractTests.check(
      world, during: [["SETEX", world.key("BBBBBBBB"), "86400", "100000"]])
    #expect(kept.verdict == .pass, "\(kept)")
    #expect(kept.detail.contains("taken back, since it was seen kept"), "\(kept.detail)")
    #expect(try Self.broken(world).values.allSatisfy { $0 == 0 })
    let after = try world.sync()
    #expect(after.exact == nil && after.breaches == nil)
    // What was not known then is not known now.
    #expect(try world.standing("AAAAAAAA") == Self.boundless)
    try world.addSyncedCode("CCCCCCCC")
    #expect(try world.standing("CCCCCCCC") == "exact -0 +0 held 0")
  }

  /// Without the finding a sync takes back ten uses of each, and calls the bounds narrow.
  @Test func `buckets that are set late have bounds that hold the truth, those of before too`()
    throws
  {
    let world = try SyncWorld(withRedisOf: [])
    for code in ["BEFORE00", "AFTER000"] {
      try world.addCode(code, max: 10, used: 10)
      try world.initialise(code)
    }
    try world.sync()
    try world.postgres.execute(
      """
      UPDATE invitectl.redeem_sync SET last_read_ms = last_read_ms - 7200000,
        changed_ms = changed_ms - 7200000, room_since_ms = room_since_ms - 7200000
      """, deadline: .soon)
    // A backend has read the code before its uses.
    try world.bucket.send("SETEX", world.key("BEFORE00"), 86_400, 10)
    try world.sync()
    #expect(try world.used("BEFORE00") == 0)
    #expect(try !Self.contained("BEFORE00", world).contains(10))
    // It shows to who has listened for longer than what is allowed.
    let check = try ContractTests.check(
      world, during: [["SETEX", world.key("AFTER000"), "86400", "10"]], for: .seconds(33))
    #expect(check.detail.contains("BROKEN: a bucket is set within 30 s"), "\(check.detail)")
    let outcome = try world.sync()
    #expect(outcome.exact == nil)
    #expect(outcome.breaches?.map(\.assumption) == [.freshness])
    #expect(try world.used("AFTER000") == 10)
    for code in ["BEFORE00", "AFTER000"] {
      let standing = try world.standing(code)
      #expect(try Self.contained(code, world).contains(10), "\(code): \(standing)")
      #expect(standing != Self.boundless)
    }
    let once = try world.standing("BEFORE00")
    #expect(once == "doubted -10 +10 held 0")
    // Later looks do not widen them again; a bucket that was just set is adjusted some moments later.
    try waitUntil("nothing is left to be done") { try world.sync().changed == 0 }
    #expect(try world.standing("BEFORE00") == once)
  }

  @Test func `takes without a look leave counts exact, and a lost bucket without a bound`() throws {
    let world = try ContractTests.world()
    let check = try ContractTests.check(
      world, during: [["DECR", world.key("AAAAAAAA")]], samples: true)
    #expect(check.detail.contains("by DECR outside of a script"), "\(check.detail)")
    let outcome = try world.sync()
    #expect(outcome.exact == nil && outcome.breaches?.map(\.assumption) == [.take])
    #expect(outcome.changes.map(\.state) == [.exact])
    try world.bucket.send("DEL", world.key("BBBBBBBB"))
    let lost = try world.sync()
    #expect(lost.changes.map(\.code) == ["BBBBBBBB"])
    #expect(lost.changes.first?.state == .doubted && lost.changes.first?.usedAtMost == nil)
  }

  @Test func `a follower goes through all codes when it is found, and says so`() throws {
    let world = try ContractTests.world()
    let run = try FollowRun(world)
    _ = try ContractTests.check(world, during: Self.short(world))
    try waitUntil("the follower has gone through all codes for it") {
      try world.postgres.query(
        """
        SELECT EXISTS (
          SELECT FROM invitectl.run_log
          WHERE (detail->'follow'->'full_passes'->>'contract')::int > 0) AS ended
        """, deadline: .soon
      ).only().bool("ended")
    }
    #expect(try world.standing("AAAAAAAA") == Self.boundless)
    let said = run.events.compactMap { event -> [ContractAssumption]? in
      guard case .contract(let breaches) = event else { return nil }
      return breaches.map(\.assumption)
    }
    #expect(said == [[.lifetime]])
    let outcome = try run.stop()
    #expect(outcome.exact == false && outcome.breaches?.map(\.assumption) == [.lifetime])
    #expect(outcome.fullPasses["contract"] == 1, "\(outcome.fullPasses)")
  }
}
