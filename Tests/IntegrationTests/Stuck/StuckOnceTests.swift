import Foundation
import InviteDomain
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import CeleryProtocol
@testable import InviteOps
@testable import InviteStorage

/// `cleanup-queue --stuck --yes` invites a person once, however odd the rows about it are.
@Suite struct StuckOnceTests {
  let database: TestDatabase
  let redis: TestRedis
  let connection: PostgresConnection
  let broker: RedisConnection

  init() throws {
    database = try TestDatabase.inviteHub(lowerCase: true)
    redis = try TestRedis()
    try redis.declareInvites()
    connection = try database.connect()
    broker = try TestRedis.connect(redis.broker)
  }

  /// An open row of two hours ago, or of a time in SQL; its id.
  func row(
    _ email: String, _ code: String? = "EVX1", status: String = "pending",
    at time: String = "(now() AT TIME ZONE 'utc') - interval '2 hours'"
  ) throws -> Int {
    try connection.query(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ($1, $2, $3::invitequeuestatus, 0, \(time)) RETURNING id
      """, [email, code, status], deadline: .soon
    ).only().int("id")
  }

  @discardableResult
  func record(
    _ email: String, _ code: String?, status: String? = "success",
    at time: String = "now() AT TIME ZONE 'utc'"
  ) throws -> Int {
    try connection.query(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      VALUES (1, $1, $3::invitestatus, $2, \(time)) RETURNING id
      """, [email, code, status], deadline: .soon
    ).only().int("id")
  }

  func queued() throws -> Int {
    try broker.send("LLEN", RedeemWorld.queue).asInteger()
  }

  func stuck(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--show"] + arguments,
      environment: Sandbox.variables(database: database, redis: redis))
  }

  func verdicts() throws -> [Int: StuckRow.Verdict] {
    let found = try StuckRows(
      .test(database: database, redis: redis), pause: .milliseconds(10)
    ).find(olderThan: .seconds(600))
    return Dictionary(uniqueKeysWithValues: found.rows.map { ($0.id, $0.verdict) })
  }

  @Test func `two runs at once put a row back once`() async throws {
    for person in 1...3 { _ = try row("p\(person)@x.com") }
    // Both look for longer than either needs to put them back.
    let environment = Sandbox.variables(database: database, redis: redis)
    let arguments = ["cleanup-queue", "--stuck", "--yes"]
    async let first = CommandRun.invitectl(arguments, environment: environment)
    async let second = CommandRun.invitectl(arguments, environment: environment)
    let runs = try await [first, second]
    for run in runs { #expect(run.exitCode == 0, "\(run)") }
    #expect(runs.count { $0.output.contains("3 put back into the queue") } == 1, "\(runs)")
    #expect(try queued() == 3)
  }

  @Test func `while another run has the lock, nothing is put back`() async throws {
    _ = try row("p@x.com")
    try _ = connection.query("SELECT pg_advisory_lock(1768846953, 30)", deadline: .soon)
    let failed = try await stuck("--yes", "--if-locked", "fail")
    #expect(failed.exitCode == 4, "\(failed)")
    #expect(failed.errors.contains("another run holds the lock"), "\(failed)")
    let skipped = try await stuck("--yes", "--if-locked", "skip")
    #expect(skipped.exitCode == 0, "\(skipped)")
    #expect(skipped.output.contains("skipped"), "\(skipped)")
    // A look takes no lock.
    #expect(try await stuck("--dry-run").output.contains("1 lost"))
    #expect(try queued() == 0)
  }

  @Test(arguments: ["NULL", "'infinity'", "'-infinity'"])
  func `a row without a time is named and never put back, and is judged once it has one`(
    time: String
  ) async throws {
    try _ = row("before@x.com", status: "failed")
    let id = try row("timeless@x.com", at: time)
    let young = try row("young@x.com", status: "failed", at: "now() AT TIME ZONE 'utc'")
    for _ in 0..<2 {
      let run = try await stuck("--yes")
      #expect(run.exitCode == 8, "\(run)")
      #expect(run.output.contains("invite_queue row \(id)"), "\(run)")
      #expect(run.output.contains("created_at is \(time == "NULL" ? "NULL" : "infinite")"))
      #expect(try queued() == 0)
    }
    // It was invited an hour ago: what is printed to be typed must not make that older than the row.
    try record("timeless@x.com", "EVX1", at: "(now() AT TIME ZONE 'utc') - interval '1 hour'")
    let found = try StuckRows(
      .test(database: database, redis: redis), pause: .milliseconds(10)
    ).find(olderThan: .seconds(600))
    let hint = try #require(found.findings.shown.first?.hint)
    try database.run(hint.components(separatedBy: " gives it one")[0])
    #expect(try verdicts() == [id: .done])
    #expect(young > id)
  }

  @Test func `two rows of one email and code are one invite, in this run and the next`()
    async throws
  {
    let first = try row("LC@x.com", "EVX1")
    let second = try row(" lc@x.com ", "evx1", status: "processing")
    let other = try row("lc@x.com", "OTHER")
    let run = try await stuck("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("2 put back into the queue"), "\(run)")
    #expect(run.output.contains("invite_queue row \(second)"), "\(run)")
    #expect(run.output.contains("row \(first) is of the same email and code"), "\(run)")
    #expect(try queued() == 2)
    let again = try await stuck("--yes")
    #expect(again.exitCode == 0, "\(again)")
    #expect(again.output.contains("3 queued"), "\(again)")
    #expect(try queued() == 2)
    // A worker takes them, and makes one invite of each.
    try broker.send("DEL", RedeemWorld.queue)
    try record("lc@x.com", "EVX1")
    try record("lc@x.com", "OTHER")
    let done = try await stuck("--yes")
    #expect(done.exitCode == 0, "\(done)")
    #expect(done.output.contains("3 marked as done"), "\(done)")
    #expect(try queued() == 0)
    #expect(try verdicts() == [:])
    #expect(other > second)
  }

  @Test(arguments: [
    ("lc@x.com", "EVX1"), ("lc@x.com", "evx1"), ("LC@X.com", " eVx1 "), ("Lc@x.com\t", "EVX1\n"),
  ])
  func `a success in any case of email and code is the row's`(
    email: String, code: String
  ) async throws {
    let id = try row("lc@x.com")
    try record(email, code)
    #expect(try verdicts() == [id: .done])
    let run = try await stuck("--yes")
    #expect(run.output.contains("1 marked as done"), "\(run)")
    #expect(try queued() == 0)
  }
}
