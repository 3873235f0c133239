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
  static let day = 86_400.0

  /// One team with so many seats, and a code with so many uses.
  func world(seats: Int = 1000, uses: Int = 1000) throws -> MetricsWorld {
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
  func invite(_ days: [Int], _ world: MetricsWorld) throws {
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

  func forecast(
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
    // The others are told; of what could not be read it says why.
    #expect(down.exitCode == 8 && down.output.contains("not within a year"), "\(down)")
    #expect(down.errors.contains("/nowhere/redis.sock"), "\(down)")
    let asserted = try await CommandRun.invitectl(
      ["forecast", "--assert", "seats>7d"], environment: nowhere)
    #expect(asserted.exitCode == 8 && asserted.output.contains("holds seats>7d"), "\(asserted)")
    let others = ["seats", "codes", "disk", "ids"].flatMap { ["--only", $0] }
    let without = try await CommandRun.invitectl(["forecast"] + others, environment: nowhere)
    #expect(without.exitCode == 0, "\(without.output)\(without.errors)")
  }
}
