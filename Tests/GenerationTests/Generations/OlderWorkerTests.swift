import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// A worker of an older release beside tables of 026, with the real reference workers: nobody's API
/// says which release runs, and what is queued would fail and keep its seat.
@Suite struct OlderWorkerTests {
  private static let code = "DIRECT10"

  /// E1 has four arguments, E2 and E3 seven, E4 and E5 nine; with the task that each lacks first.
  private static let older = [
    ("app.tasks_celery", "retry_failed_invites"),
    ("later.e3", "cleanup_stale_reserved_records"), ("later.e5", "cleanup_expired_orders"),
  ]

  private func rows(_ world: GenerationWorld) throws -> [String] {
    try world.lines(
      """
      SELECT c::text AS line FROM redeem_codes c UNION ALL SELECT r::text FROM invite_records r
      UNION ALL SELECT q::text FROM invite_queue q UNION ALL SELECT h::text FROM rebind_history h
      UNION ALL SELECT o::text FROM invitectl.redeem_outbox o ORDER BY 1
      """)
  }

  private func queued(_ world: GenerationWorld) throws -> Int {
    try TestRedis.connect(world.redis.broker).send("LLEN", RedeemWorld.queue).asInteger()
  }

  /// One row that is lost, so that `--stuck` has something to put back.
  private func addLostRow(_ world: GenerationWorld) throws {
    try world.run(
      """
      INSERT INTO invite_queue (email, redeem_code, status, retry_count, created_at, is_rebind,
        consume_immediately) VALUES ('lost@x.io', '\(Self.code)', 'processing', 1,
        now() AT TIME ZONE 'utc' - interval '3 hours', false, false)
      """)
  }

  private static let writing = [
    ["redeem", code, "new@x.io"], ["redeem", code, "new@x.io", "--via", "servers", "--wait=5s"],
    ["cleanup-queue", "--stuck", "--yes"],
  ]

  private func refuses(
    _ words: [String], naming worker: String, without task: String, _ world: GenerationWorld
  ) async throws {
    let before = try rows(world)
    let result = try await CommandRun.invitectl(words, environment: world.environment)
    #expect(result.exitCode == 7, "\(words): \(result)")
    for part in ["of an older release than the tables", worker, "without \(task)", "shutdown"] {
      #expect(result.errors.contains(part), "\(words): \(part): \(result)")
    }
    #expect(try rows(world) == before, "\(words)")
    #expect(try queued(world) == 0, "\(words)")
  }

  @Test(arguments: older)
  func `an older worker alone: nothing is written, and doctor says the same`(
    app: String, task: String
  ) async throws {
    let world = try await GenerationWorld(.g026)
    try addLostRow(world)
    let worker = try WorkerProcess(world.database, world.redis, app: app)
    for words in Self.writing {
      try await refuses(words, naming: "\(worker.name)@test", without: task, world)
    }
    let folder = try TemporaryFolder()
    let batch = folder.file("codes.csv")
    try "\(Self.code),b@x.io\n\(Self.code),c@x.io\n".write(
      toFile: batch, atomically: true, encoding: .utf8)
    try await refuses(
      ["redeem", "--batch", batch], naming: "\(worker.name)@test", without: task, world)
    let doctor = try await DoctorFinding("generation", world.database, world.redis)
    #expect(doctor.verdict == "warn", "\(doctor)")
    #expect(doctor.detail.contains("\(worker.name)@test (without \(task))"), "\(doctor)")
    #expect(doctor.fix?.contains("--destination \(worker.name)@test") == true, "\(doctor)")
    let look = try await world.invitectl("redeem", Self.code, "new@x.io", "--dry-run")
    #expect(look.exitCode == 7, "\(look)")
    #expect((look.output + look.errors).contains("\(worker.name)@test"), "\(look)")
    withExtendedLifetime(worker) {}
  }

  @Test func `a mix: refused, until the older one is stopped as it is printed`() async throws {
    let world = try await GenerationWorld(.g026)
    try addLostRow(world)
    let newer = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let older = try WorkerProcess(world.database, world.redis, app: "later.e5")
    // A rule comes first, as in the backend.
    let refused = try await world.invitectl("redeem", "NOSUCHCODE", "new@x.io")
    #expect(refused.exitCode == 5, "\(refused)")
    for words in Self.writing {
      try await refuses(
        words, naming: "\(older.name)@test", without: "cleanup_expired_orders", world)
      let result = try await CommandRun.invitectl(words, environment: world.environment)
      #expect(!result.errors.contains(newer.name), "\(result)")
    }
    let doctor = try await DoctorFinding("generation", world.database, world.redis)
    let printed = try #require(doctor.fix?.firstMatch(of: /'invitectl (inspect-workers [^']*)'/))
    let stop = try await CommandRun.invitectl(
      printed.1.split(separator: " ").map(String.init), environment: world.environment)
    #expect(stop.exitCode == 0, "\(stop)")
    let after = try await DoctorFinding("generation", world.database, world.redis)
    #expect(after.verdict == "pass", "\(after)")
    let done = try await world.invitectl("redeem", Self.code, "new@x.io", "--wait=60s")
    #expect(done.exitCode == 0, "\(done)")
    withExtendedLifetime((newer, older)) {}
  }

  /// Whoever finds no seat waits for the backend to take the row up; it may be the older worker that does.
  @Test func `nobody is left waiting beside one, and a seat that is held is not queued`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    try world.run("UPDATE teams SET max_seats = 0")
    let older = try WorkerProcess(world.database, world.redis, app: "later.e5")
    try await refuses(
      ["redeem", Self.code, "new@x.io"], naming: "\(older.name)@test",
      without: "cleanup_expired_orders", world)
    try world.run(
      """
      UPDATE teams SET max_seats = 50;
      WITH held AS (
        INSERT INTO invite_records (team_id, email, status, redeem_code, created_at, is_rebind)
          VALUES (1, 'held@x.io', 'reserved', '\(Self.code)', now() AT TIME ZONE 'utc', false)
          RETURNING id
      )
      INSERT INTO invitectl.redeem_outbox (task_id, flow, code, email, state, arguments, record_id)
        SELECT '00000000-0000-4000-8000-000000000001', 'direct', '\(Self.code)', 'held@x.io',
          'recorded', '{"reserved_team_id": 1, "consume_immediately": false}', id
        FROM held
      """)
    try await refuses(
      ["redeem", "--resume"], naming: "\(older.name)@test", without: "cleanup_expired_orders", world
    )
    withExtendedLifetime(older) {}
  }

  /// What the refusal keeps from happening: the message is the web path's own.
  @Test func `an older worker fails on the newer message, and its seat stays reserved`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    let older = try WorkerProcess(world.database, world.redis, app: "later.e5")
    _ = try await world.peer.web("direct", Self.code, "web@x.io")
    let results = try TestRedis.connect(world.redis.result)
    try await eventually("the task has failed", limit: .seconds(90)) {
      try results.send("KEYS", "celery-task-meta-*").asStrings().contains { key in
        try results.send("GET", key).asString().contains("FAILURE")
      }
    }
    #expect(
      try world.value("SELECT status FROM invite_records WHERE email = 'web@x.io'") == "reserved")
    withExtendedLifetime(older) {}
  }

  @Test func `workers of the release, of other queues, or that do not answer are in nobody's way`()
    async throws
  {
    let world = try await GenerationWorld(.g026)
    let newer = try WorkerProcess(world.database, world.redis, app: "later.e6")
    let other = try WorkerProcess(world.database, world.redis, queues: "mail", app: "later.e3")
    let first = try await world.invitectl("redeem", Self.code, "one@x.io", "--wait=60s")
    #expect(first.exitCode == 0, "\(first)")
    let doctor = try await DoctorFinding("generation", world.database, world.redis)
    #expect(doctor.verdict == "pass", "\(doctor)")
    other.kill()
    // Silent, as before: it takes what comes when it wakes.
    let silent = try WorkerProcess(world.database, world.redis, app: "later.e5")
    silent.stop()
    let second = try await world.invitectl("redeem", Self.code, "one@x.io")
    #expect(second.exitCode == 0, "\(second)")
    withExtendedLifetime((newer, silent)) {}
  }
}
