import ClientSupport
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps

/// What is left: codes that expire at an instant, and numbers of columns whoever owns their sequence.
extension ForecastTests {
  private func assert(
    _ assertion: String, _ subject: String, _ world: MetricsWorld
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["forecast", "--only", subject, "--assert", assertion], environment: world.environment)
  }

  @Test func `codes that expire in ten minutes are gone in ten minutes`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    try world.run(
      "UPDATE redeem_codes SET expires_at = (now() AT TIME ZONE 'utc') + interval '10 minutes'")
    let range = try #require(try forecast(world, [.codes]).first?.inSeconds)
    let (early, late) = (try #require(range.early), try #require(range.late))
    #expect(early > 0 && late <= 600, "\(range)")
    let fails = try await assert("codes>12h", "codes", world)
    #expect(fails.exitCode == 3, "\(fails)")
    // Whose minutes differ go at their own, by the first of each.
    try world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, expires_at)
      SELECT 'M' || n, (enum_range(NULL::redeemcodetype))[1], 100, 0, true,
        (now() AT TIME ZONE 'utc') + n * interval '5 hours'
      FROM generate_series(1, 30) n
      """)
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 4000, "\(codes)")
    #expect(
      codes.inSeconds?.late.map { $0 > 5.9 * Self.day && $0 <= 6.25 * Self.day } == true,
      "\(codes)")
  }

  @Test func `a record of no day makes no days of history`() throws {
    let world = try world()
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'h' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - (n + 0.5)::float8 * interval '1 hour'
      FROM generate_series(0, 71) n;
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT min(id), 'never@example.com', 'FAILED', '-infinity' FROM teams
      """)
    let outcome = try Forecast(world.context(), subjects: [.seats]).run()
    #expect(outcome.historyDays == 2 && outcome.subjects.first?.state == .untold, "\(outcome)")
  }

  @Test func `a column is followed to the sequence of its default, whoever owns it`() async throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(
      """
      ALTER SEQUENCE invite_records_id_seq OWNED BY NONE;
      SELECT setval('invite_records_id_seq', 2147483647 - 47)
      """)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(ids.item == "invite_records.id" && ids.remaining == 47, "\(ids)")
    let fails = try await assert("ids>30d", "ids", world)
    #expect(fails.exitCode == 3, "\(fails)")
  }

  @Test func `the sequence of a default counts, and not one that is owned beside it`() throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(
      """
      CREATE SEQUENCE other_seq AS int START 2147483600;
      SELECT nextval('other_seq');
      ALTER TABLE invite_records ALTER id SET DEFAULT nextval('other_seq')
      """)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(ids.item == "invite_records.id" && ids.remaining == 47, "\(ids)")
  }

  @Test func `that a column without a known sequence lasts cannot be told`() async throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    // By a name that is text PostgreSQL keeps no dependency.
    try world.run(
      """
      ALTER TABLE operation_logs ALTER id SET DEFAULT nextval('operation_logs_id_seq'::text);
      ALTER SEQUENCE operation_logs_id_seq OWNED BY NONE
      """)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(
      ids.note?.contains("not in it: operation_logs.id, whose sequence was not found") == true,
      "\(ids)")
    let untold = try await assert("ids>30d", "ids", world)
    #expect(untold.exitCode == 8 && untold.output.contains("cannot be told: ids>30d"), "\(untold)")
    // Of the records the greatest id is known.
    try world.run(
      """
      ALTER TABLE invite_records ALTER id SET DEFAULT nextval('invite_records_id_seq'::text);
      ALTER SEQUENCE invite_records_id_seq OWNED BY NONE;
      UPDATE invite_records SET id = 2147483600 WHERE id = (SELECT max(id) FROM invite_records)
      """)
    let fails = try await assert("ids>30d", "ids", world)
    #expect(fails.exitCode == 3 && fails.output.contains("invite_records.id"), "\(fails)")
  }

  @Test func `a wide column ends with its narrow sequence`() async throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(
      """
      ALTER TABLE invite_records ALTER id TYPE bigint;
      SELECT setval('invite_records_id_seq', 2147483646)
      """)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(ids.item == "invite_records.id" && ids.remaining == 1, "\(ids)")
    let fails = try await assert("ids>30d", "ids", world)
    #expect(fails.exitCode == 3, "\(fails)")
    // Also one that somebody has bounded, and one that goes down.
    try world.run(
      """
      SELECT setval('invite_records_id_seq', 1000);
      ALTER SEQUENCE invite_records_id_seq AS bigint MAXVALUE 1141 INCREMENT 3 CYCLE
      """)
    let bounded = try #require(try forecast(world, [.ids]).first)
    #expect(bounded.item == "invite_records.id" && bounded.remaining == 47, "\(bounded)")
    try world.run("ALTER SEQUENCE invite_records_id_seq INCREMENT -2 MINVALUE 906 START 1000")
    let down = try #require(try forecast(world, [.ids]).first)
    #expect(down.item == "invite_records.id" && down.remaining == 47, "\(down)")
  }

  /// As after a restore, whose numbers go on where they are told to.
  @Test(arguments: [
    "SELECT setval('invite_records_id_seq', 2147483640, false)",
    "ALTER SEQUENCE invite_records_id_seq RESTART WITH 2147483640",
  ])
  func `a sequence that was set and has numbered nothing since is where it was set`(
    set: String
  ) async throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(set)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(ids.item == "invite_records.id" && ids.remaining == 7, "\(ids)")
    let fails = try await assert("ids>30d", "ids", world)
    #expect(fails.exitCode == 3, "\(fails)")
  }

  @Test(arguments: [
    "ALTER TABLE invite_queue ALTER id SET DEFAULT nextval('invite_queue_id_seq'::text::regclass)",
    """
    ALTER SEQUENCE invite_queue_id_seq OWNED BY NONE;
    CREATE FUNCTION nid() RETURNS int LANGUAGE sql AS 'SELECT nextval(''invite_queue_id_seq'')::int';
    ALTER TABLE invite_queue ALTER id SET DEFAULT nid()
    """,
    """
    ALTER SEQUENCE invite_queue_id_seq OWNED BY NONE;
    ALTER TABLE invite_queue ALTER id DROP DEFAULT
    """,
  ])
  func `a column whose sequence is hidden is named and never holds`(hide: String) async throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try waitUntil("the statistics have it") {
      try world.postgres.query(
        "SELECT n_tup_ins AS n FROM pg_stat_user_tables WHERE relname = 'invite_records'",
        deadline: .soon
      ).only().int("n") >= 561
    }
    let holds = try await assert("ids>30d", "ids", world)
    #expect(holds.exitCode == 0, "\(holds)")
    try world.run("SELECT setval('invite_queue_id_seq', 2147483640);\n" + hide)
    let untold = try await assert("ids>30d", "ids", world)
    #expect(untold.exitCode == 8, "\(untold)")
    #expect(
      untold.output.contains("not in it: invite_queue.id, whose sequence was not found"),
      "\(untold)")
  }
}
