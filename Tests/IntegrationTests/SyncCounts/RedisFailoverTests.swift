import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A replica that lags behind takes the place of a primary that is killed, while backends take and give
/// back. The oracle is what those were told. INVITECTL_FAILOVER_ROUNDS is how often.
@Suite struct RedisFailoverTests {
  /// What a run noted of the primary's history.
  private enum Note: String, CaseIterable {
    /// The replica has all that was seen.
    case kept
    /// It lacks some of it.
    case lost
    /// Nobody noted anything, as before there were notes.
    case none
  }

  private static var rounds: Int {
    (try? Sandbox.variable("INVITECTL_FAILOVER_ROUNDS")).flatMap { Int($0) } ?? Note.allCases.count
  }

  /// Used up; in use, with tokens for all; in use, and mostly empty.
  private static let usedUp = (0..<6).map { "UP\($0)" }
  private static let rich = (0..<4).map { "RICH\($0)" }
  private static let poor = (0..<6).map { "POOR\($0)" }

  @Test func `the truth is within the bounds, and what was used up stays exact`() throws {
    var generator = SeededGenerator(seed: FailoverPair.seed)
    var exact: [Note: Int] = [:]
    var forgotten = 0
    for round in 0..<Self.rounds {
      let note = Note.allCases[round % Note.allCases.count]
      let (counted, told) = try play(note, &generator)
      for code in Self.rich { forgotten += (told[code]?.sure ?? 0) - (counted[code]?.used ?? 0) }
      exact[note, default: 0] += counted.values.filter(\.isExact).count
      for code in Self.usedUp {
        // Where the replica may have forgotten what was counted, nothing is exact.
        #expect(counted[code]?.isExact == (note == .kept), "\(code): \(counted[code]?.text ?? "")")
      }
    }
    #expect(forgotten > 0, "no failover lost anything")
    print(
      "\(forgotten) uses forgotten; exact after \(Self.rounds) failovers: "
        + Note.allCases.map { "\($0.rawValue) \(exact[$0] ?? 0)" }.joined(separator: ", "))
  }

  private func play(
    _ note: Note, _ generator: inout SeededGenerator
  ) throws -> ([String: CountedCode], [String: ToldUses]) {
    let pair = try FailoverPair()
    try pair.world.addLasting(Self.usedUp, max: 3, used: 3)
    try pair.world.addLasting(Self.rich, max: 100_000, used: 2)
    try pair.world.addLasting(Self.poor, max: 8, used: 2)
    try pair.world.rest()
    let before = try CountedCode.all(pair.world.postgres)
    let actors = BucketActors(before.mapValues(\.used))
    actors.start(pair.world.redis.bucket, seed: generator.next())
    try actors.act(Int.random(in: 0...300, using: &generator))
    if Bool.random(using: &generator) {
      try pair.world.sync()
      try actors.act(Int.random(in: 0...100, using: &generator))
    }
    try pair.world.inStep()
    try pair.stopLink()
    // From here on it is forgotten, this write at least.
    try pair.world.bucket.send("SET", "invitectl-tests:lost", 1)
    try actors.act(20 + Int.random(in: 0...300, using: &generator))
    switch note {
    case .kept: break
    case .lost: try pair.world.sync()
    case .none:
      try pair.world.postgres.execute(
        "UPDATE invitectl.run_log SET detail = detail - 'seen'", deadline: .soon)
    }
    try actors.act(Int.random(in: 0...100, using: &generator))
    pair.primary.kill()
    try actors.stop()
    try pair.promote()
    actors.start(pair.onReplica, seed: generator.next())
    try actors.act(Int.random(in: 0...200, using: &generator))
    try pair.syncOnReplica()
    try actors.act(Int.random(in: 0...50, using: &generator))
    try actors.stop()
    for _ in 0..<2 { try pair.syncOnReplica() }
    #expect(try pair.syncOnReplica().changed == 0)
    let counted = try CountedCode.all(pair.world.postgres)
    for (code, told) in actors.told {
      guard let count = counted[code] else {
        Issue.record("\(code) was lost")
        continue
      }
      let seen: Comment = "\(note.rawValue) \(code): \(count.text), told \(told)"
      #expect(told.most >= count.low, seen)
      #expect(told.least <= count.high, seen)
      #expect(!count.isExact || (told.least...told.most).contains(count.used), seen)
    }
    return (counted, actors.told)
  }

  @Test func `a token that was given back late takes the note's word away`() throws {
    let pair = try FailoverPair()
    try pair.world.addLasting(Self.usedUp, max: 3, used: 3)
    try pair.world.rest()
    // The lines of the ledger as old as the rows.
    try pair.world.postgres.execute(
      "UPDATE invitectl.redeem_sync_ledger SET at = at - interval '2 hours'", deadline: .soon)
    try pair.world.refund("UP0")
    try pair.world.sync()
    #expect(try pair.world.used("UP0") == 2)
    try pair.world.rest()
    try pair.world.inStep()
    pair.primary.kill()
    try pair.promote()
    let outcome = try pair.syncOnReplica()
    #expect(outcome.breaches?.map(\.code) == ["UP0"])
    #expect(outcome.breaches?.first?.sentence.contains("given back an hour or more after") == true)
    let counted = try CountedCode.all(pair.world.postgres)
    #expect(counted["UP1"]?.text == "3 restarted -3 +6 held 0")
  }

  @Test func `a snapshot that has all that was seen is as good as a replica`() throws {
    let pair = try FailoverPair()
    try pair.world.addLasting(Self.usedUp, max: 3, used: 3)
    try pair.world.rest()
    try TestRedis.connect(pair.primary.endpoint).send("SAVE")
    pair.primary.kill()
    try pair.primary.start()
    try pair.world.sync()
    let counted = try CountedCode.all(pair.world.postgres)
    // Before Redis 7.0 a primary that was restarted does not say whose history its snapshot is of.
    let expected = PrivateRedis.hasSettingsOf7 ? "3 exact -0 +0 held 0" : "3 restarted -3 +3 held 0"
    for code in Self.usedUp { #expect(counted[code]?.text == expected) }
  }

  @Test func `sentinels promote one that has all that was seen`() throws {
    let group = try SentinelGroup()
    try group.waitUntilReady()
    let world = try SyncWorld(server: group.servers[0].endpoint)
    let url = group.url(database: world.redis.bucket.database)
    let context = try FailoverPair.context(world.environment.merging(["REDIS_URL": url]) { $1 })
    try world.addLasting(Self.usedUp, max: 3, used: 3)
    try world.addLasting(["LEFT"], max: 3, used: 1)
    try world.rest(context)
    try world.inStep()
    group.servers[0].kill()
    try waitUntil("the sentinels have promoted the replica, and name it") {
      (try? SyncCounts(context, SyncRequest()).run()) != nil
    }
    let counted = try CountedCode.all(world.postgres)
    for code in Self.usedUp { #expect(counted[code]?.text == "3 exact -0 +0 held 0") }
    // Both of its tokens may have been taken and lost, and the bucket set anew by what was counted.
    #expect(counted["LEFT"]?.text == "1 restarted -0 +4 held 0")
  }
}
