import ClientSupport
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteDomain
@testable import InviteOps
@testable import InviteStorage

@Suite struct DatabaseMetricsTests {
  @Test func `codes are counted by type and state, NULLs as the backend takes them`() throws {
    let readings = try MetricsWorld(seed: true).collect(.codes)
    func codes(_ type: String, _ state: String) -> Int? {
      readings["invitehub_redeem_codes{code_type=\"\(type)\",state=\"\(state)\"}"]
    }
    // DIRECT10, DIRECTFOREVER, DIRECTHALF, DIRECTBETA, DIRECTUNLIMITED
    #expect(codes("direct", "active") == 5)
    #expect(codes("direct", "exhausted") == 1)
    #expect(codes("direct", "expired") == 1)
    // DIRECTINACTIVE and DIRECTNULLS
    #expect(codes("direct", "inactive") == 2)
    #expect(codes("direct", "bound") == 0)
    #expect(codes("linuxdo", "active") == 4)
    #expect(codes("linuxdo", "bound") == 3)
    #expect(readings[#"invitehub_redeem_code_uses{code_type="direct"}"#] == 5 + 3 + 2 + 7)
  }

  @Test func `invites are counted by status within an hour, a day and a week`() throws {
    let world = try MetricsWorld(seed: true)
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'x@example.com', status::invitestatus,
        (now() AT TIME ZONE 'utc') - age::interval
      FROM (VALUES ('FAILED', '10 minutes'), ('FAILED', '2 hours'), ('FAILED', '8 days'),
        ('PENDING', '5 days')) AS v (status, age)
      """)
    let readings = try world.collect(.records)
    func recent(_ status: String, _ window: String) -> Int? {
      readings["invitehub_recent_invite_records{status=\"\(status)\",window=\"\(window)\"}"]
    }
    #expect(recent("failed", "1h") == 1)
    #expect(recent("failed", "24h") == 2)
    #expect(recent("failed", "7d") == 2)
    #expect(recent("pending", "24h") == 0)
    #expect(recent("pending", "7d") == 1)
    // seed-small has two of five days ago.
    #expect(recent("success", "7d") == 2)
  }

  @Test func `the queue is counted by status with its oldest row; without the table all is 0`()
    throws
  {
    let world = try MetricsWorld()
    try world.run(
      """
      INSERT INTO invite_queue (email, status, created_at) VALUES
        ('a@example.com', 'PENDING', (now() AT TIME ZONE 'utc') - interval '1 hour'),
        ('b@example.com', 'PENDING', now() AT TIME ZONE 'utc'),
        ('c@example.com', 'FAILED', NULL)
      """)
    let readings = try world.collect(.queue)
    #expect(readings[#"invitehub_invite_queue_rows{status="pending"}"#] == 2)
    #expect(readings[#"invitehub_invite_queue_rows{status="failed"}"#] == 1)
    #expect(readings[#"invitehub_invite_queue_rows{status="success"}"#] == 0)
    let age = try #require(
      readings.seconds(#"invitehub_invite_queue_oldest_seconds{status="pending"}"#))
    #expect((3600..<3700).contains(age))
    #expect(readings.seconds(#"invitehub_invite_queue_oldest_seconds{status="failed"}"#) == 0)

    let without = try MetricsWorld(queue: false, indexes: false).collect(.queue)
    #expect(without[#"invitehub_invite_queue_rows{status="pending"}"#] == 0)
  }

  @Test func `the index finds the same oldest rows as reading all of them`() throws {
    let world = try MetricsWorld(seed: true)
    try world.run(
      """
      INSERT INTO invite_queue (email, status, group_id, created_at)
      SELECT 'r' || i || '@example.com',
        (ARRAY['PENDING', 'SUCCESS', 'FAILED', NULL])[1 + i % 4]::invitequeuestatus,
        CASE WHEN i % 3 > 0 THEN (SELECT id FROM team_groups ORDER BY id OFFSET i % 2 LIMIT 1) END,
        CASE WHEN i % 7 > 0 THEN '2026-01-01'::timestamp + i * 7919 % 1000 * interval '1 minute' END
      FROM generate_series(1, 500) AS i
      """)
    let state = try world.postgres.query(MetricsQueries.queueState, deadline: .soon).only()
    #expect(try state.bool("present") && state.bool("indexed"))
    func rows(_ sql: String) throws -> [String] {
      // In one transaction the age is the same for both.
      try world.postgres.query(sql, deadline: .soon).map { row in
        let status = try row.optionalString("status") ?? "NULL"
        return "\(status) \(try row.int("rows")) \(try row.double("oldest_seconds"))"
      }
    }
    try world.run("BEGIN")
    let all = try rows(MetricsQueries.queue(.standard))
    #expect(all.count == 4)
    #expect(try rows(MetricsQueries.queueByIndex(.standard)) == all)
    try world.run("ROLLBACK; DROP INDEX ix_invite_queue_status_group_created")
    let without = try world.postgres.query(MetricsQueries.queueState, deadline: .soon).only()
    #expect(try !without.bool("indexed"))
    #expect(try world.collect(.queue)[#"invitehub_invite_queue_rows{status="success"}"#] == 125)
  }

  @Test func `an open transaction is seen with its age, and our own connections are not`() throws {
    let world = try MetricsWorld()
    let idle = try world.database.connect()
    let other = try PostgresConnection.connect(
      world.database.parameters.with("application_name", "backend"), deadline: .soon)
    try other.executeScript("BEGIN; SELECT 1", deadline: .soon)
    let readings = try world.collect(.postgres)
    #expect(readings[#"invitehub_postgres_connections{state="idle in transaction"}"#] == 1)
    // The test's own connections are called invitectl, too.
    #expect(readings[#"invitehub_postgres_connections{state="idle"}"#] == 0)
    let age = readings.seconds("invitehub_postgres_longest_transaction_seconds")
    #expect(try #require(age) > 0)
    #expect(try #require(readings["invitehub_postgres_max_connections"]) > 0)
    withExtendedLifetime((idle, other)) {}
  }

  @Test func `slow statements are named by number, never by text`() throws {
    let world = try MetricsWorld()
    #expect(try world.collect(.statements)["invitehub_postgres_statements_available"] == 0)
    try world.run("CREATE EXTENSION pg_stat_statements")
    try world.run(
      """
      SELECT pg_stat_statements_reset(0, (
        SELECT oid FROM pg_database WHERE datname = current_database()), 0)
      """)
    try world.run("SELECT 1, pg_sleep(0.15), 'secret'")
    let readings = try world.collect(.statements)
    #expect(readings["invitehub_postgres_statements_available"] == 1)
    #expect(readings["invitehub_postgres_slow_statements"] == 1)
    let slow = readings.values.keys.filter { $0.contains("slow_statement_mean") }
    #expect(slow.count == 1)
    #expect(slow.allSatisfy { !$0.contains("sleep") })
  }

  @Test func `each state of an index is told`() throws {
    let world = try MetricsWorld()
    func indexes(_ state: String) throws -> Int? {
      try world.collect(.indexes)["invitehub_performance_indexes{state=\"\(state)\"}"]
    }
    #expect(try indexes("valid") == 11)
    try world.run("DROP INDEX ix_team_members_email")
    #expect(try indexes("missing") == 1)
    try world.run("CREATE INDEX ix_team_members_email ON team_members (email) WHERE email <> ''")
    #expect(try indexes("different") == 1)
    try world.run(
      "DROP INDEX ix_team_members_email; CREATE INDEX ix_team_members_email ON teams (name)")
    #expect(try indexes("different") == 1)
    // A unique index that meets a duplicate while it is built stays behind, invalid.
    try world.run(
      """
      DROP INDEX ix_team_members_email;
      INSERT INTO teams (id, name, account_id, session_token) VALUES (1, 'a', 'b', 'c');
      INSERT INTO team_members (team_id, email) VALUES (1, 'x@example.com'), (1, 'x@example.com')
      """)
    #expect(throws: PostgresError.self) {
      try world.postgres.execute(
        "CREATE UNIQUE INDEX CONCURRENTLY ix_team_members_email ON team_members (email)",
        deadline: .soon)
    }
    let readings = try world.collect(.indexes)
    #expect(readings[#"invitehub_performance_indexes{state="invalid"}"#] == 1)
    #expect(readings[#"invitehub_performance_index_valid{index="ix_team_members_email"}"#] == 0)
    #expect(readings[#"invitehub_performance_index_valid{index="ix_team_members_team_id"}"#] == 1)
  }

  @Test func `without invite_queue its indexes are no fault`() throws {
    let readings = try MetricsWorld(queue: false, indexes: false).collect(.indexes)
    #expect(readings[#"invitehub_performance_indexes{state="skipped"}"#] == 2)
    #expect(readings[#"invitehub_performance_indexes{state="missing"}"#] == 9)
  }

  @Test func `the last run of each command, and what never ran`() throws {
    let world = try MetricsWorld()
    let none = try world.collect(.runs)
    #expect(none.seconds(#"invitectl_last_run_timestamp_seconds{command="sync-counts"}"#) == 0)
    try world.run(
      """
      CREATE SCHEMA invitectl;
      CREATE TABLE invitectl.run_log (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, command text NOT NULL,
        started_at timestamptz NOT NULL DEFAULT now(), finished_at timestamptz, exit_code int,
        changed bigint, problems bigint, detail jsonb);
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code, changed, problems)
      VALUES ('sync-counts', to_timestamp(1000), to_timestamp(1005.5), 0, 7, 0),
        ('sync-counts', to_timestamp(2000), to_timestamp(2001), 1, 3, 2),
        ('sync-counts', to_timestamp(3000), NULL, NULL, NULL, NULL),
        ('migrate up', to_timestamp(500), to_timestamp(510), 0, 11, 0)
      """)
    let readings = try world.collect(.runs)
    #expect(
      readings.seconds(#"invitectl_last_run_timestamp_seconds{command="sync-counts"}"#) == 3000)
    #expect(
      readings.seconds(#"invitectl_last_success_timestamp_seconds{command="sync-counts"}"#)
        == 1005.5)
    #expect(readings[#"invitectl_last_run_success{command="sync-counts"}"#] == 0)
    #expect(readings[#"invitectl_last_run_changed_rows{command="sync-counts"}"#] == 3)
    #expect(readings[#"invitectl_last_run_problems{command="sync-counts"}"#] == 2)
    #expect(readings[#"invitectl_last_run_success{command="migrate up"}"#] == 1)
    #expect(readings.seconds(#"invitectl_last_run_duration_seconds{command="migrate up"}"#) == 10)
    #expect(
      readings.seconds(#"invitectl_last_success_timestamp_seconds{command="cleanup-queue"}"#) == 0)
    let complete = #"invitectl_last_complete_timestamp_seconds{command="sync-counts"}"#
    #expect(readings.seconds(complete) == 1005.5)
    // One that left single codes out went through all of them; one that was cut short did not.
    try world.run(
      """
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code, detail)
      VALUES ('sync-counts', to_timestamp(4000), to_timestamp(4001), 8, '{"scanned":9}'),
        ('sync-counts', to_timestamp(5000), to_timestamp(5001), 8, '{"resume_after":7}'),
        ('sync-counts', to_timestamp(6000), to_timestamp(6001), 75, '{"resume_after":8}')
      """)
    #expect(try world.collect(.runs).seconds(complete) == 4001)
    // What is about one queue is never a run over everything.
    try world.run(
      """
      INSERT INTO invitectl.run_log (command, started_at, finished_at, exit_code, detail)
      VALUES ('control pause', to_timestamp(7000), to_timestamp(7001), 0, '{"extent": "chosen"}')
      """)
    let pause = try world.collect(.runs)
    #expect(
      pause.seconds(#"invitectl_last_run_timestamp_seconds{command="control pause"}"#) == 7000)
    for name in ["success", "complete"] {
      let series = #"invitectl_last_\#(name)_timestamp_seconds{command="control pause"}"#
      #expect(pause.seconds(series) == nil, "\(series)")
    }
  }
}
