import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Invites and codes that are mended.
extension TrapRemedyTests {
  @Test func `invites from before the first mark are not taken for uncounted`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      Self.code + Self.invite("a@x.io", "ONE")
        + """
        UPDATE invite_records SET accepted_at = created_at,
          created_at = created_at - interval '20 days' WHERE redeem_code = 'ONE';
        UPDATE teams SET status = 'banned' WHERE id = 1
        """)
    let found = try await DoctorFinding("backend-joins", world.database, world.redis)
    #expect(found.verdict == "pass", "\(found)")
    try world.run("UPDATE invite_records SET consumed_at = NULL")
    let unmarked = try await DoctorFinding("backend-joins", world.database, world.redis)
    #expect(unmarked.verdict == "pass", "\(unmarked)")
  }

  @Test func `an open invite into a banned team does not keep a code used up`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      Self.code + Self.invite("a@x.io", "ONE") + Self.invite("a@x.io", "MANY")
        + "UPDATE teams SET max_seats = 50, group_id = NULL")
    let young = try await DoctorFinding("backend-in-flight", world.database, world.redis)
    #expect(young.verdict == "pass", "\(young)")
    try world.run("UPDATE teams SET status = 'banned' WHERE id = 1")
    #expect(
      try await world.peer.web("direct", "ONE", "a@x.io")["error"]?.string == "CODE_USED_UP")
    try await mend("backend-in-flight", world, shown: "1 invite ", "not active")
    #expect(
      try await world.peer.web("direct", "ONE", "a@x.io")["state"]?.string == "INVITE_QUEUED")
  }

  @Test(arguments: FixtureMaking.allCases)
  func `an invite without is_rebind is in flight by what is typed`(
    made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(.g026, made, prepared: false)
    try world.run(
      Self.code + Self.invite("a@x.io", "ONE", rebind: "NULL")
        + Self.invite("b@x.io", "MANY", rebind: "NULL", status: "reserved"))
    let answer = try await world.peer.web("direct", "ONE", "a@x.io")
    #expect(answer["state"]?.string == "INVITE_QUEUED", "the trap: \(answer)")
    try world.run("DELETE FROM invite_records WHERE redeem_code = 'ONE' AND NOT is_rebind")
    guard made == .createAll else {
      try await mend("backend-joins", world, shown: "2 invites without is_rebind")
      let refused = try await world.peer.web("direct", "ONE", "a@x.io")
      #expect(refused["error"]?.string == "CODE_USED_UP", "\(refused)")
      return
    }
    // Where create_all has made the table, a row that waits can be without it, too.
    try world.run(
      Self.waiting("c@x.io", "MANY", group: nil) + "UPDATE invite_queue SET is_rebind = NULL")
    try await mend(
      "backend-joins", world, shown: "2 invites without is_rebind",
      "1 row of invite_queue without is_rebind")
    #expect(try world.value("SELECT count(*) FROM invite_queue WHERE is_rebind = false") == "1")
  }

  @Test(arguments: FixtureGeneration.allCases, FixtureMaking.allCases)
  func `codes in small letters, or with blanks, get their capitals, and their rows with them`(
    generation: FixtureGeneration, made: FixtureMaking
  ) async throws {
    let world = try await GenerationWorld(generation, made, prepared: false)
    // The one without is_active is a trap of its own.
    try world.run("DELETE FROM redeem_codes WHERE code = 'DIRECTNULLS'")
    let before = try await DoctorFinding("backend-codes", world.database, world.redis)
    #expect(before.verdict == "pass", "\(before)")
    try world.run(
      """
      UPDATE redeem_codes SET code = 'Direct10' WHERE code = 'DIRECT10';
      UPDATE redeem_codes SET code = ' LINUXDOBOUND' WHERE code = 'LINUXDOBOUND';
      UPDATE redeem_codes SET code = 'direct10' WHERE code = 'DIRECTHALF';
      UPDATE redeem_codes SET code = 'directbeta' WHERE code = 'DIRECTFOREVER';
      UPDATE redeem_codes SET code = 'off' WHERE code = 'DIRECTINACTIVE';
      UPDATE invite_records SET redeem_code = ' LINUXDOBOUND' WHERE redeem_code = 'LINUXDOBOUND'
      """)
    if generation == .g026 {
      let answer = try await world.peer.web("direct", "Direct10", "a@x.io")
      #expect(answer["error"]?.string == "INVALID_CODE", "the trap: \(answer)")
    }
    try await mend(
      "backend-codes", world, shown: "2 active codes with small letters",
      "2 active codes that are another one in capitals")
    #expect(
      try world.lines(
        """
        SELECT concat_ws(' ', code, is_active) AS line FROM redeem_codes
        WHERE upper(btrim(code)) IN ('DIRECT10', 'LINUXDOBOUND', 'DIRECTBETA', 'OFF') ORDER BY id
        """)
        == ["DIRECT10 t", "directbeta f", "direct10 f", "DIRECTBETA t", "off f", "LINUXDOBOUND t"])
    #expect(
      try world.value("SELECT count(*) FROM invite_records WHERE redeem_code = 'LINUXDOBOUND'")
        == "1")
    guard generation == .g026 else { return }
    let answer = try await world.peer.web("direct", "Direct10", "a@x.io")
    #expect(answer["state"]?.string == "INVITE_QUEUED", "\(answer)")
  }

  /// Python's capitals of ß are SS, and it takes a no-break space for a blank: PostgreSQL leaves both.
  @Test func `codes that Python alone changes are named and switched off`() async throws {
    let world = try await GenerationWorld(.g026, prepared: false)
    try world.run(
      """
      DELETE FROM redeem_codes WHERE code = 'DIRECTNULLS';
      UPDATE redeem_codes SET code = 'DIRECT\u{DF}' WHERE code = 'DIRECT10';
      UPDATE redeem_codes SET code = 'DIRECT\u{C4}' WHERE code = 'DIRECTHALF';
      UPDATE redeem_codes SET code = 'DIRECT\u{A0}' WHERE code = 'DIRECTFOREVER'
      """)
    for code in ["DIRECT\u{DF}", "DIRECT\u{A0}"] {
      let answer = try await world.peer.web("direct", code, "a@x.io")
      #expect(answer["error"]?.string == "INVALID_CODE", "the trap: \(answer)")
    }
    try await mend(
      "backend-codes", world, shown: "2 active codes with letters or blanks that Python changes")
    #expect(
      try world.value(
        "SELECT is_active FROM redeem_codes WHERE code = 'DIRECT\u{C4}'") == "true")
  }
}
