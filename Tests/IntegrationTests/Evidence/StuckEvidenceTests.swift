import CeleryProtocol
import ClientSupport
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `cleanup-queue --stuck` puts nothing back of which it cannot be sure that it is gone.
@Suite struct StuckEvidenceTests {
  let database: TestDatabase
  let redis: TestRedis
  private let connection: PostgresConnection
  let broker: RedisConnection

  init() throws {
    database = try TestDatabase.inviteHub()
    redis = try TestRedis()
    try redis.declareInvites()
    connection = try database.connect()
    broker = try TestRedis.connect(redis.broker)
  }

  func row(_ email: String, _ code: String = "DIRECT10") throws {
    try connection.execute(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ($1, $2, 'PENDING', 0, (now() AT TIME ZONE 'utc') - interval '2 hours')
      """, [email, code], deadline: .soon)
  }

  func find(_ settings: [String: String] = [:]) throws -> StuckRows.Outcome {
    try StuckRows(.test(database: database, redis: redis)).find(olderThan: .seconds(600))
  }

  func records(_ email: String) throws -> Int {
    try connection.query(
      "SELECT count(*) AS n FROM invite_records WHERE email = $1 AND status = 'SUCCESS'", [email],
      deadline: .soon
    ).only().int("n")
  }

  @Test(arguments: ["zlib", "bzip2", "protocol1", "protocol1-zlib", "chain"])
  func `one invite comes of one message, whatever its form`(form: String) async throws {
    let email = "once@example.com"
    try row(email)
    try await CeleryPublisher.publish(
      [.init("Once@Example.com", "direct10", form: form)], on: redis)
    let environment = Sandbox.variables(database: database, redis: redis)
    let stuck = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment)
    #expect(stuck.exitCode == 0, "\(stuck)")
    #expect(stuck.output.contains("1 open row: 1 queued"))
    guard form != "chain" else { return }
    let worker = try WorkerProcess(database, redis)
    // Its own message is the last one of the queue: when it is done, so are all before.
    try await CeleryPublisher.publish([.init("last@example.com", "DIRECT10")], on: redis)
    try waitUntil("the worker has emptied the queue", limit: .seconds(60)) {
      try records("last@example.com") == 1 && broker.send("HLEN", "unacked").asInteger() == 0
    }
    #expect(try records("Once@Example.com") + records(email) == 1)
    withExtendedLifetime(worker) {}
  }

  @Test(arguments: [("pickle", "pickle"), ("pickle-protocol1", "pickle"), ("lzma", "x-lzma")])
  func `a message that only Celery can read makes the verdict unknown`(
    form: String, kind: String
  ) async throws {
    try row("other@example.com")
    try await CeleryPublisher.publish(
      [.init("a@example.com", "DIRECT10", form: form), .init("b@example.com", "B", form: form)],
      on: redis)
    let environment = Sandbox.variables(database: database, redis: redis)
    let stuck = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes"], environment: environment)
    #expect(stuck.exitCode == 8)
    #expect(stuck.output.contains("1 open row: 1 unknown"))
    #expect(stuck.output.contains("2 messages in invites\\x06\\x163 cannot be read here"))
    #expect(stuck.output.contains(kind))
    #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == 2)
  }

  @Test func `every list is searched, whatever its separator, steps and queue`() async throws {
    let options: [JSONObject] = [
      ["sep": ":"], ["priority_steps": [0, 5]], ["sep": "##", "priority_steps": [2, 7]], [:],
    ]
    var calls: [CeleryPublisher.Call] = []
    for (index, options) in options.enumerated() {
      var call = CeleryPublisher.Call("list\(index)@example.com", "DIRECT10")
      call.options = options
      if index == 3 { call.queue = "somewhere-else" }
      calls.append(call)
      try row(call.email)
    }
    try await CeleryPublisher.publish(calls, on: redis)
    try row("lost@example.com")
    let found = try find()
    #expect(found.gaps == [])
    #expect(found.rows.map(\.verdict) == [.queued, .queued, .queued, .queued, .lost])
  }

  @Test func `keys of another type, a hidden key and another prefix are named`() async throws {
    try row("lost@example.com")
    try broker.send("SET", "invites", "x")
    try broker.send("SADD", "unacked", "x")
    try broker.send("SADD", "other:_kombu.binding.celery.pidbox", "x")
    try broker.send("RPUSH", "a-list-of-another-program", "x")
    let found = try find()
    #expect(found.rows.map(\.verdict) == [.unknown])
    #expect(found.gaps.contains("invites is a string, not a list"))
    #expect(found.gaps.contains("unacked is a set, not a hash"))
    #expect(found.gaps.contains { $0.contains("key prefix 'other:'") })
    #expect(found.gaps.count == 3)
    #expect(found.actionable.isEmpty)
  }

  @Test func `what an early acknowledging or pickled task's worker tells is evidence`() async throws
  {
    let worker = try CeleryWorker("w", on: redis, queues: "invites")
    try row("held@example.com")
    let message = try InviteTask(email: "held@example.com", code: "DIRECT10").message()
    var envelope = message.envelope
    envelope.body = Array(
      #"[["held@example.com", "DIRECT10"], {"seconds": 60}, {}]"#.utf8)
    try broker.send("LPUSH", "invites", envelope.encoded)
    try waitUntil("the worker has it") { try broker.send("HLEN", "unacked").asInteger() == 1 }
    // As with acks_late off: nothing in the broker tells of it any more.
    try broker.send("DEL", "unacked")
    let found = try find()
    #expect(found.rows.map(\.verdict) == [.held])
    withExtendedLifetime(worker) {}
  }

  func cleanup(_ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck"] + words,
      environment: Sandbox.variables(database: database, redis: redis))
  }

  /// A statement that makes it open whether the row's invite was made, and words of what is said.
  @Test(arguments: [
    (
      "INSERT INTO team_members (team_id, email) VALUES (1, ' Once@Example.com')",
      "its email is a member of team 1 already"
    ),
    (
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      VALUES (1, 'once@example.com', 'PENDING', 'direct10', now() AT TIME ZONE 'utc')
      """, "is of this email, newer than the row, and not settled"
    ),
    (
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      VALUES (1, 'once@example.com', 'PENDING', NULL, NULL)
      """, "is of this email, newer than the row, and not settled"
    ),
    (
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
      VALUES ('ONCE@example.com', 'DIRECT10', 'PENDING', 0, now() AT TIME ZONE 'utc')
      """, "of the same email and code is open and too young to be judged"
    ),
  ])
  func `a row that another one makes doubtful is not put back`(
    sql: String, words: String
  ) async throws {
    try row("once@example.com")
    try row("lost@example.com")
    try database.run(sql)
    let stuck = try await cleanup("--yes")
    #expect(stuck.exitCode == 8, "\(stuck)")
    #expect(stuck.output.contains("2 open rows: 1 lost, 1 unknown"), "\(stuck.output)")
    #expect(stuck.output.contains(words), "\(stuck.output)")
    #expect(stuck.output.contains("1 put back into the queue, 0 marked as done"))
    #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == 1)
  }

  @Test func `a member's row is marked by what is printed`() async throws {
    try row("once@example.com")
    try database.run(
      "INSERT INTO team_members (team_id, email) VALUES (1, 'once@example.com')")
    let stuck = try await cleanup("--yes")
    let start = try #require(
      stuck.output.firstRange(of: "mark it as done: UPDATE "), "\(stuck)")
    let statement = "UPDATE " + stuck.output[start.upperBound...].prefix { !$0.isNewline }
    try connection.executeScript(String(statement), deadline: .soon)
    let again = try await cleanup("--yes")
    #expect(again.exitCode == 0, "\(again)")
    #expect(again.output.contains("no open row is old enough"))
  }

  @Test func `who is rebound may be a member of the team that is left`() throws {
    try row("again@example.com")
    try row("moved@example.com")
    try database.run(
      """
      INSERT INTO invite_records (team_id, email, status, redeem_code, created_at)
      SELECT 1, email, 'SUCCESS', 'DIRECT10', (now() AT TIME ZONE 'utc') - interval '9 days'
      FROM (VALUES ('again@example.com'), ('moved@example.com')) AS e (email);
      INSERT INTO team_members (team_id, email, joined_at) VALUES
        (1, 'again@example.com', (now() AT TIME ZONE 'utc') - interval '8 days'),
        (2, 'moved@example.com', (now() AT TIME ZONE 'utc') - interval '1 hour')
      """)
    let found = try find()
    #expect(found.rows.map(\.isRebind) == [true, true])
    #expect(found.rows.map(\.verdict) == [.lost, .unknown])
  }
}
