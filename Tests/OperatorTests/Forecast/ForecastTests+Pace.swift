import ClientSupport
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps

/// At what pace disk and queue go, and the metrics.
extension ForecastTests {
  @Test func `disk and ids go at the pace of what each invite wrote`() throws {
    let world = try world()
    try invite(Array(repeating: 20, count: 28), world)
    try world.run(
      """
      INSERT INTO operation_logs (action, target, details, created_at)
      SELECT 'process_invite', 'x', repeat('x', 500), now() FROM generate_series(1, 1120);
      ANALYZE
      """)
    // What a session has counted is seen when it ends, or a second later.
    try waitUntil("the statistics have it") {
      try world.postgres.query(
        """
        SELECT count(*) AS known FROM pg_stat_user_tables
        WHERE (relname = 'invite_records' AND n_tup_ins >= 561)
          OR (relname = 'operation_logs' AND n_tup_ins >= 1120)
        """, deadline: .soon
      ).only().int("known") == 2
    }
    // Two rows of the log for each of 20 invites a day, more than half a kilobyte each.
    let disk = try #require(try forecast(world, [.disk], free: 1 << 30).first)
    let pace = try #require(disk.perDay)
    #expect(disk.state == .ends && pace > 20 * 2 * 500 && pace < 20 * 2 * 500 * 10, "\(disk)")
    #expect(disk.inSeconds?.early == nil, "\(disk)")
    let soon = try #require(try forecast(world, [.disk], free: Int(saturating: pace * 10)).first)
    #expect(
      soon.inSeconds?.likely.map { ($0 / Self.day - 10).magnitude < 0.5 } == true, "\(soon)")
    // Of the log twice as many numbers go as of the records, so that it comes to its end first.
    try world.run(
      """
      SELECT setval('operation_logs_id_seq', 2147483647 - 800);
      SELECT setval('invite_records_id_seq', 2147483647 - 800)
      """)
    let ids = try #require(try forecast(world, [.ids]).first)
    #expect(ids.item == "operation_logs.id" && ids.remaining == 800, "\(ids)")
    #expect(ids.perDay.map { (39.0...40.1).contains($0) } == true, "\(ids)")
    #expect(ids.inSeconds?.likely.map { ($0 / Self.day - 20).magnitude < 1 } == true, "\(ids)")
    // A column that was made wide ends with its sequence, which is as narrow as it was.
    try world.run("ALTER TABLE operation_logs ALTER id TYPE bigint")
    let narrow = try #require(try forecast(world, [.ids]).first)
    #expect(narrow.item == "operation_logs.id" && narrow.remaining == 800, "\(narrow)")
    // With that it has numbers enough.
    try world.run("ALTER SEQUENCE operation_logs_id_seq AS bigint")
    #expect(try forecast(world, [.ids]).first?.item == "invite_records.id")
  }

  @Test func `a table in months is counted whole`() throws {
    let fixture = try CleanupFixture.partitioned()
    try fixture.database.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT 1, 'p' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - (n + 0.5) * interval '1 hour'
      FROM generate_series(0, 671) n
      """)
    let context = try OperationContext.test(database: fixture.database)
    let outcome = try Forecast(context, subjects: [.ids]).run()
    #expect(outcome.historyDays == 28)
    let ids = try #require(outcome.subjects.first)
    #expect(ids.item == "invite_records.id", "\(ids)")
    #expect(ids.perDay.map { (23.5...26).contains($0) } == true, "\(ids)")
  }

  @Test func `messages that nobody works on stand still`() throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    // Workers of this era write the records: the last one is older than an hour.
    let message = try InviteTask(email: "a@example.com", code: "CODE").message()
    try world.broker().send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    let queue = try #require(try forecast(world, [.queue]).first)
    #expect(queue.state == .stalled && queue.remaining == 1, "\(queue)")
    // One a second in the last minutes, then: one message is done in about one.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'w' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - n * interval '1 second'
      FROM generate_series(1, 100) n
      """)
    // Who did it may be gone: there is no worker.
    let untold = try #require(try forecast(world, [.queue]).first)
    #expect(untold.state == .untold && untold.inSeconds == nil, "\(untold)")
    #expect(
      untold.reason?.contains("no worker that takes invites answers") == true, "\(untold)")
  }

  @Test func `a queue ends where a worker answers, and without one it cannot be told`()
    async throws
  {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let worker = try WorkerProcess(world.database, world.redis)
    // One a second in the last minutes, then: two messages are done in about two.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'w' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - n * interval '1 second'
      FROM generate_series(1, 100) n
      """)
    // It works on the first for longer than the test takes to look.
    for name in ["a", "b"] {
      let message = try InviteTask(email: "\(name)+slow900.0@example.com", code: "CODE").message()
      try world.broker().send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    }
    let broker = try world.broker()
    try waitUntil("it has both") { try broker.send("HLEN", "unacked").asInteger() == 2 }
    try await waitUntilHeard(world)
    let queue = try forecastOfHeard(world)
    #expect(queue.state == .ends && queue.remaining == 2, "\(queue)")
    #expect(queue.inSeconds?.likely.map { (1.8...2.4).contains($0) } == true, "\(queue)")
    // Stopped, it answers nobody.
    worker.stop()
    let cron = try await CommandRun.invitectl(
      ["forecast", "--only", "queue", "--assert", "queue<30m"], environment: world.environment)
    #expect(cron.exitCode == 8 && cron.output.contains("cannot be told: queue<30m"), "\(cron)")
    withExtendedLifetime(worker) {}
  }

  @Test func `workers that have stopped end no queue, whatever they did before`() throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let message = try InviteTask(email: "a@example.com", code: "CODE").message()
    try world.broker().send("LPUSH", RedeemWorld.queue, message.envelope.encoded)
    // One a second, and none for twenty minutes.
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT (SELECT min(id) FROM teams), 'w' || n || '@example.com', 'SUCCESS',
        (now() AT TIME ZONE 'utc') - interval '20 minutes' - n * interval '1 second'
      FROM generate_series(1, 100) n
      """)
    let queue = try #require(try forecast(world, [.queue]).first)
    #expect(queue.state == .stalled && queue.inSeconds == nil, "\(queue)")
    #expect(queue.reason?.contains("no invite was done for 20m") == true, "\(queue)")
  }

  @Test func `codes that expire run out with what is left of them`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let before = try #require(try forecast(world, [.codes]).first?.inSeconds?.early)
    #expect(before > 90 * Self.day)
    try world.run(
      "UPDATE redeem_codes SET expires_at = (now() AT TIME ZONE 'utc') + interval '3 days'")
    let codes = try #require(try forecast(world, [.codes]).first)
    #expect(codes.remaining == 1000 && codes.perDay == 10, "\(codes)")
    #expect(codes.inSeconds?.early.map { $0 > 3 * Self.day - 600 } == true, "\(codes)")
    #expect(codes.inSeconds?.late.map { $0 <= 3 * Self.day } == true, "\(codes)")
    #expect(
      codes.note?.contains("in it: 1000 uses of codes that expire within 28 days") == true,
      "\(codes)")
    let cron = try await CommandRun.invitectl(
      ["forecast", "-q", "--only", "codes", "--assert", "codes>30d"],
      environment: world.environment)
    #expect(cron.exitCode == 3, "\(cron)")
    // There is no day on which these expire.
    try world.run("UPDATE redeem_codes SET expires_at = 'infinity'")
    #expect(try forecast(world, [.codes]).first?.inSeconds?.early == before)
  }

  @Test func `a group without a free seat is told beside those that have some`() throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    #expect(try forecast(world, [.seats]).first?.note == nil)
    try world.run(
      """
      INSERT INTO team_groups (name) VALUES ('full');
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active, group_id)
      SELECT 'full', 'full', 's', 0, true, id FROM team_groups WHERE name = 'full'
      """)
    let seats = try #require(try forecast(world, [.seats]).first)
    #expect(seats.remaining == 990 && seats.note == "none left in 1 of 2 groups", "\(seats)")
  }

  @Test func `the metrics are the same figures`() throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    let readings = try world.collect(.forecast)
    #expect(readings["invitehub_forecast_history_days"] == 28)
    #expect(readings[#"invitehub_forecast_remaining{subject="seats"}"#] == 990)
    let seats = try #require(try forecast(world, [.seats]).first?.inSeconds)
    for (bound, value) in [
      ("early", seats.early), ("likely", seats.likely), ("late", seats.late),
    ] {
      let name = #"invitehub_forecast_seconds{subject="seats",bound="\#(bound)"}"#
      // Prometheus is given microseconds.
      #expect(readings.seconds(name) == value.map { ($0 * 1e6).rounded() / 1e6 }, "\(bound)")
    }
    #expect(readings.seconds(#"invitehub_forecast_seconds{subject="queue",bound="late"}"#) == 0)
    // Of what cannot be told there is no series.
    try world.run(
      "DELETE FROM invite_records WHERE created_at < (now() AT TIME ZONE 'utc') - interval '3 days'"
    )
    let short = try world.collect(.forecast)
    #expect(short["invitehub_forecast_history_days"] == 2)
    #expect(short.seconds(#"invitehub_forecast_seconds{subject="seats",bound="early"}"#) == nil)
    #expect(short[#"invitehub_forecast_remaining{subject="seats"}"#] == 990)
  }
}
