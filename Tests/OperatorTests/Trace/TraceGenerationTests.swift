import TestSupport
import TestWorlds
import Testing

/// `trace` beside later backends: seats that are held, rows that wait, teams that are banned.
@Suite(.timeLimit(.minutes(15))) struct TraceGenerationTests {
  private static let now = "now() AT TIME ZONE 'utc'"

  func trace(_ world: GenerationWorld, _ who: String) async throws -> TraceWorld.Traced {
    try await TraceWorld.trace([who], world.environment)
  }

  func type(_ traced: TraceWorld.Traced, _ world: GenerationWorld) async throws {
    try await TraceWorld.type(traced, world.environment) { try world.run($0) }
  }

  private static func wait(_ group: String, retries: String) -> String {
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, retry_count, created_at,
      is_rebind, consume_immediately)
    SELECT 'w@example.com', 'DIRECTBETA', (SELECT id FROM team_groups WHERE name = '\(group)'),
      'waiting', \(retries), \(now) - interval '3 hours', false, false
    """
  }

  private static func record(_ status: String, _ team: String, _ more: String = "NULL") -> String {
    """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind,
      accepted_at, consumed_at)
    SELECT id, 'r@example.com', '\(status)', 'DIRECT10', \(now) - interval '3 hours', false, \(more),
      \(more)
    FROM teams WHERE name = '\(team)';
    UPDATE redeem_codes SET bound_email = 'r@example.com' WHERE code = 'DIRECT10'
    """
  }

  @Test func `who waits for a seat is told whether one is free`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(Self.wait("beta", retries: "0"))
    let free = try await trace(world, "w@example.com")
    #expect(free.state == "waiting" && free.exit == 0, "\(free)")
    #expect(free.sentence.contains("1 seat free"), "\(free)")
    #expect(
      free.next
        == "invitectl redeem retry --waiting --code DIRECTBETA --email w@example.com --yes",
      "\(free)")
    try world.run("UPDATE teams SET max_seats = 2 WHERE name = 'gamma'")
    let full = try await trace(world, "w@example.com")
    #expect(full.state == "waiting" && full.exit == 3 && full.kind == "advice", "\(full)")
    #expect(full.sentence.contains("no active team of group"), "\(full)")
    // Counted by who is there: a banned team has none.
    try world.run("UPDATE teams SET max_seats = 9, status = 'banned' WHERE name = 'gamma'")
    #expect(try await trace(world, "w@example.com").exit == 3)
    try world.run("UPDATE teams SET status = 'active' WHERE name = 'gamma'")
    #expect(try await trace(world, "w@example.com").exit == 0)
    try world.run("UPDATE invite_queue SET retry_count = NULL")
    let poisoned = try await trace(world, "w@example.com")
    #expect(poisoned.exit == 3 && poisoned.sentence.contains("has no retry_count"), "\(poisoned)")
    try await type(poisoned, world)
    let mended = try await trace(world, "w@example.com")
    #expect(mended.exit == 0, "\(mended)")
    try await type(mended, world)
    #expect(try await trace(world, "w@example.com").state == "unconsumed")
  }

  @Test func `a seat that nobody works on is given back, and redeemed again`() async throws {
    let world = try await GenerationWorld(.g026)
    try world.run(Self.record("reserved", "roomy"))
    let held = try await trace(world, "r@example.com")
    #expect(held.state == "seat_held" && held.exit == 3, "\(held)")
    try await type(held, world)
    let free = try await trace(world, "r@example.com")
    #expect(free.state == "unused" && free.exit == 3, "\(free)")
    try await type(free, world)
    let queued = try await trace(world, "r@example.com")
    #expect(queued.state == "unconsumed", "\(queued)")
    #expect(queued.lines.contains { $0.contains("RESERVED, team roomy") }, "\(queued)")
    let byCode = try await trace(world, "direct10")
    #expect(byCode.state == "unconsumed", "\(byCode)")
  }

  /// The backend's clean-up gives the counted use back with the seat; a person would have to.
  @Test func `where the use is counted too, the backend's clean-up is waited for`() async throws {
    let world = try await GenerationWorld(.g023)
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT id, 'r@example.com', 'reserved', 'DIRECT10', \(Self.now), false
      FROM teams WHERE name = 'roomy'
      """)
    let held = try await trace(world, "r@example.com")
    #expect(held.state == "seat_held" && held.exit == 5 && held.kind == "advice", "\(held)")
    #expect(held.next?.contains("the backend gives seat and use back from 20") == true, "\(held)")
  }

  /// As `redeem --resume` says it of one that it holds: what was counted is taken out.
  @Test(
    arguments: [
      (.g008, "redeem", "used_count"), (.g013, "redeem", "used_count"),
      (.g013, "rebind", "rebind_count"), (.g026, "redeem", "used_count"),
      (.g026, "rebind", "rebind_count"),
    ] as [(FixtureGeneration, String, String)])
  func `an entry that is too old is settled with what it counted`(
    generation: FixtureGeneration, flow: String, column: String
  ) async throws {
    let world = try await GenerationWorld(generation)
    try world.run(
      """
      UPDATE redeem_codes SET \(column) = 1 WHERE code = 'LINUXDO5';
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state, created_at)
      VALUES ('old', '\(flow)', 'LINUXDO5', 'o@example.com', 'recorded', now() - interval '7 days')
      """)
    let stale = try await trace(world, "o@example.com")
    #expect(stale.state == "recorded" && stale.kind == "sql", "\(stale)")
    try await type(stale, world)
    #expect(
      try world.value("SELECT \(column) FROM redeem_codes WHERE code = 'LINUXDO5'") == "0",
      "\(stale)")
    #expect(try await trace(world, "o@example.com").state == "failed")
  }

  @Test func `joined and counted, banned, and taken out again`() async throws {
    let world = try await GenerationWorld(.g026, .createAll)
    try world.run(Self.record("success", "roomy", "\(Self.now) - interval '1 hour'"))
    let accepted = try await trace(world, "r@example.com")
    #expect(accepted.state == "accepted" && accepted.exit == 0, "\(accepted)")
    #expect(accepted.lines.contains { $0.contains("counted by the member sync") }, "\(accepted)")
    try world.run("UPDATE teams SET status = 'banned' WHERE name = 'roomy'")
    let banned = try await trace(world, "r@example.com")
    #expect(banned.state == "invited" && banned.exit == 3, "\(banned)")
    #expect(
      banned.next == "invitectl redeem DIRECT10 r@example.com --flow rebind", "\(banned)")
    try world.run("UPDATE invite_records SET status = 'removed' WHERE email = 'r@example.com'")
    let removed = try await trace(world, "r@example.com")
    #expect(removed.state == "removed" && removed.exit == 5, "\(removed)")
  }

  @Test
  func `a used-up code of which nobody joined is set right by what is printed, or is at its end`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    // Since then uses are counted on join for sure.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind,
        consumed_at)
      SELECT id, 'r@example.com', 'success', 'DIRECT10', \(Self.now) - interval '3 hours', false,
        \(Self.now) - interval '2 hours'
      FROM teams WHERE name = 'roomy';
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at,
        validity_days, rebind_count, rebind_limit, status)
      VALUES ('TOOHIGH', 'direct', 2, 2, true, \(Self.now) - interval '1 hour', 30, 0, 1, 'bound'),
        ('ELDER', 'direct', 2, 2, true, \(Self.now) - interval '9 hours', 30, 0, 1, 'bound')
      """)
    for (code, state, exit) in [("TOOHIGH", "unused", Int32(3)), ("ELDER", "untraced", 5)] {
      let used = try await trace(world, code)
      #expect(used.state == "untraced" && used.exit == 5 && used.kind == "advice", "\(used)")
      let command = try #require(
        used.next?.firstMatch(of: #/'invitectl (force-resync [^']+)'/#)?.1, "\(used)")
      #expect(command == "force-resync \(code) --yes")
      let typed = try await CommandRun.invitectl(
        command.split(separator: " ").map(String.init), environment: world.environment)
      #expect(typed.exitCode == 0, "\(typed)")
      let after = try await trace(world, code)
      #expect(after.state == state && after.exit == exit, "\(after)")
      // Of what nothing shows of it the same sentence has the other end.
      if state == "untraced" {
        #expect(after.next?.hasSuffix("where it changes nothing, redeem another code") == true)
      }
    }
  }

  /// By the rules of each: before 014 anybody may use a code of which tokens are taken.
  @Test(
    arguments: [
      (.g013, "LINUXDO5", false), (.g013, "DIRECT10", true), (.g026, "LINUXDO5", false),
      (.g026, "DIRECT10", false),
    ] as [(FixtureGeneration, String, Bool)])
  func `of a code that is somebody else's by now it says what the backend would answer`(
    generation: FixtureGeneration, code: String, isForAnybody: Bool
  ) async throws {
    let world = try await GenerationWorld(generation)
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT id, 'r@example.com', 'failed', '\(code)', \(Self.now) - interval '3 hours', false
      FROM teams WHERE name = 'roomy';
      UPDATE redeem_codes SET bound_email = 'other@example.com' WHERE code = '\(code)'
      """)
    let traced = try await trace(world, "r@example.com")
    #expect(traced.state == "failed" && traced.exit == 5, "\(traced)")
    let redeemed = try await world.invitectl("redeem", code, "r@example.com")
    guard !isForAnybody else {
      #expect(traced.next == "invitectl redeem \(code) r@example.com", "\(traced)")
      #expect(redeemed.exitCode == 0, "\(redeemed)")
      return
    }
    #expect(traced.kind == "advice", "\(traced)")
    #expect(traced.next?.contains("the backend answers EMAIL_MISMATCH") == true, "\(traced)")
    #expect(redeemed.exitCode == 5 && redeemed.output.contains("EMAIL_MISMATCH"), "\(redeemed)")
  }

  @Test(arguments: [FixtureGeneration.g008, .g013, .g026])
  func `by a code the rows are found that have it in other letters`(
    generation: FixtureGeneration
  ) async throws {
    let world = try await GenerationWorld(generation)
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      SELECT id, 'r@example.com', (SELECT s FROM unnest(enum_range(NULL::invitestatus)) AS s
        WHERE lower(s::text) = 'failed'), ' linuxDo5', \(Self.now) - interval '3 hours', false
      FROM teams WHERE name = 'roomy'
      """)
    for who in ["r@example.com", "LINUXDO5", "linuxdo5"] {
      let traced = try await trace(world, who)
      #expect(traced.state == "failed" && traced.exit == 5, "\(traced)")
    }
  }

  @Test func `the newest worker's invite is made, and its refusal leaves a seat`() async throws {
    let world = try await GenerationWorld(.g026)
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    for (email, state) in [
      ("ok@example.com", "invited"), ("a+refused@example.com", "seat_held"),
    ] {
      let redeemed = try await world.invitectl(
        "redeem", email.hasPrefix("ok") ? "DIRECT10" : "DIRECTHALF", email)
      #expect(redeemed.exitCode == 0, "\(redeemed.errors)")
      let end = ContinuousClock.now + .seconds(120)
      var traced = try await trace(world, email)
      while traced.state != state, ContinuousClock.now < end {
        traced = try await trace(world, email)
      }
      #expect(traced.state == state, "\(traced)")
    }
    withExtendedLifetime(worker) {}
  }
}
