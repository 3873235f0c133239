import ClientSupport
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps

/// `forecast` on real servers.
@Suite struct ForecastTests {
  private static let day = 86_400.0

  /// One team with so many seats, and a code with so many uses.
  private func world(seats: Int = 1000, uses: Int = 1000) throws -> MetricsWorld {
    let world = try MetricsWorld()
    try world.run(
      """
      INSERT INTO teams (name, account_id, session_token, max_seats, is_active)
      VALUES ('all', 'all', 's', \(seats), true);
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active)
      VALUES ('CODE', (enum_range(NULL::redeemcodetype))[1], \(uses), 0, true)
      """)
    return world
  }

  /// So many invites in each of the last days, the last 24 hours first, and one from before them all. All but
  /// those of the last day have joined.
  private func invite(_ days: [Int], _ world: MetricsWorld) throws {
    try world.postgres.execute(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, accepted_at, is_rebind)
      SELECT (SELECT min(id) FROM teams), 'd' || u.o || 'n' || k || '@example.com', 'SUCCESS', 'CODE',
        (now() AT TIME ZONE 'utc') - (u.o - 1) * interval '24 hours'
          - ((k - 0.5) / u.c)::float8 * interval '24 hours',
        CASE WHEN u.o > 1 THEN now() AT TIME ZONE 'utc' END, false
      FROM unnest($1::int[]) WITH ORDINALITY AS u (c, o) CROSS JOIN generate_series(1, u.c) AS k
      """, [PostgresArray.literal(days)], deadline: .after(.seconds(60)))
    try world.run(
      """
      INSERT INTO invite_records (team_id, email, status, created_at)
      SELECT min(id), 'first@example.com', 'FAILED', (now() AT TIME ZONE 'utc') - interval '40 days'
      FROM teams
      """)
  }

  private func forecast(
    _ world: MetricsWorld, _ subjects: [ForecastSubject], free: Int? = nil
  ) throws -> [ForecastLine] {
    try Forecast(world.context(), subjects: subjects, freeBytes: free).run().subjects
  }

  /// Busy and calm days of the week, and chance in each.
  private struct Days {
    private var random: ForecastRandom
    private let usual: Double

    init(seed: UInt64) {
      random = ForecastRandom(seed: seed)
      let drawn: UInt64 = random.next()
      usual = Double(20 + drawn % 40)
    }

    mutating func use(_ day: Int) -> Int {
      let ofWeek = [1.3, 1.2, 1.1, 1, 1, 0.5, 0.4][day % 7]
      return Int(saturating: usual * ofWeek * (0.7 + 0.6 * random.unit()) + 0.5)
    }
  }

  @Test func `of ten campaigns seats and codes of nine end as it was told`() throws {
    let world = try world()
    let left = 1000
    var hits = [ForecastSubject.seats: 0, .codes: 0]
    var text = ""
    for seed in UInt64(1)...10 {
      var days = Days(seed: seed)
      var history: [Int] = []
      for day in 0..<28 { history.append(days.use(day)) }
      history.reverse()
      var (rest, next) = (Double(left), 28)
      var use = Double(days.use(next))
      while use < rest {
        rest -= use
        next += 1
        use = Double(days.use(next))
      }
      let truth = (Double(next - 28) + rest / use) * Self.day
      try world.run("TRUNCATE invite_records")
      try invite(history, world)
      // Who was invited within a day holds a seat still.
      try world.run("UPDATE teams SET max_seats = \(left + history[0])")
      for line in try forecast(world, [.seats, .codes]) {
        #expect(line.state == .ends && line.remaining == left, "\(line)")
        let range = try #require(line.inSeconds)
        let (early, likely, late) = (
          try #require(range.early), try #require(range.likely), try #require(range.late)
        )
        text += "\(seed) \(line.subject): \(early) \(likely) \(late), in truth \(truth)\n"
        if (early...late).contains(truth) || (likely - truth).magnitude <= 0.15 * truth {
          hits[line.subject, default: 0] += 1
        }
      }
    }
    #expect(hits.values.allSatisfy { $0 >= 9 }, "\(hits)\n\(text)")
  }

  @Test func `assertions are for cron, and what cannot be told is no success`() async throws {
    let world = try world()
    func run(_ arguments: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["forecast"] + arguments, environment: world.environment)
    }
    let empty = try await run("--only", "seats", "--only", "codes")
    #expect(empty.exitCode == 0, "\(empty.errors)")
    #expect(
      empty.output.contains("not enough history: 0 whole days, and 7 are needed"),
      "\(empty.output)")
    let untold = try await run("--only", "seats", "--assert", "seats>1d")
    #expect(untold.exitCode == 8 && untold.output.contains("cannot be told: seats>1d"), "\(untold)")
    try invite(Array(repeating: 10, count: 28), world)
    let holds = try await run("--assert", "seats>30d", "--assert", "codes > 30d", "-o", "json")
    #expect(holds.exitCode == 0, "\(holds.output)\(holds.errors)")
    let json = try JSONValue(parsing: Array(holds.output.utf8))
    #expect(json["history_days"]?.int == 28 && json["knows_weekdays"] == true)
    let subjects = json["subjects"]?.array ?? []
    #expect(
      subjects.compactMap { $0["subject"]?.string } == ["seats", "codes", "disk", "ids", "queue"])
    #expect(subjects.last?["state"]?.string == "empty" && subjects.last?["remaining"]?.int == 0)
    #expect(subjects.first?["remaining"]?.int == 990 && subjects.first?["per_day"]?.double == 10)
    #expect(json["assertions"]?.array?.compactMap { $0["verdict"]?.string } == ["holds", "holds"])
    let quiet = try await run("-q", "--assert", "seats>30d", "--assert", "queue<1m")
    #expect(quiet.exitCode == 0 && quiet.output.isEmpty && quiet.errors.isEmpty, "\(quiet)")
    let fails = try await run("-q", "--assert", "seats>300d", "--assert", "queue<1m")
    #expect(fails.exitCode == 3, "\(fails.errors)")
    #expect(
      fails.output.contains("fails seats>300d\nholds queue<1m\n"), "\(fails.output)")
    for wrong in ["seats", "seats>never", "queue>1m", "seats<1d", "cells>1d", "seats>2000d"] {
      let refused = try await run("--assert", wrong)
      #expect(refused.exitCode == 2 && refused.output.isEmpty, "\(wrong): \(refused)")
    }
    let leftOut = try await run("--only", "disk", "--assert", "seats>1d")
    #expect(leftOut.exitCode == 2, "\(leftOut)")
  }

  @Test func `it writes nothing, and asks the broker for the queue alone`() async throws {
    let world = try world()
    try invite(Array(repeating: 10, count: 28), world)
    try world.database.run(
      "ALTER DATABASE \(world.database.name) SET default_transaction_read_only = on")
    let whole = try await CommandRun.invitectl(["forecast"], environment: world.environment)
    #expect(whole.exitCode == 0, "\(whole.output)\(whole.errors)")
    let nowhere = world.environment.merging([
      "INVITECTL_BROKER_URL": "unix:///nowhere/redis.sock",
      "INVITECTL_RESULT_URL": "unix:///nowhere/redis.sock",
    ]) { $1 }
    let down = try await CommandRun.invitectl(["forecast"], environment: nowhere)
    #expect(down.exitCode == 1, "\(down)")
    let others = ["seats", "codes", "disk", "ids"].flatMap { ["--only", $0] }
    let without = try await CommandRun.invitectl(["forecast"] + others, environment: nowhere)
    #expect(without.exitCode == 0, "\(without.output)\(without.errors)")
  }

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
    // A column that was made wide has numbers enough.
    try world.run("ALTER TABLE operation_logs ALTER id TYPE bigint")
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
    let works = try #require(try forecast(world, [.queue]).first)
    #expect(works.state == .ends, "\(works)")
    #expect(works.inSeconds?.likely.map { (0.9...1.2).contains($0) } == true, "\(works)")
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
    // Days of the calendar: midnight may have passed.
    #expect(codes.inSeconds?.early.map { $0 >= 2 * Self.day } == true, "\(codes)")
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
      #expect(readings.seconds(name) == value, "\(bound)")
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
