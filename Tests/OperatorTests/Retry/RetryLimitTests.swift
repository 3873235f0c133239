import ClientSupport
import InviteDomain
import LosslessJSON
import PostgresClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// What `redeem retry` costs, and what it says where that is too much.
@Suite struct RetryLimitTests {
  /// Failed invites of so many codes, each with one use and one row.
  private func world(codes: Int) async throws -> RetryWorld {
    let world = try await RetryWorld()
    try world.world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, expires_at, is_active,
        created_at, validity_days)
      SELECT 'MANY' || n, (SELECT code_type FROM redeem_codes WHERE code = 'LINUXDO5'), 5, 1,
        now() AT TIME ZONE 'utc' + interval '30 days', true, now() AT TIME ZONE 'utc', 30
      FROM generate_series(1, \(codes)) AS n;
      INSERT INTO invite_queue (email, redeem_code, status, error_message, retry_count, created_at,
        processed_at)
      SELECT 'p' || n || '@x.io', 'MANY' || n, 'failed', 'no team with a free seat', 0, t, t
      FROM generate_series(1, \(codes)) AS n,
        LATERAL (SELECT now() AT TIME ZONE 'utc' - n * interval '1 minute' AS t) AS at;
      UPDATE teams SET max_seats = 500
      """)
    return world
  }

  private func isRefused<Value>(_ body: () throws -> Value) -> Bool {
    do {
      _ = try body()
      return false
    } catch {
      return true
    }
  }

  @Test func `what is looked for follows the limit, and the oldest that can be tried are`()
    async throws
  {
    let world = try await world(codes: 60)
    // The oldest cannot be: they hold up nobody.
    try world.world.run(
      """
      UPDATE redeem_codes SET used_count = 0
      WHERE code IN (SELECT 'MANY' || n FROM generate_series(31, 60) AS n)
      """)
    let run = try await world.retry("--yes", "--limit", "3", "-o", "json")
    #expect(run.exitCode == 8, "\(run)")
    let outcome = try JSONValue(parsing: Array(run.output.utf8))
    let tried = (outcome["rows"]?.array ?? []).filter { $0["action"] == "queued" }
      .compactMap { $0["email"]?.string }
    #expect(Set(tried) == ["p30@x.io", "p29@x.io", "p28@x.io"], "\(run)")
    #expect(try world.queued() == 3)

    let few = try await world.retry("--since", "27m", "--yes", "--limit", "3", "-o", "json")
    #expect(few.exitCode == 0, "\(few)")
    let rest = try JSONValue(parsing: Array(few.output.utf8))
    let rows = rest["rows"]?.array ?? []
    #expect(rows.count < 26 && rest["has_more"] == true, "\(few)")
    #expect(rows.allSatisfy { $0["verdict"] != "not-judged" }, "\(few)")
    #expect(try world.queued() == 6)
    let plan = try await world.retry("--since", "27m", "-n", "--limit", "2", "-o", "json")
    let planned = try JSONValue(parsing: Array(plan.output.utf8))["rows"]?.array ?? []
    #expect(planned.count { $0["would"] == "queue" } == 2, "\(plan)")
    #expect(planned.contains { $0["verdict"] == "not-judged" && $0["would"] == "later" }, "\(plan)")
  }

  @Test func `closed rows are told by their reasons, and named no further than the limit`()
    async throws
  {
    let world = try await world(codes: 60)
    try world.world.run(
      """
      UPDATE redeem_codes SET expires_at = now() AT TIME ZONE 'utc' - interval '1 day'
      WHERE code IN (SELECT 'MANY' || n FROM generate_series(11, 60) AS n);
      UPDATE redeem_codes SET is_active = false WHERE code = 'MANY10'
      """)
    let run = try await world.retry("--yes", "--limit", "1", "-o", "json")
    #expect(run.exitCode == 0, "\(run)")
    let outcome = try JSONValue(parsing: Array(run.output.utf8))
    let rows = outcome["rows"]?.array ?? []
    #expect(rows.count { $0["verdict"] == "closed" } == 1, "\(run)")
    #expect(rows.count { $0["action"] == "queued" } == 1, "\(run)")
    let closed = (outcome["closed"]?.array ?? []).map {
      "\($0["count"]?.int ?? 0) \($0["reason"]?.string ?? "")"
    }
    #expect(closed == ["50 its code is past expires_at", "1 its code is not active"], "\(run)")
    #expect(outcome["findings"]?["count"]?.int == 0, "\(run)")
    let text = try await world.retry("--yes", "--limit", "1")
    #expect(text.exitCode == 0, "\(text)")
    #expect(text.output.contains("50 rows closed: its code is past expires_at"), "\(text)")
    #expect(text.output.contains("51 closed"), "\(text)")
    // It is the same for both reasons.
    let nexts = text.output.split(separator: "\n").count { $0.contains("nothing is to be done, ") }
    #expect(nexts == 1, "\(text)")
    // The lines of nine that are open at most, and not of fifty that are not.
    #expect(text.output.split(separator: "\n").count < 25, "\(text)")
  }

  @Test func `what is the same of many rows is said once, with their number`() async throws {
    let world = try await world(codes: 14)
    try world.world.run("UPDATE teams SET max_seats = 0")
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 8, "\(run)")
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.hasPrefix("14 rows: no active team") } == 1, "\(run)")
    #expect(lines.count { $0.contains("when seats are free") } == 1, "\(run)")
    #expect(lines.contains { $0.hasSuffix(" and 4 more") }, "\(run)")
  }

  @Test func `of very many rows a plan shows some, and counts the others by reason`() async throws {
    let world = try await world(codes: 60)
    let plan = try await world.retry("-n")
    #expect(plan.exitCode == 0, "\(plan)")
    let lines = plan.output.split(separator: "\n").map(String.init)
    #expect(lines.count { $0.hasPrefix("queue ") } == 20, "\(plan)")
    #expect(lines.contains("and 40 rows, as these are:"), "\(plan)")
    #expect(lines.contains { $0.hasPrefix("60 rows: ") }, "\(plan)")
    #expect(lines.count < 60, "\(plan)")
    // What is said to show all of them does.
    #expect(
      plan.output.contains("the same with -n -o json; more of them here: with -n --limit 200"))
    let all = try await world.retry("-n", "-o", "json")
    let rows = try JSONValue(parsing: Array(all.output.utf8))["rows"]?.array ?? []
    #expect(rows.count == 60, "\(all)")
    let more = try await world.retry("-n", "--limit", "200")
    let named = more.output.split(separator: "\n").count { $0.hasPrefix("queue ") }
    #expect(named == 60 && !more.output.contains("as these are"), "\(more)")
  }

  @Test func `a read may take as long as the command allows, and no longer`() async throws {
    let world = try await RetryWorld()
    let context = try OperationContext.test(database: world.world.database)
    let connection = try context.postgres()
    try connection.execute("SET statement_timeout = '100ms'", deadline: .soon)
    #expect(isRefused { try connection.query("SELECT pg_sleep(30)", deadline: .soon) })
    for isWide in [false, true] {
      let rows = try connection.readLong(
        "SELECT 7 AS n FROM (SELECT pg_sleep(0.5)) AS slept", [], isWide: isWide,
        limit: .seconds(120))
      #expect(try rows.only().int("n") == 7)
      let other = try context.postgres()
      #expect(
        isRefused {
          try other.readLong(
            "SELECT pg_sleep(300)", [], isWide: isWide, limit: .milliseconds(200))
        })
    }
    let left = try connection.query(
      "SELECT current_setting('statement_timeout') || current_setting('enable_nestloop') AS left",
      deadline: .soon
    ).only().string("left")
    #expect(left == "100mson")
  }

  @Test func `what took too long names what has it do less`() throws {
    let late = RetryRequest.failure(.timedOut(.cancelled), doing: "read the invites")
    #expect(late.kind == .transient)
    #expect(late.hint?.contains("--limit, --error, --code or --since") == true)
    let lost = RetryRequest.failure(
      .connectionLost(message: "gone", diagnostics: nil), doing: "read the invites")
    #expect(lost.hint?.contains("--limit") != true)
  }

  @Test func `a run that is refused is in the log by its own name, and a code has to be one`()
    async throws
  {
    let world = try await RetryWorld()
    try await world.redeemed("DIRECT10", "a@x.io")
    try world.failed("a@x.io", "DIRECT10")
    // Its count is not settled, so that it is left alone.
    let run = try await world.retry("--yes", "--code", "DIRECT10")
    #expect(run.exitCode == 8, "\(run)")
    let log = try world.world.lines(
      """
      SELECT concat_ws(' ', exit_code, changed, problems, detail->>'extent') AS line
      FROM invitectl.run_log WHERE command = 'redeem retry'
      """)
    #expect(log == ["8 0 1 chosen"])
    let failed = try await world.world.invitectl("runs", "--failed")
    #expect(failed.output.contains("redeem retry"), "\(failed)")
    let wrong = try await world.retry("--yes", "--code", "NOSUCH")
    #expect(wrong.exitCode == 2, "\(wrong)")
    #expect(wrong.errors.contains("there is no code"), "\(wrong)")
    // That is said before anybody is asked for --yes.
    let unasked = try await world.retry("--code", "NOSUCH")
    #expect(unasked.exitCode == 2, "\(unasked)")
    #expect(unasked.errors.contains("there is no code"), "\(unasked)")
  }
}
