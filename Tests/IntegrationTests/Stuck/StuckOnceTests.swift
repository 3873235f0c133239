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
  private let database: TestDatabase
  private let redis: TestRedis
  private let connection: PostgresConnection
  private let broker: RedisConnection

  init() throws {
    database = try TestDatabase.inviteHub(lowerCase: true)
    redis = try TestRedis()
    try redis.declareInvites()
    connection = try database.connect()
    broker = try TestRedis.connect(redis.broker)
  }

  /// An open row of two hours ago, or of a time in SQL; its id.
  private func row(
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
  private func record(
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

  private func queued() throws -> Int {
    try broker.send("LLEN", RedeemWorld.queue).asInteger()
  }

  private func stuck(_ arguments: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--show"] + arguments,
      environment: Sandbox.variables(database: database, redis: redis))
  }

  private func verdicts() throws -> [Int: StuckRow.Verdict] {
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

  /// A distributor removes a member: `removed`, or `failed` by older releases of the backend.
  @Test func `whoever was invited and removed again is not invited a second time`() async throws {
    try connection.execute("ALTER TYPE invitestatus ADD VALUE 'removed'", deadline: .soon)
    var rows: [Int: StuckRow.Verdict] = [:]
    for (index, status) in ["removed", "failed", "pending", "failed"].enumerated() {
      let email = "p\(index)@x.com"
      rows[try row(email)] = index < 3 ? .done : .lost
      let made = try record(email, "EVX1", status: status)
      // The last one was never accepted: it failed.
      guard index == 1 || index == 2 else { continue }
      try connection.execute(
        "UPDATE invite_records SET accepted_at = created_at WHERE id = $1::bigint", ["\(made)"],
        deadline: .soon)
    }
    let codeless = try row("nameless@x.com")
    let record = try record("nameless@x.com", nil, status: "removed")
    rows[codeless] = .unknown
    #expect(try verdicts() == rows)
    let run = try await stuck("--yes")
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("3 marked as done"), "\(run)")
    #expect(run.output.contains("invite_records \(record) is an invite of this email"), "\(run)")
    #expect(try queued() == 1)
  }

  @Test func `one that may be the row's and may not is named, and nothing is put back`()
    async throws
  {
    let rows = try ["a", "b", "c", "d", "e", "f"].map { try row("\($0)@x.com") }
    let records = [
      try record("A@x.com", nil), try record("b@x.com", "  "),
      try record("c@x.com", "evx1", at: "NULL"), try record("d@x.com", "EVX1", at: "'infinity'"),
      try record("e@x.com", "EVX1", status: nil),
    ]
    let why = [
      "is an invite of this email that was made, and names no code",
      "is an invite of this email that was made, and names no code",
      "is an invite that was made, and has no time",
      "is an invite that was made, and has no time", "is of this email and has no status",
    ]
    let waiting = try row("F@x.com", "evx1", status: "waiting")
    let doubts =
      zip(records, why).map { "invite_records \($0) \($1)" }
      + ["row \(waiting) of the same email and code waits"]
    let done = try row("g@x.com")
    let newer = try row("g@x.com", status: "success", at: "now() AT TIME ZONE 'utc'")
    // These are others' and older: the row is lost.
    let lost = try row("h@x.com")
    try record("h@x.com", "OTHER")
    try record("h@x.com", nil, at: "(now() AT TIME ZONE 'utc') - interval '3 hours'")
    try record("h@x.com", nil, status: "failed")
    _ = try row("h@x.com", "OTHER", status: "waiting")
    _ = try row("h@x.com", "EVX1", status: "failed")
    let run = try await stuck("--yes")
    #expect(run.exitCode == 8, "\(run)")
    for doubt in doubts + ["row \(newer) of the same email and code is newer and SUCCESS"] {
      #expect(run.output.contains(doubt), "\(run)")
    }
    #expect(run.output.contains("8 open rows: 1 lost, 7 unknown"), "\(run)")
    #expect(try queued() == 1)
    let found = try verdicts()
    #expect((rows + [done]).allSatisfy { found[$0] == .unknown })
    #expect(found[lost] == .queued)
  }

  /// As a process does that was stopped between its row and its message, until its lock was lost.
  @Test func `a run that goes on after another has begun sends nothing more`() throws {
    let context = try OperationContext.test(database: database, redis: redis)
    let message = try InviteTask(email: "woken@x.com", code: "EVX1").message()
    let first = try StuckTurn(context)
    try first.publish(message, row: 1)
    let second = try StuckTurn(context)
    let failure = #expect(throws: Failure.self) { try first.publish(message, row: 2) }
    #expect(failure?.kind == .transient)
    #expect(try queued() == 1)
    try second.publish(message, row: 2)
    // The first one's end is not the second one's.
    first.end()
    try second.publish(message, row: 3)
    #expect(try queued() == 3)
    second.end()
    #expect(try broker.send("EXISTS", StuckPublishScript.holder).asInteger() == 0)
    #expect(throws: Failure.self) { try second.publish(message, row: 4) }
  }

  /// SIGSTOP between the row and its message; the session, and the lock with it, is ended; another run
  /// puts the row back; then the first one goes on.
  @Test func `a run that was stopped before its message does not send it after another has`()
    async throws
  {
    _ = try row("stopped@x.com")
    var environment = Sandbox.variables(database: database, redis: redis)
    let (plain, database, lists) = (environment, database, redis.broker)
    let queued = { @Sendable in
      try TestRedis.connect(lists).send("LLEN", RedeemWorld.queue).asInteger()
    }
    environment["INVITECTL_FAILPOINT"] = "stuck-before-publish:stop"
    let first = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment
    ) { pid in
      #expect(try await HeldProcess.stop(pid))
      #expect(try queued() == 0)
      try database.run(
        """
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
          AND application_name LIKE 'invitectl cleanup-queue%'
        """)
      let second = try await CommandRun.invitectl(
        ["cleanup-queue", "--stuck", "--yes"], environment: plain)
      #expect(second.exitCode == 0, "\(second)")
      #expect(try queued() == 1)
      try await HeldProcess.letGo(pid)
    }
    #expect(first.exitCode == 75, "\(first)")
    #expect(try queued() == 1)
  }
}
