import ClientSupport
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps

/// Sequences that a role may not see, and tables that somebody has locked.
extension ForecastTests {
  /// Twenty invites a day and five rows of the queue, each with 47 numbers left.
  private func nearlyOver() throws -> MetricsWorld {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, created_at)
      SELECT 'q' || n || '@example.com', 'CODE', 'SUCCESS', now() AT TIME ZONE 'utc'
      FROM generate_series(1, 150) n;
      DELETE FROM invite_queue;
      SELECT setval('invite_records_id_seq', 2147483600);
      SELECT setval('invite_queue_id_seq', 2147483600)
      """)
    try waitUntil("the statistics have it") {
      try world.postgres.query(
        """
        SELECT count(*) AS known FROM pg_stat_user_tables
        WHERE (relname = 'invite_records' AND n_tup_ins >= 561)
          OR (relname = 'invite_queue' AND n_tup_ins >= 150)
        """, deadline: .soon
      ).only().int("known") == 2
    }
    return world
  }

  /// Who may read all tables and see all sequences.
  private func reader(_ world: MetricsWorld) throws -> TestRole {
    let role = try TestRole(in: world.database)
    try world.run(
      """
      GRANT SELECT ON ALL TABLES IN SCHEMA public TO \(role.quoted);
      GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO \(role.quoted)
      """)
    return role
  }

  private func ids(
    _ arguments: [String], _ role: TestRole, _ world: MetricsWorld
  ) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["forecast", "--only", "ids"] + arguments,
      environment: Sandbox.variables(
        database: world.database, role: role.name, redis: world.redis))
  }

  /// Of the records ids up to 561 are there, and of the queue none: neither says where the sequence is.
  @Test(arguments: [
    ("invite_records", ""), ("invite_queue", ""),
    ("invite_records", "ALTER SEQUENCE invite_records_id_seq OWNED BY NONE;"),
  ])
  func `a sequence that this role may not see is named and never holds`(
    table: String, detach: String
  ) async throws {
    let world = try nearlyOver()
    let other = table == "invite_queue" ? "invite_records" : "invite_queue"
    let role = try reader(world)
    try world.run("\(detach)\nSELECT setval('\(other)_id_seq', 1000)")
    let fails = try await ids(["--assert", "ids>30d"], role, world)
    #expect(fails.exitCode == 3 && fails.output.contains("\(table).id: in "), "\(fails)")
    #expect(!fails.output.contains("may not see"), "\(fails)")
    try world.run("REVOKE ALL ON SEQUENCE \(table)_id_seq FROM \(role.quoted), public")
    let untold = try await ids(["--assert", "ids>30d"], role, world)
    #expect(untold.exitCode == 8 && untold.output.contains("cannot be told: ids>30d"), "\(untold)")
    #expect(
      untold.output.contains(
        "ids: not in it: \(table).id, whose sequence this role may not see\n"), "\(untold)")
    #expect(!untold.output.contains("\(table).id: "), "\(untold)")
    // What is printed is what is wanted.
    let grant = "GRANT SELECT ON SEQUENCE public.\(table)_id_seq TO "
    let printed = untold.output.split(separator: "\n").first { $0.contains(grant) }
    try world.run(String(try #require(printed, "\(untold)")))
    let again = try await ids(["--assert", "ids>30d"], role, world)
    #expect(again.exitCode == 3 && !again.output.contains("GRANT"), "\(again)")
  }

  @Test func `who may use a sequence alone does not see where it was set`() async throws {
    let world = try nearlyOver()
    let role = try reader(world)
    try world.run(
      """
      REVOKE ALL ON SEQUENCE invite_records_id_seq FROM \(role.quoted), public;
      GRANT USAGE ON SEQUENCE invite_records_id_seq TO \(role.quoted);
      SELECT setval('invite_queue_id_seq', 1000)
      """)
    // What it gave out the catalog shows.
    let fails = try await ids(["--assert", "ids>30d"], role, world)
    #expect(fails.exitCode == 3 && fails.output.contains("invite_records.id: in "), "\(fails)")
    try world.run("SELECT setval('invite_records_id_seq', 2147483640, false)")
    let untold = try await ids(["--assert", "ids>30d"], role, world)
    #expect(untold.exitCode == 8, "\(untold)")
    #expect(
      untold.output.contains("not in it: invite_records.id, whose sequence this role may not see"),
      "\(untold)")
    #expect(untold.output.contains("GRANT SELECT ON SEQUENCE public.invite_records_id_seq TO "))
  }

  @Test func `who may see no sequence is told so, and not of a history that is too short`()
    async throws
  {
    let world = try nearlyOver()
    let role = try reader(world)
    try world.run(
      "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM \(role.quoted), public")
    let none = try await ids(["--assert", "ids>30d"], role, world)
    #expect(none.exitCode == 8, "\(none)")
    #expect(none.output.contains("ids: how far any sequence is cannot be seen\n"), "\(none)")
    #expect(!none.output.contains("not enough history"), "\(none)")
    let machine = try await ids(["-o", "json"], role, world)
    let json = try JSONValue(parsing: Array(machine.output.utf8))
    let line = try #require(json["subjects"]?.array?.first)
    let statements = line["statements"]?.array?.compactMap { $0.string } ?? []
    let grant = "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO "
    #expect(statements.count == 1 && statements.first?.hasPrefix(grant) == true, "\(machine)")
    #expect(statements.first?.contains(role.name) == true, "\(machine)")
    try world.run(try #require(statements.first))
    let all = try await ids(["--assert", "ids>30d"], role, world)
    #expect(all.exitCode == 3 && !all.output.contains("may not see"), "\(all)")
  }

  @Test func `who has locked another table keeps no ids back`() async throws {
    let world = try nearlyOver()
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE teams IN ACCESS EXCLUSIVE MODE", deadline: .soon)
    let told = try await CommandRun.invitectl(
      ["forecast", "--only", "ids", "--timeout", "10s"], environment: world.environment)
    #expect(told.exitCode == 0 && told.output.contains(".id: in "), "\(told)")
    try blocker.executeScript("ROLLBACK", deadline: .soon)
  }
  /// A column whose numbers nobody knows may end before those that are seen, and never after them.
  @Test func `the metrics do not say that ids last of which some are hidden`() throws {
    let (late, left) = (
      #"invitehub_forecast_seconds{subject="ids",bound="late"}"#,
      #"invitehub_forecast_remaining{subject="ids"}"#
    )
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try waitUntil("the statistics have it") {
      try world.postgres.query(
        "SELECT n_tup_ins AS n FROM pg_stat_user_tables WHERE relname = 'invite_records'",
        deadline: .soon
      ).only().int("n") >= 561
    }
    let whole = try world.collect(.forecast)
    #expect(whole.seconds(late) == .infinity && whole[left] != nil, "\(whole)")
    // Whoever may not read the ids of a table, as no other metric needs them, is told all the same.
    let role = try reader(world)
    try world.run(
      """
      ALTER SEQUENCE team_members_id_seq OWNED BY NONE;
      ALTER TABLE team_members ALTER id DROP DEFAULT;
      REVOKE SELECT ON team_members FROM \(role.quoted);
      GRANT SELECT (team_id, email) ON team_members TO \(role.quoted)
      """)
    let context = try OperationContext.test(
      database: world.database, role: role.name, redis: world.redis)
    let dump = MetricsDump(context, collectors: [.forecast]).collect(MetricsWorld.limits)
    #expect(dump.failures.isEmpty, "\(dump.failures)")
    let part = Readings(dump.families)
    #expect(part["invitehub_forecast_history_days"] == 28, "\(part)")
    #expect(part.seconds(late) == nil && part[left] == nil, "\(part)")
    try world.run("SELECT setval('invite_records_id_seq', 2147483600)")
    let near = Readings(
      MetricsDump(context, collectors: [.forecast]).collect(MetricsWorld.limits).families)
    #expect(near.seconds(late).map { $0 < 30 * Self.day } == true, "\(near)")
  }
}
