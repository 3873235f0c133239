import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem retry --dry-run`: row by row what a run would do, and why, with nothing done.
@Suite struct RetryPlanTests {
  /// Every row of every table, and every key's value.
  private func content(_ world: RetryWorld) throws -> [String] {
    var content = try world.world.lines(
      """
      SELECT c.oid::regclass || ' ' || md5(query_to_xml(
        format('SELECT * FROM %s AS t ORDER BY t::text', c.oid::regclass), true, false, '')::text)
        AS line
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname IN ('public', 'invitectl') ORDER BY 1
      """)
    let redis = world.world.redis
    for endpoint in [redis.bucket, redis.broker, redis.result] {
      let connection = try TestRedis.connect(endpoint)
      for key in try connection.send("KEYS", "*").asStrings().sorted() {
        content.append("\(endpoint) \(key) \(try connection.send("DUMP", key))")
      }
    }
    return content
  }

  /// By email, what would be done, or was.
  private func said(_ run: CommandResult, _ what: String) throws -> [String: String] {
    let rows = try JSONValue(parsing: Array(run.output.utf8))["rows"]?.array ?? []
    return Dictionary(
      rows.map { row in
        let verdict = row["verdict"]?.string ?? ""
        return (row["email"]?.string ?? "", row[what]?.string ?? verdict)
      }, uniquingKeysWith: { "\($0), \($1)" })
  }

  /// A plan as JSON, which has changed nothing.
  private func plan(_ world: RetryWorld, _ more: String..., exits: Int32 = 0) async throws
    -> [String: String]
  {
    let before = try content(world)
    let run = try await world.retry(["-n", "-o", "json"] + more)
    #expect(run.exitCode == exits, "\(more): \(run)")
    #expect(try content(world) == before, "\(more): \(run)")
    return try said(run, "would")
  }

  @Test func `each row is shown with what would be done and why, and a run does that`() async throws
  {
    let world = try await RetryWorld.ofTwoFailed()
    try world.failed("a@x.io", "DIRECT10", ago: "2 hours")
    try world.failed("d@x.io", "DIRECTEXPIRED")
    let text = try await world.retry("--dry-run")
    // What a run would leave alone is a part of the plan.
    #expect(text.exitCode == 0, "\(text)")
    for part in [
      "4 failed rows, 1 error", "WOULD", "its code is past expires_at",
      "4 rows: 2 ready, 1 duplicate, 1 closed", "2 invites would be put into the queue",
      "1 row closed: its code is past expires_at", "nothing was sent, and nothing changed",
    ] {
      #expect(text.output.contains(part), "\(part): \(text)")
    }
    // Nothing is to be done about what is closed: it is nothing that a run leaves alone.
    #expect(!text.output.contains("would be left alone"), "\(text)")
    #expect(
      try await plan(world)
        == ["a@x.io": "duplicate, queue", "b@x.io": "queue", "d@x.io": "closed"])
    #expect(
      try await plan(world, "--limit", "1")
        == ["a@x.io": "duplicate, queue", "b@x.io": "later", "d@x.io": "closed"])
    let masked = try await world.world.invitectl("redeem", "retry", "-n", "-o", "json")
    #expect(!masked.output.contains("a@x.io") && !masked.output.contains("DIRECT10"), "\(masked)")
    let run = try await world.retry("--yes", "-o", "json")
    #expect(run.exitCode == 0, "\(run)")
    #expect(
      try said(run, "action")
        == ["a@x.io": "duplicate, queued", "b@x.io": "queued", "d@x.io": "closed"])
    #expect(try await plan(world) == ["d@x.io": "closed", "a@x.io": "under-way"])
  }

  @Test func `a code that is bound to another email by now is closed for whom it is not`()
    async throws
  {
    let world = try await RetryWorld()
    try world.failed("a@x.io", "LINUXDO5", ago: "2 hours")
    try world.failed("b@x.io", "LINUXDO5")
    try world.world.run(
      "UPDATE redeem_codes SET used_count = 2, bound_email = 'b@x.io' WHERE code = 'LINUXDO5'")
    #expect(try await plan(world) == ["a@x.io": "closed", "b@x.io": "queue"])
    let run = try await world.retry("--yes")
    #expect(run.exitCode == 0, "\(run)")
    #expect(run.output.contains("its code is bound to another email by now"), "\(run)")
    #expect(try world.queued() == 1)
    // As the route says, and trace before it is typed.
    let trace = try await world.world.invitectl("trace", "a@x.io")
    #expect(trace.exitCode == 5, "\(trace)")
    #expect(trace.output.contains("EMAIL_MISMATCH"), "\(trace)")
    #expect(!trace.output.contains("redeem retry"), "\(trace)")
    let redeem = try await world.world.invitectl("redeem", "LINUXDO5", "a@x.io")
    #expect(redeem.exitCode == 5, "\(redeem)")
  }

  @Test func `a code that is bound to its own email in another spelling is said to be`()
    async throws
  {
    let world = try await RetryWorld()
    try world.failed("a@x.io", "LINUXDO5")
    try world.world.run(
      "UPDATE redeem_codes SET used_count = 1, bound_email = ' A@x.io' WHERE code = 'LINUXDO5'")
    #expect(try await plan(world) == ["a@x.io": "closed"])
    let text = try await world.retry("-n")
    #expect(text.output.contains("bound to its email with capitals or blanks"), "\(text)")
    #expect(!text.output.contains("another email"), "\(text)")
    // What is printed there does it.
    let trace = try await world.world.invitectl("trace", "a@x.io")
    #expect(trace.output.contains("UPDATE "), "\(trace)")
  }

  @Test func `what was tried before is named with its task, where it is asked about`() async throws
  {
    let world = try await RetryWorld.ofTwoFailed()
    let first = try await world.retry("--yes", "--email", "a@x.io")
    #expect(first.exitCode == 0, "\(first)")
    // Its message is gone, as that of a task which was revoked.
    try world.emptied()
    let task = try #require(try world.world.value("SELECT task_id FROM invitectl.invite_retry"))
    for flag in ["-n", "--yes"] {
      let again = try await world.retry(flag, "--email", "a@x.io")
      #expect(again.exitCode == 0, "\(again)")
      for part in [
        "a@x.io by DIRECT10 was tried again before, as task \(task)",
        "'invitectl trace \(task)' tells what came of it; where nothing did, add --again",
      ] { #expect(again.output.contains(part), "\(part): \(again)") }
    }
    let masked = try await world.world.invitectl("redeem", "retry", "-n", "--email", "a@x.io")
    #expect(masked.output.contains("as task \(task)"), "\(masked)")
    #expect(!masked.output.contains("DIRECT10"), "\(masked)")
    let tried = try await world.retry("--yes", "--email", "a@x.io", "--again")
    #expect(tried.exitCode == 0, "\(tried)")
    #expect(!tried.output.contains("was tried again before"), "\(tried)")
    #expect(try world.queued() == 1)
  }

  @Test func `before migrate up it is not said that there is none`() async throws {
    let world = try await RetryWorld()
    try world.world.run("DROP SCHEMA invitectl CASCADE")
    let plan = try await world.retry("-n", "--code", "DIRECT10")
    #expect(plan.exitCode == 1, "\(plan)")
    #expect(plan.output == "own-tables\n", "\(plan)")
    #expect(plan.errors.contains("invitectl migrate up"), "\(plan)")
  }

  @Test func `without a sync the latest uses are not known, and that is said`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    let bucket = try TestRedis.connect(world.world.redis.bucket)
    try bucket.send("DECR", "redeem:DIRECT10:remaining")
    #expect(try await plan(world) == ["a@x.io": "unknown", "b@x.io": "unknown"])
    let text = try await world.retry("-n")
    #expect(text.output.contains("not synced yet"), "\(text)")
    #expect(text.output.contains("'invitectl sync-counts'"), "\(text)")
    let synced = try await world.world.invitectl("sync-counts")
    #expect([0, 8].contains(synced.exitCode), "\(synced)")
    #expect(try await plan(world) == ["a@x.io": "queue", "b@x.io": "queue"])
  }

  @Test func `of a run that was cut off it tells what was sent, and what nobody knows`()
    async throws
  {
    let world = try await RetryWorld.ofTwoFailed()
    let killed = try await world.retry(["--yes", "--email", "a@x.io"], failpoint: "retry-sent")
    #expect(killed.signal == SIGKILL, "\(killed)")
    // Taken by a worker that left nothing to be seen.
    try world.emptied()
    #expect(try await plan(world, "--email", "a@x.io") == ["a@x.io": "note-sent"])
    #expect(try await plan(world, "--email", "a@x.io", "--again") == ["a@x.io": "queue"])
    try world.forgottenMarks()
    #expect(try await plan(world) == ["a@x.io": "refuse", "b@x.io": "queue"])
    let run = try await world.retry("--yes", "-o", "json")
    #expect(run.exitCode == 8, "\(run)")
    #expect(try said(run, "action") == ["a@x.io": "refused", "b@x.io": "queued"])
  }

  @Test func `where uses are counted on join it says who would wait, by the backend's rules`()
    async throws
  {
    let world = try await RetryWorld(.g026)
    try world.failed("a@x.io", "ONE", ago: "3 hours")
    try world.failed("b@x.io", "TWO")
    try world.failed("c@x.io", "ONE", ago: "2 hours")
    try world.refused("e@x.io", "DIRECT10")
    try world.world.run(
      """
      INSERT INTO redeem_codes (code, code_type, max_uses, used_count, is_active, created_at,
        bound_email, validity_days, rebind_count, rebind_limit, status)
      VALUES ('ONE', 'direct', 1, 0, true, now() AT TIME ZONE 'utc', NULL, 30, 0, 1, 'bound'),
        ('TWO', 'direct', 1, 0, true, now() AT TIME ZONE 'utc', 'other@x.io', 30, 0, 1, 'bound')
      """)
    // The first that waits has the one use in flight.
    #expect(
      try await plan(world)
        == ["a@x.io": "wait", "b@x.io": "refuse", "c@x.io": "refuse", "e@x.io": "wait"])
    let text = try await world.retry("-n")
    #expect(text.exitCode == 0, "\(text)")
    for part in ["CODE_USED_UP", "EMAIL_MISMATCH", "2 invites would wait for a seat"] {
      #expect(text.output.contains(part), "\(part): \(text)")
    }
    let run = try await world.retry("--yes", "-o", "json")
    #expect(run.exitCode == 8, "\(run)")
    #expect(
      try said(run, "action")
        == ["a@x.io": "waiting", "b@x.io": "refused", "c@x.io": "refused", "e@x.io": "waiting"])
    // Who waits is sent where a seat is free.
    #expect(
      try await plan(world, "--waiting").values.allSatisfy { ["queue", "no-seat"].contains($0) })
  }

  @Test func `without the broker the errors are listed, and why nothing is judged`() async throws {
    let world = try await RetryWorld.ofTwoFailed()
    var environment = world.world.environment
    environment["INVITECTL_BROKER_URL"] = "redis://127.0.0.1:1/1"
    let run = try await CommandRun.invitectl(["redeem", "retry", "-n"], environment: environment)
    #expect(run.exitCode == 1 || run.exitCode == 75, "\(run)")
    #expect(run.output.contains("2 failed rows, 1 error"), "\(run)")
    #expect(run.output.contains("not judged: "), "\(run)")
    #expect(run.errors.contains("error: "), "\(run)")
    let mixed = try await RetryWorld(.g019)
    try mixed.failed("a@x.io", "DIRECT10")
    let listed = try await mixed.retry("-n")
    #expect(listed.exitCode == 0, "\(listed)")
    #expect(listed.output.contains("not judged: whether the use of a failed invite"), "\(listed)")
  }
}
