import CeleryProtocol
import InviteOps
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A call that is not understood and names an email or a code: it may be the invite under another
/// name, so that nothing is put back or rebuilt for those it names. For others it is no obstacle.
@Suite struct UnknownTaskTests {
  private func call(_ task: String, _ form: String = "plain") -> CeleryPublisher.Call {
    var call = CeleryPublisher.Call("Named@Example.com", "direct10", form: form)
    call.task = task
    return call
  }

  /// Open rows of two hours ago.
  private func rows(_ database: TestDatabase, _ rows: [(String, String)]) throws -> [Int] {
    let connection = try database.connect()
    return try rows.map { row in
      try connection.query(
        """
        INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at)
        VALUES ($1, $2, 'PENDING', 0, (now() AT TIME ZONE 'utc') - interval '2 hours') RETURNING id
        """, [row.0, row.1], deadline: .soon
      ).only().int("id")
    }
  }

  @Test(
    arguments: [
      ("app.tasks.process_invite_task", "plain"), ("app.batch.invite", "zlib"),
      ("app.wrapper", "protocol1"), ("app.other", "chain"), ("app.other", "callback"),
      ("app.other", "starmap"), ("app.other", "pickle"),
    ])
  func `rows that it names are not put back, others are`(task: String, form: String) async throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    let ids = try rows(
      database,
      [
        ("named@example.com", "DIRECT10"), ("named@example.com", "OTHER"),
        ("other@example.com", "DIRECT10"), ("other@example.com", "OTHER"),
      ])
    try await CeleryPublisher.publish([call(task, form)], on: redis)
    let run = try await CommandRun.invitectl(
      ["cleanup-queue", "--stuck", "--yes", "--show"],
      environment: Sandbox.variables(database: database, redis: redis))
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("4 open rows: 1 lost, 3 unknown"), "\(run)")
    #expect(run.output.contains("1 put back into the queue"), "\(run)")
    for id in ids.prefix(3) { #expect(run.output.contains("invite_queue row \(id)"), "\(run)") }
    #expect(run.output.contains("names this email or code"), "\(run)")
    #expect(run.output.contains("in invites\\x06\\x163"), "\(run)")
  }

  @Test func `one that a worker has in hand is one too`() async throws {
    let database = try TestDatabase.inviteHub()
    let redis = try TestRedis()
    let worker = try CeleryWorker("w", on: redis, queues: "invites")
    _ = try rows(database, [("named@example.com", "60"), ("other@example.com", "OTHER")])
    let broker = try TestRedis.connect(redis.broker)
    var envelope = try InviteTask(email: "x@x.com", code: "X").message().envelope
    envelope.headers["task"] = "probe.sleep"
    envelope.body = Array("[[60], {}, {}]".utf8)
    try broker.send("LPUSH", "invites", envelope.encoded)
    try waitUntil("the worker has it") { try broker.send("HLEN", "unacked").asInteger() == 1 }
    // As with acks_late off: nothing in the broker tells of it any more.
    try broker.send("DEL", "unacked")
    let found = try StuckRows(.test(database: database, redis: redis)).find(
      olderThan: .seconds(600))
    #expect(found.rows.map(\.verdict) == [.unknown, .lost])
    #expect(found.rows[0].evidence.contains("task probe.sleep in worker \(worker.node)"))
    withExtendedLifetime(worker) {}
  }

  @Test(arguments: ["plain", "pickle"])
  func `the code that it names keeps its bounds and gets no bucket, others do`(
    form: String
  ) async throws {
    let world = try SyncWorld(withRedisOf: ["--appendonly", "yes"])
    for code in ["DIRECT10", "FREE"] {
      try world.addSyncedCode(code)
      try world.take(code, 3)
      try world.bucket.send("DEL", world.key(code), world.key(code) + ":sync")
    }
    try await CeleryPublisher.publish(
      [call("app.tasks.process_invite_task", form)]
        + (0..<3).map { .init("p\($0)@x.com", "FREE") }, on: world.redis)
    try world.sync()
    let before = try world.standing("DIRECT10")
    let run = try await CommandRun.invitectl(
      ["force-resync", "--all", "--yes"], environment: world.environment)
    #expect(run.exitCode == 8, "\(run)")
    #expect(run.output.contains("app.tasks.process_invite_task in invites"), "\(run)")
    #expect(run.output.contains("what it does is not known here"), "\(run)")
    #expect(try world.tokens("DIRECT10") == nil)
    #expect(try world.standing("DIRECT10") == before)
    #expect(try world.tokens("FREE") == 7)
    #expect(try world.standing("FREE") == "exact -0 +0 held 0")
  }
}
