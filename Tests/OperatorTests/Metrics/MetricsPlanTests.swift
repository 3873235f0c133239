import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

/// The statements that an index serves, by the plan PostgreSQL makes for them at a volume where
/// it matters; not by time.
@Suite struct MetricsPlanTests {
  private let world: MetricsWorld

  init() throws {
    world = try MetricsWorld()
    try Fixture.load("volume", into: world.postgres)
    try world.postgres.executeScript(
      """
      SELECT fixture.fill(100000, 1000, 1000);
      SET client_min_messages = warning;
      DROP SCHEMA fixture CASCADE;
      CREATE SCHEMA invitectl;
      CREATE TABLE invitectl.run_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, command text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz, exit_code int,
        changed bigint, problems bigint, detail jsonb);
      CREATE INDEX run_log_command ON invitectl.run_log (command, id DESC);
      INSERT INTO invitectl.run_log (command, finished_at, exit_code)
      SELECT 'command ' || i % 5, now(), 0 FROM generate_series(1, 20000) AS i;
      """, deadline: .after(.seconds(120)))
    for table in ["invite_records", "team_members", "teams", "invitectl.run_log"] {
      try world.postgres.execute("VACUUM ANALYZE \(table)", deadline: .after(.seconds(60)))
    }
  }

  private func plan(_ sql: String) throws -> String {
    try world.postgres.query("EXPLAIN \(sql)", deadline: .soon).map {
      try $0.string("QUERY PLAN")
    }.joined(separator: "\n")
  }

  @Test(arguments: [SeatQueries.seatHolders(.standard), SeatQueries.seatsByGroup(.standard)])
  func `seats read the last day of invites by its index`(statement: String) throws {
    let plan = try plan(statement)
    #expect(
      plan.contains("using ix_invite_records_created_at on invite_records")
        || plan.contains("Bitmap Index Scan on ix_invite_records_created_at"), "\(plan)")
    #expect(!plan.contains("Seq Scan on invite_records"), "\(plan)")
  }

  @Test(arguments: [
    ForecastQueries.days(.standard), ForecastQueries.older(.standard),
    ForecastQueries.recorded(.standard), ForecastQueries.moments(.standard, days: 28),
  ])
  func `a forecast reads invites by the same index`(statement: String) throws {
    let plan = try plan(statement)
    #expect(plan.contains("ix_invite_records_created_at"), "\(plan)")
    #expect(!plan.contains("Seq Scan on invite_records"), "\(plan)")
  }

  @Test func `for few people the server only reads, and the members once`() throws {
    let plan = try plan(SeatQueries.seatHolders(.standard))
    #expect(plan.split(separator: "\n").count { $0.contains("on team_members") } == 1, "\(plan)")
    #expect(!plan.contains("Sort") && !plan.contains("Aggregate"), "\(plan)")
  }

  @Test func `for many people members are read once and hashed, not probed for each invite`() throws
  {
    let plan = try plan(SeatQueries.seatsByGroup(.standard))
    #expect(plan.contains("Hash Anti Join") || plan.contains("Hash Right Anti Join"), "\(plan)")
  }

  @Test func `recent invites are read by their index`() throws {
    let plan = try plan(MetricsQueries.recentRecords(.standard))
    #expect(plan.contains("ix_invite_records_created_at"), "\(plan)")
    #expect(!plan.contains("Seq Scan on invite_records"), "\(plan)")
  }

  @Test func `the last runs are found along the index, however long the log is`() throws {
    let plan = try plan(RunLogQueries.lastRuns)
    #expect(plan.contains("using run_log_command on run_log"), "\(plan)")
    #expect(!plan.contains("Seq Scan on run_log"), "\(plan)")
  }

  @Test func `the oldest queue rows are looked up by their index, and nothing is sorted for them`()
    throws
  {
    try world.run(
      """
      INSERT INTO invite_queue (email, status, created_at)
      SELECT 'x@example.com', 'SUCCESS', now() FROM generate_series(1, 30000)
      """)
    try world.postgres.execute("VACUUM ANALYZE invite_queue", deadline: .after(.seconds(60)))
    let plan = try plan(MetricsQueries.queueByIndex(.standard))
    #expect(
      plan.contains("using ix_invite_queue_status_group_created on invite_queue q"), "\(plan)")
    #expect(!plan.contains("Seq Scan on invite_queue"), "\(plan)")
    #expect(!plan.contains("Sort Key: q"), "\(plan)")
  }

  @Test func `without the index the seats still come`() throws {
    try world.run("DROP INDEX ix_invite_records_created_at")
    #expect(try plan(SeatQueries.seatHolders(.standard)).contains("invite_records"))
    #expect(try world.collect(.seats)[#"invitehub_seats{state="max"}"#] != nil)
  }
}
