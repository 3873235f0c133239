import ClientSupport
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps

/// What is left for somebody who comes now: neither what is another's nor what goes at night.
extension ForecastTests {
  private func run(_ arguments: [String], _ world: MetricsWorld) async throws -> CommandResult {
    try await CommandRun.invitectl(arguments, environment: world.environment)
  }

  /// Ten codes of five uses, bound, by that name and type; activated so many days ago, for 30 days.
  private func bind(
    _ name: String, _ label: Int, _ days: Int, _ world: MetricsWorld
  ) throws {
    try world.run(
      """
      INSERT INTO redeem_codes
        (code, code_type, max_uses, used_count, is_active, bound_email, activated_at, validity_days)
      SELECT '\(name)' || n, (enum_range(NULL::redeemcodetype))[\(label)], 6, 1, true,
        'b' || n || '@example.com', (now() AT TIME ZONE 'utc') - interval '\(days) days', 30
      FROM generate_series(1, 10) n
      """)
  }

  @Test func `uses of bound codes are their owners' and not left for others`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    try bind("MINE", 1, 2, world)
    try bind("OVER", 1, 40, world)
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 1000, "\(codes)")
    #expect(
      codes.notes.contains("not in it: 50 uses of bound codes, for their owners alone"), "\(codes)")
    #expect(
      codes.notes.contains("not in it: 50 uses of bound codes whose time is over"), "\(codes)")
    #expect(
      codes.notes.contains("in it: 999 uses that a code's first use leaves to its owner alone"),
      "\(codes)")
    // The direct flow of this era asks for no email.
    try bind("OPEN", 2, 40, world)
    #expect(try forecast(world, [.codes]).first?.remaining == 1050)
    try world.run(
      """
      DELETE FROM redeem_codes WHERE code LIKE 'OPEN%';
      UPDATE redeem_codes SET bound_email = 'owner@example.com' WHERE code = 'CODE'
      """)
    let cron = try await run(["forecast", "--only", "codes", "--assert", "codes>1d"], world)
    #expect(cron.exitCode == 3 && cron.output.contains("nothing is left"), "\(cron)")
    #expect(cron.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(cron)")
    let paper = [
      "simulate", "--redeem", "50", "--in", "10m", "--workers", "1", "--runtime", "1s",
      "--concurrency", "1",
    ]
    let none = try await run(paper, world)
    #expect(none.exitCode == 0 && none.output.contains("none, and 50 get none"), "\(none)")
    #expect(none.output.contains("50 uses of bound codes, for their owners alone"), "\(none)")
    #expect(!none.output.contains("taken after"), "\(none)")
    #expect(none.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(none)")
    let machine = try await run(paper + ["-o", "json"], world)
    let json = try JSONValue(parsing: Array(machine.output.utf8))
    #expect(json["bound_uses"]?.int == 1100 && json["codes"]?["available"]?.int == 0, "\(json)")
  }

  @Test(arguments: ["NULL", "2147483647"])
  func `uses of bound codes whose time has no end are not said to be over`(days: String) throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    try bind("ODD", 1, 0, world)
    try world.run("UPDATE redeem_codes SET validity_days = \(days) WHERE code LIKE 'ODD%'")
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 1000, "\(codes)")
    #expect(
      codes.notes.contains(
        "not in it: 50 uses of bound codes that nobody can redeem: their validity_days is NULL or "
          + "too large"), "\(codes)")
    #expect(!codes.notes.contains { $0.contains("time is over") }, "\(codes)")
    #expect(!codes.notes.contains { $0.contains("for their owners alone") }, "\(codes)")
  }

  @Test func `uses of codes that the backend takes from nobody are left for nobody`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      SELECT v.code, (enum_range(NULL::redeemcodetype))[1], v.most, v.used, true
      FROM (VALUES ('small', 7, 2), (' BLANK', 3, 0), ('NONE', 12, NULL)) AS v (code, most, used)
      """)
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 1000, "\(codes)")
    #expect(
      codes.notes.contains(
        "not in it: 20 uses of codes that nobody can redeem: they have small letters, blanks or "
          + "no used_count"), "\(codes)")
    try world.run("DELETE FROM redeem_codes WHERE code = 'CODE'")
    let cron = try await run(["forecast", "--only", "codes", "--assert", "codes>1d"], world)
    #expect(cron.exitCode == 3 && cron.output.contains("nothing is left"), "\(cron)")
  }

  @Test func `codes with letters or blanks that Python takes for others are left for nobody`()
    throws
  {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let lost = [
      "ABC\u{E4}X", "ABC\u{131}X", "ABC\u{17F}X", "ABC\u{DF}X", "ABC\u{1C5}X", "ABCAE\u{301}x",
      "ABC3\t", "ABC3\u{1C}", "ABC3\u{A0}", "\u{2003}ABC3", "\u{3000}\u{4E2D}",
    ]
    let found = ["ABC\u{C4}X", "ABC\u{1E9E}X", "A B", "A\u{A0}B", "\u{4E2D}", "E\u{301}"]
    for codes in [lost, found] {
      try world.postgres.execute(
        """
        INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
        SELECT c, (enum_range(NULL::redeemcodetype))[1], 5, 0, true FROM unnest($1::text[]) AS c
        """, [PostgresArray.literal(codes)], deadline: .soon)
    }
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 1000 + 5 * found.count, "\(codes)")
    #expect(
      codes.notes.contains {
        $0.hasPrefix("not in it: \(5 * lost.count) uses of codes that nobody can redeem")
      }, "\(codes)")
  }

  /// In each of the last days forty came within twelve hours, of which the next begin in six.
  private func inviteByDay(_ world: MetricsWorld) throws {
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at, is_rebind)
      SELECT (SELECT min(id) FROM teams), 'd' || d || 'n' || k || '@example.com', 'SUCCESS', 'CODE',
        (now() AT TIME ZONE 'utc') - d * interval '24 hours' + interval '6 hours'
          + ((k - 0.5) / 40)::float8 * interval '12 hours',
        now() AT TIME ZONE 'utc', false
      FROM generate_series(1, 28) d CROSS JOIN generate_series(1, 40) k;
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT min(id), 'first@example.com', 'FAILED', (now() AT TIME ZONE 'utc') - interval '40 days'
      FROM teams
      """)
  }

  @Test func `the last use goes when people come, and not at night`() async throws {
    let world = try world(uses: 1)
    try inviteByDay(world)
    let range = try #require(try forecast(world, [.codes]).first?.inSeconds)
    let (early, late) = (try #require(range.early), try #require(range.late))
    #expect(early > 5.9 * 3600 && late < 8 * 3600, "\(range)")
    let sleeps = try await run(["forecast", "--only", "codes", "--assert", "codes>5h"], world)
    #expect(sleeps.exitCode == 0, "\(sleeps)")
    // All but one of a day are gone in the evening, and not in the night behind it.
    try world.run("UPDATE redeem_codes SET max_uses = 36")
    let day = try #require(try forecast(world, [.codes]).first?.inSeconds)
    #expect(day.late.map { $0 < 18.1 * 3600 } == true, "\(day)")
    let fails = try await run(["forecast", "--only", "codes", "--assert", "codes>18h"], world)
    #expect(fails.exitCode == 3, "\(fails)")
  }

  @Test func `who holds a lock is named for each subject that waited for it`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE redeem_codes IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    let stuck = try await run(["forecast", "--only", "codes", "--timeout", "10s"], world)
    #expect(stuck.exitCode != 0 && stuck.errors.contains("has locked redeem_codes"), "\(stuck)")
    #expect(stuck.errors.contains("pg_terminate_backend"), "\(stuck)")
    try blocker.executeScript("ROLLBACK", deadline: .soon)
  }
}
