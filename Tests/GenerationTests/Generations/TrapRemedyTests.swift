import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Traps of the backend's that its own peer runs into: shown, named by doctor, and gone by what doctor
/// says to type.
@Suite struct TrapRemedyTests {
  /// - Parameter shown: words of the detail.
  func mend(
    _ check: String, _ world: GenerationWorld, shown: String...
  ) async throws {
    let found = try await DoctorFinding(check, world.database, world.redis)
    #expect(found.verdict == "warn", "\(found)")
    for words in shown { #expect(found.detail.contains(words), "\(found.detail)") }
    try found.type(into: world.database)
    let again = try await DoctorFinding(check, world.database, world.redis)
    #expect(again.verdict == "pass", "\(again)")
  }

  private func queue(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      """
      SELECT concat_ws(' ', q.status, g.name) AS line FROM invite_queue q
      LEFT JOIN team_groups g ON g.id = q.group_id ORDER BY q.status::text, q.id
      """)
  }

  /// Group beta is full, and a team without a group has seats.
  private static let fullGroup = """
    DELETE FROM invite_queue;
    UPDATE teams SET max_seats = 2 WHERE name = 'gamma';
    INSERT INTO teams (name, account_id, session_token, max_seats, is_active, status)
      VALUES ('spare', 'a', 's', 5, true, 'active');
    """

  static func waiting(_ email: String, _ code: String, group: String?) -> String {
    """
    INSERT INTO invite_queue (email, redeem_code, group_id, status, retry_count, created_at,
      is_rebind, consume_immediately)
      VALUES ('\(email)', '\(code)', \(group.map { "(SELECT id FROM team_groups WHERE name = '\($0)')" } ?? "NULL"),
        'waiting', 0, clock_timestamp() AT TIME ZONE 'utc', false, false);
    """
  }

  @Test
  func `a row that waits for a group without seats is doubled by each run, and then invited once`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(Self.fullGroup + Self.waiting("p@x.io", "DIRECTBETA", group: "beta"))
    let worker = try WorkerProcess(world.database, world.redis, app: "later.e6")
    for runs in 1...2 {
      #expect(try await world.peer.job("e6", "drain").contains("'processed': 1"))
      try await eventually("the worker has it wait once more", limit: .seconds(90)) {
        try queue(world) == Array(repeating: "processing beta", count: runs) + ["waiting beta"]
      }
    }
    try await mend("backend-queue", world, shown: "1 row ", "doubles at each run")
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 1"))
    try await eventually("the worker has invited", limit: .seconds(90)) {
      try world.value("SELECT count(*) FROM invite_records WHERE email = 'p@x.io'") == "1"
    }
    #expect(try await world.peer.job("e6", "drain").contains("'processed': 0"))
    #expect(try queue(world).filter { $0.hasPrefix("waiting") }.isEmpty)
    #expect(
      try world.value(
        "SELECT string_agg(status::text, ' ') FROM invite_records WHERE email = 'p@x.io'")
        == "success")
    withExtendedLifetime(worker) {}
  }

  @Test func `of those that wait for a group only they are named that its seats do not reach`()
    async throws
  {
    let world = try await GenerationWorld(.g026, prepared: false)
    // Codes that are not valid any more are given up before a seat is looked for.
    try world.run(
      Self.fullGroup + "UPDATE teams SET max_seats = 3 WHERE name = 'gamma';"
        + Self.waiting("lapsed@x.io", "DIRECTEXPIRED", group: "beta")
        + Self.waiting("off@x.io", "DIRECTINACTIVE", group: "beta")
        + Self.waiting("first@x.io", "DIRECTBETA", group: "beta")
        + Self.waiting("second@x.io", "DIRECTBETA", group: "beta")
        + Self.waiting("alpha@x.io", "DIRECTBETA", group: "alpha")
        + Self.waiting("any@x.io", "DIRECT10", group: nil))
    let second = try #require(
      try world.value("SELECT id FROM invite_queue WHERE email = 'second@x.io'"))
    try await mend("backend-queue", world, shown: "1 row (ids \(second))")
    #expect(
      try world.value("SELECT count(*) FROM invite_queue WHERE group_id IS NULL") == "2")
    // Without seats elsewhere nobody takes them, and they wait as they should.
    try world.run(
      """
      UPDATE invite_queue SET group_id = (SELECT id FROM team_groups WHERE name = 'beta');
      UPDATE teams SET max_seats = 0 WHERE group_id IS NULL
      """)
    let found = try await DoctorFinding("backend-queue", world.database, world.redis)
    #expect(found.verdict == "pass", "\(found)")
  }

  /// One use was counted before, so that it is known since when uses are.
  static let code = """
    DELETE FROM invite_records; DELETE FROM redeem_codes;
    INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, validity_days)
      VALUES ('BEFORE', 'direct', 1, 1, true, 30), ('ONE', 'direct', 1, 0, true, 30),
        ('MANY', 'direct', 9, 3, true, 30);
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at,
      consumed_at, is_rebind)
      SELECT 1, 'before@x.io', 'success', 'BEFORE', t, t, t, false
      FROM (SELECT now() AT TIME ZONE 'utc' - interval '9 days' AS t) AS s;
    """

  static func invite(
    _ email: String, _ code: String, rebind: String = "false", status: String = "success"
  ) -> String {
    """
    INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
      VALUES (1, '\(email)', '\(status)', '\(code)', now() AT TIME ZONE 'utc' - interval '2 hours',
        \(rebind));
    """
  }

  func code(_ code: String, _ world: GenerationWorld) throws -> String? {
    try world.value(
      """
      SELECT concat_ws(' ', used_count, bound_email, activated_at IS NOT NULL, rebind_count)
      FROM redeem_codes WHERE code = '\(code)'
      """)
  }

  /// A sync by hand sees them, the team is banned, and no sync counts them any more: what is typed
  /// leaves what the sync of another world leaves, whose team was not banned.
  @Test func `members of a banned team are counted by what is typed as the sync would have`()
    async throws
  {
    let invites =
      Self.code + Self.invite("A@x.io", "ONE") + Self.invite("b@x.io", "MANY")
      + Self.invite("b@x.io", "MANY") + Self.invite("c@x.io", "MANY", rebind: "true")
    var worlds: [GenerationWorld] = []
    for isBanned in [false, true] {
      let world = try await GenerationWorld(.g026, prepared: false)
      try world.run(invites)
      _ = try await world.peer.sync(manual: true)
      if isBanned {
        try world.run("UPDATE teams SET status = 'banned' WHERE id = 1")
        let answer = try await world.peer.web("direct", "ONE", "again@x.io")
        #expect(answer["state"]?.string == "INVITE_QUEUED", "the trap: \(answer)")
        try world.run("DELETE FROM invite_records WHERE email = 'again@x.io'")
        try world.run("UPDATE redeem_codes SET bound_email = NULL")
      }
      #expect(try await world.peer.sync()["counted"]?.int == (isBanned ? 0 : 4))
      worlds.append(world)
    }
    let (active, banned) = (worlds[0], worlds[1])
    try await mend("backend-joins", banned, shown: "4 invites of members", "not active")
    for name in ["ONE", "MANY", "BEFORE"] {
      #expect(try code(name, banned) == code(name, active), "\(name)")
    }
    #expect(try code("ONE", banned)?.hasPrefix("1 a@x.io t") == true)
    // Once the team is active again they are not counted a second time.
    try banned.run("UPDATE teams SET status = 'active' WHERE id = 1")
    #expect(try await banned.peer.sync()["counted"]?.int == 0)
    #expect(
      try await banned.peer.web("direct", "ONE", "a@x.io")["error"]?.string == "CODE_USED_UP")
  }
}
