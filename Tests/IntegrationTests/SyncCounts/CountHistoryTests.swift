import ClientSupport
import InviteDomain
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `sync-counts history`: what a count was at a moment is what was known of it then.
@Suite struct CountHistoryTests {
  /// What is known of a count at a moment at which nobody writes `redeem_sync`.
  private struct Snapshot {
    let code: String
    let at: String
    let counted: Int
    let state: String
    let low: Int
    let high: Int
    let used: Int

    /// Writers that are at it end first, and others begin later: what they write has a later time.
    init(_ world: SyncWorld, _ code: String) throws {
      try world.postgres.executeScript(
        "BEGIN; LOCK TABLE invitectl.redeem_sync IN SHARE MODE", deadline: .soon)
      let row = try world.postgres.query(
        """
        SELECT to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at,
          s.u_after, s.state, s.spread_low, s.spread_high, c.used_count
        FROM redeem_codes c JOIN invitectl.redeem_sync s ON s.code_id = c.id WHERE c.code = $1
        """, [code], deadline: .soon
      ).only()
      try world.postgres.executeScript("COMMIT", deadline: .soon)
      self.code = code
      at = try row.string("at")
      counted = try row.int("u_after")
      state = try row.string("state")
      low = try row.int("spread_low")
      high = try row.int("spread_high")
      used = try row.int("used_count")
    }
  }

  private static let widest = 1 << 40

  /// Enough of what can be with a code; takes are more than the others.
  private static func disturb(
    _ world: SyncWorld, _ code: String, _ random: inout SeededGenerator
  ) throws {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<10:
      // Who finds no bucket makes one.
      if try world.tokens(code) == nil { try world.initialise(code) }
      try world.take(code, Int.random(in: 1...3, using: &random))
    case 10..<13: try world.increment(code)
    case 13: try world.initialise(code)
    case 14: try world.bucket.send("DEL", world.key(code))
    default: break
    }
  }

  private static func lines(_ world: SyncWorld) throws -> Int {
    try world.postgres.query(
      "SELECT count(*) AS lines FROM invitectl.redeem_sync_ledger", deadline: .soon
    ).only().int("lines")
  }

  @Test func `500 random instants beside a follower are what snapshots of then say`() throws {
    var random = SeededGenerator()
    let world = try SyncWorld(believesFirstSight: false)
    let codes = (1...6).map { "HISTORY\($0)" }
    for code in codes + ["PACE"] {
      try world.addCode(code, max: 100_000)
      try world.initialise(code)
      try world.bucket.send("EXPIRE", world.key(code), 86_000)
    }
    try world.sync()
    let follower = try FollowRun(world) { $0.every = .milliseconds(20) }
    var snapshots: [Snapshot] = []
    while snapshots.count < 500 {
      // Not all within one turn of the follower.
      if snapshots.count % 25 == 0 {
        let before = try Self.lines(world)
        try world.take("PACE")
        try waitUntil("the follower has written") { try Self.lines(world) > before }
      }
      let code = codes[Int.random(in: 0..<codes.count, using: &random)]
      try Self.disturb(world, code, &random)
      snapshots.append(try Snapshot(world, code))
    }
    try follower.stop()
    let history = try CountHistory(world.context())
    var seen: Set<String> = []
    for shot in snapshots {
      let label: Comment = "\(shot), seed \(random.seed)"
      let moment = try history.at(try #require(CountMoment(shot.at)), of: shot.code)
      let line = try #require(moment.line, label)
      seen.insert(line.at + shot.code)
      #expect(line.usedAfter == shot.counted, label)
      #expect(line.state == shot.state, label)
      #expect(line.usedAtLeast == max(0, shot.counted - shot.low), label)
      #expect(
        line.usedAtMost == (shot.high < Self.widest ? shot.counted + shot.high : nil), label)
      // What others add is in the database first.
      #expect(shot.used >= line.usedAfter, label)
      #expect(line.at <= shot.at && moment.next.map { $0.at > shot.at } ?? true, label)
    }
    #expect(seen.count > 40, "seed \(random.seed)")
    #expect(Set(snapshots.map(\.state)).count > 1, "seed \(random.seed)")
    for code in codes {
      let shots = snapshots.filter { $0.code == code }
      let (first, last) = (try #require(shots.first), try #require(shots.last))
      let difference = try history.difference(
        try #require(CountMoment(first.at)), try #require(CountMoment(last.at)), of: code)
      let label: Comment = "\(code), \(difference), seed \(random.seed)"
      #expect(difference.changeByLines == last.counted - first.counted, label)
      let (least, most) = (
        try #require(difference.changeAtLeast), try #require(difference.changeAtMost)
      )
      #expect(least <= last.used - first.used && last.used - first.used <= most, label)
    }
    let check = try LedgerCheck.run(world.context(), code: nil)
    #expect(check.broken == 0, "\(check.faults), seed \(random.seed)")
    #expect(try check.chained == Self.lines(world) && check.unchained == 0)
  }

  @Test func `a use that others count between two lines is told as a sum`() async throws {
    let world = try SyncWorld()
    try world.addSyncedCode("GROWN")
    func now() throws -> String {
      try world.postgres.query(
        """
        SELECT to_char(clock_timestamp() AT TIME ZONE 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at
        """, deadline: .soon
      ).only().string("at")
    }
    let early = try now()
    try world.increment("GROWN", 2)
    try world.take("GROWN", 3)
    let behind = try now()
    try world.sync()
    let late = try now()
    func run(_ words: [String]) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["sync-counts", "history", "GROWN"] + words, environment: world.environment)
    }
    let before = try await run(["--at", early])
    #expect(before.exitCode == 0, "\(before.errors)")
    #expect(before.output.contains("used     0, "), "\(before.output)")
    #expect(before.output.contains("between  +2 in the database, by others\n"), "\(before.output)")
    let after = try await run(["--at", late])
    #expect(after.output.contains("used     5, exact\n"), "\(after.output)")
    #expect(after.output.contains("until    now: no change since\n"), "\(after.output)")
    let difference = try await run(["--diff", early, late])
    #expect(difference.exitCode == 0, "\(difference.errors)")
    #expect(
      difference.output.contains(
        "change   0 to +5: when others counted and tokens were taken is not known\n"),
      "\(difference.output)")
    let within = try await run(["--diff", early, behind])
    #expect(
      within.output.contains("change   0 to +5, by others and by what the next line counts\n"),
      "\(within.output)")
    #expect(difference.output.contains("others, in the database"), "\(difference.output)")
    let lines = try await run(["--limit", "1"])
    #expect(lines.output.contains("2 -> 5"), "\(lines.output)")
    for result in [before, after, difference, lines] {
      for line in result.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
    let json = try await run(["--at", late, "-o", "json"])
    #expect(json.output.contains(#""used_after":5"#), "\(json.output)")
    let told = try await run(["--diff", early, late, "-o", "json"])
    for field in [
      #""added_by_others_at_least":0"#, #""added_by_others_at_most":2"#, #""change_at_least":0"#,
      #""change_at_most":5"#,
    ] { #expect(told.output.contains(field), "\(field): \(told.output)") }
    #expect(told.output.contains(#""delta":3,"lines":1"#), "\(told.output)")
    let unborn = try await run(["--at", "2020-01-01"])
    #expect(unborn.exitCode == 0)
    #expect(unborn.output.contains("not known: the ledger begins at "), "\(unborn.output)")
  }

  @Test func `a count that the database has gone on from is not called exact until now`()
    async throws
  {
    let world = try SyncWorld()
    try world.addSyncedCode("STALE")
    try world.take("STALE", 2)
    try world.sync()
    let history = try CountHistory(world.context())
    #expect(try history.at(.now, of: "STALE").untold == 0)
    try world.increment("STALE", 4)
    let moment = try history.at(.now, of: "STALE")
    #expect(moment.line?.usedAfter == 2 && moment.usedNow == 6 && moment.untold == 4, "\(moment)")
    func run(_ words: String...) async throws -> CommandResult {
      let result = try await CommandRun.invitectl(
        ["sync-counts", "history", "STALE"] + words, environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
      // An object of JSON is a line of its own.
      for line in result.output.split(separator: "\n") where !words.contains("json") {
        #expect(line.count <= 80, "\(line)")
      }
      return result
    }
    let now = try await run("--at", "now").output
    #expect(now.contains("used     2, exact when it was written\n"), "\(now)")
    #expect(now.contains("until    now: no line since\n"), "\(now)")
    #expect(now.contains("database 6 now: +4, of which no line tells yet\n"), "\(now)")
    let difference = try await run("--diff", "now", "now").output
    #expect(difference.contains("change   0 by the lines\n"), "\(difference)")
    #expect(difference.contains("database 6 now: +4"), "\(difference)")
    #expect(!difference.contains("no change"), "\(difference)")
    #expect(try await run("--at", "now", "-o", "json").output.contains(#""used_now":6"#))
    // What the bucket gave out is in no table, and it is said that nobody looked.
    try world.sync()
    let synced = try await run("--at", "now").output
    #expect(synced.contains("used     6, exact\n"), "\(synced)")
    #expect(synced.contains("database 6 as well; the bucket was not asked\n"), "\(synced)")
    let unborn = try await run("--diff", "2020-01-01", "now").output
    #expect(unborn.contains("change   not known\n"), "\(unborn)")
    #expect(unborn.contains("why      the ledger begins at "), "\(unborn)")
    #expect(!unborn.contains("no change"), "\(unborn)")
    // A sum of the lines that are there would be taken for what it grew by.
    #expect(!unborn.contains("LINES"), "\(unborn)")
    let untold = try await run("--diff", "2020-01-01", "now", "-o", "json").output
    #expect(untold.contains(#""reasons":[]"#), "\(untold)")
  }

  @Test(
    arguments: [
      (["NONE", "--at", "2h"], "there is no code"), (["KNOWN", "--at", "2999-01-01"], "not come"),
      (["KNOWN", "--at", "2999-01-01"], "write 'now'"),
      (["KNOWN", "--at", "2026-02-31"], "there is no time"),
      (["KNOWN", "--at", "2026-02-03T12:00+16:00"], "there is no time"),
      (["KNOWN", "--at", "soon"], "is not a time"), (["KNOWN", "--diff", "2h"], "two times"),
      (["KNOWN", "--diff", "now", "2h"], "earlier time first"),
      (["KNOWN", "--at", "2h", "--verify"], "give one"), ([], "name a code"),
      (["KNOWN", "--limit", "0"], "--limit takes"),
    ] as [([String], String)])
  func `what cannot be asked is refused in words`(_ words: [String], _ why: String) async throws {
    let world = try SyncWorld()
    try world.addCode("KNOWN", max: 1)
    let result = try await CommandRun.invitectl(
      ["sync-counts", "history"] + words, environment: world.environment)
    #expect(result.exitCode == 2, "\(result)")
    #expect(result.errors.contains(why), "\(result.errors)")
  }
}
