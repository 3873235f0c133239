import CeleryProtocol
import ClientSupport
import InviteOps
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct StuckRowsTests {
  private let database: TestDatabase
  private let redis: TestRedis
  private let connection: PostgresConnection

  init() throws {
    database = try TestDatabase.inviteHub()
    redis = try TestRedis()
    try redis.declareInvites()
    connection = try database.connect()
  }

  private var context: OperationContext {
    get throws { try .test(database: database, redis: redis) }
  }

  /// An open row of an hour ago; its id.
  @discardableResult
  private func row(
    _ email: String, _ code: String? = "DIRECT10", status: String = "PENDING",
    ago: String = "1 hour"
  ) throws -> Int {
    try connection.query(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ($1, $2, $3::invitequeuestatus, 0,
        (now() AT TIME ZONE 'utc') - $4::interval) RETURNING id
      """, [email, code, status, ago], deadline: .soon
    ).only().int("id")
  }

  private func status(_ id: Int) throws -> String {
    try connection.query(
      "SELECT status FROM invite_queue WHERE id = $1::int", [String(id)], deadline: .soon
    ).only().string("status")
  }

  private func publish(_ email: String, _ code: String = "DIRECT10") throws {
    let message = try InviteTask(email: email, code: code).message()
    let broker = try TestRedis.connect(redis.broker)
    try broker.send(
      "LPUSH", message.queueKey(BrokerKeys(database: redis.broker.database)), message.encoded)
  }

  private func records(_ email: String) throws -> Int {
    try connection.query(
      "SELECT count(*) AS n FROM invite_records WHERE email = $1 AND status = 'SUCCESS'", [email],
      deadline: .soon
    ).only().int("n")
  }

  @Test func `without a message or a worker a row is lost, with one it is not`() throws {
    let lost = try row("lost@example.com")
    let processing = try row("working@example.com", status: "PROCESSING")
    let queued = try row("Queued@Example.com", "direct10")
    let young = try row("young@example.com", ago: "1 minute")
    let codeless = try row("codeless@example.com", nil)
    let done = try row("done@example.com")
    try publish("queued@example.com")
    try database.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      VALUES (1, 'done@example.com', 'SUCCESS', 'DIRECT10', now() AT TIME ZONE 'utc')
      """)
    let stuck = StuckRows(try context)
    let found = try stuck.find(olderThan: .seconds(600))
    let verdicts = Dictionary(uniqueKeysWithValues: found.rows.map { ($0.id, $0.verdict) })
    #expect(
      verdicts == [
        lost: .lost, processing: .lost, queued: .queued, codeless: .codeless, done: .done,
      ])
    #expect(verdicts[young] == nil)
    // Looking has changed nothing.
    #expect(try status(processing) == "PROCESSING")
    let result = try stuck.run(olderThan: .seconds(600), CleanupRequest(), shown: found)
    #expect(result.rows.filter { $0.action == .requeued }.map(\.id).sorted() == [lost, processing])
    #expect(try status(processing) == "PENDING")
    #expect(try status(done) == "SUCCESS")
    // Now there are messages: a second run has nothing to do.
    #expect(try stuck.find(olderThan: .seconds(600)).actionable.isEmpty)
  }

  @Test func `a row whose status has changed since is left alone`() throws {
    let id = try row("moved@example.com")
    let stuck = StuckRows(try context, pause: .milliseconds(10))
    let found = try stuck.find(olderThan: .seconds(600))
    try database.run("UPDATE invite_queue SET status = 'PROCESSING' WHERE id = \(id)")
    let result = try stuck.run(olderThan: .seconds(600), CleanupRequest(), shown: found)
    #expect(result.rows.map(\.action) == [.moved])
    // Nothing but the binding that was there.
    #expect(try TestRedis.connect(redis.broker).send("DBSIZE").asInteger() == 1)
  }

  @Test func `what a live worker has is held, what a killed one had returns by itself`() throws {
    let worker = try WorkerProcess(database, redis)
    let id = try row("a+slow60@example.com", status: "PROCESSING")
    try publish("a+slow60@example.com")
    let broker = try TestRedis.connect(redis.broker)
    try waitUntil("the worker has taken it") { try broker.send("HLEN", "unacked").asInteger() == 1 }
    let stuck = StuckRows(try context)
    #expect(try stuck.find(olderThan: .seconds(600)).rows.map(\.verdict) == [.held])
    worker.kill()
    let after = try stuck.find(olderThan: .seconds(600))
    #expect(after.rows.map(\.id) == [id])
    #expect(after.rows.map(\.verdict) == [.returning], "\(after)")
    #expect(after.actionable.isEmpty)
  }

  @Test func `the runbook brings a stuck fleet back by its commands alone`() async throws {
    let environment = Sandbox.variables(database: database, redis: redis)
    let worker = try WorkerProcess(database, redis)
    let emails = (1...5).map { "stuck\($0)@example.com" }
    let ids = try emails.map { try row($0) }
    let slow = try row("b+slow5@example.com", status: "PROCESSING")
    try publish("b+slow5@example.com")
    let broker = try TestRedis.connect(redis.broker)
    try waitUntil("the worker has taken it") { try broker.send("HLEN", "unacked").asInteger() == 1 }
    for email in emails { try publish(email) }
    // Mid-task, with a queue of five: the worker dies, and Redis loses everything.
    worker.kill()
    try broker.send("FLUSHDB")

    // Step 1: what is wrong?
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "workers"], environment: environment)
    #expect(doctor.exitCode == 1)
    #expect(doctor.output.contains("no worker answered"))
    // Step 2: the worker again, as the advice says.
    let again = try WorkerProcess(database, redis)
    let well = try await CommandRun.invitectl(
      ["doctor", "--only", "workers"], environment: environment)
    #expect(well.exitCode == 0)
    // Step 3: what was lost, and back with it.
    let list = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck"], environment: environment)
    #expect(list.exitCode == 0)
    #expect(list.output.contains("6 open rows: 6 lost"))
    #expect(!list.output.contains("stuck1@"))
    let back = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment)
    #expect(back.exitCode == 0)
    #expect(back.output.contains("6 put back into the queue"))
    try waitUntil("every invite is made", limit: .seconds(60)) {
      try (emails + ["b+slow5@example.com"]).allSatisfy { try records($0) == 1 }
    }
    // Step 4: the rows themselves.
    let finish = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment)
    #expect(finish.output.contains("6 marked as done"))
    for id in ids + [slow] { #expect(try status(id) == "SUCCESS") }
    withExtendedLifetime(again) {}
  }
}
