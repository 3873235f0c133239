import CeleryProtocol
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem --wait` of tasks whose result is REVOKED: that is the end only when nobody has them any more.
@Suite(.timeLimit(.minutes(15))) struct RevokedWaitTests {
  private let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  private func run(_ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  private func redeemed(_ email: String) async throws -> String {
    let id = CeleryID.random()
    let result = try await run("redeem", "DIRECT10", email, "--id", id)
    #expect(result.exitCode == 0, "\(result)")
    return id
  }

  /// Types what was printed between quotes behind `invitectl`, the first of it.
  private func type(_ told: CommandResult) async throws {
    let quoted = try #require(told.errors.firstMatch(of: #/'(invitectl [^']+)'/#), "\(told)")
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n" + String(quoted.1)],
      environment: world.environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(typed.exitCode == 0, "\(quoted.1): \(typed)")
  }

  /// By a worker of 5.7 that does not run it, which writes the result at once.
  private func revoke(_ id: String) async throws {
    _ = try await run("inspect-workers", "control", "revoke", id, "--yes", "--wait", "60s")
    try await eventually("it is revoked") {
      let stored = try TestRedis.connect(world.redis.result).send("GET", TaskResult.key(id: id))
      guard !stored.isNull else { return false }
      return try TaskResult(decoding: stored.asBytes()).state == .revoked
    }
  }

  /// The wait is over, and its task is not.
  private func expectOpen(_ email: String, _ id: String, _ says: String) async throws
    -> CommandResult
  {
    let words = ["redeem", "DIRECT10", email, "--id", id, "--wait=2s"]
    let end = ContinuousClock.now + .seconds(120)
    var result = try await CommandRun.invitectl(words, environment: world.environment)
    // A worker that lives answered too late to be seen.
    while !says.contains("cannot be known"), result.errors.contains("cannot be known"), .now < end {
      result = try await CommandRun.invitectl(words, environment: world.environment)
    }
    #expect(result.exitCode == 69, "\(result)")
    #expect(result.errors.contains("waiting: REVOKED"), "\(result)")
    #expect(result.errors.contains("the result is REVOKED, but \(says)"), "\(result)")
    #expect(result.errors.contains("--id \(id) --wait=10m"), "\(result)")
    #expect(!result.errors.contains("redeem refund"), "\(result)")
    return result
  }

  @Test func `a revoked task that runs is waited for, and invites`() async throws {
    let email = "a@example.com"
    let worker = try WorkerProcess(world.database, world.redis)
    let other = try WorkerProcess(world.database, world.redis, queues: "celery")
    let node = "\(worker.name)@test"
    // Its record cannot be written, and all can be read.
    let blocker = try world.database.connect()
    try blocker.executeScript(
      "BEGIN; LOCK TABLE invite_records IN EXCLUSIVE MODE", deadline: .soon)
    let id = try await redeemed(email)
    try await eventually("the task stands before the lock") {
      try world.postgres.query(
        """
        SELECT count(*) AS n FROM pg_locks
        WHERE relation = 'invite_records'::regclass AND NOT granted
          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """, deadline: .soon
      ).only().int("n") == 1
    }
    try await revoke(id)
    let tokens = try world.tokens("DIRECT10")
    try await type(expectOpen(email, id, "\(node) runs task \(id), so it may still invite"))

    let database = world.database
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", email, "--id", id, "--wait=10m"], environment: world.environment,
      following: { (_, said) in
        try await eventually("it waits on") { said().contains("waiting: REVOKED") }
        _ = try database.connect().query(
          """
          SELECT pg_terminate_backend(pid) FROM pg_locks
          WHERE relation = 'invite_records'::regclass AND mode = 'ExclusiveLock' AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
          """, deadline: .soon)
      })
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains("result     SUCCESS"), "\(result)")
    #expect(
      try world.postgres.query(
        "SELECT count(*) AS n FROM invite_records WHERE email = $1", [email], deadline: .soon
      ).only().int("n") == 1)
    #expect(try world.tokens("DIRECT10") == tokens)
    withExtendedLifetime((blocker, worker, other)) {}
  }

  @Test func `a revoked task that a worker discards is over, and its token can be given back`()
    async throws
  {
    let email = "b@example.com"
    let worker = try WorkerProcess(world.database, world.redis, queues: "celery")
    let node = "\(worker.name)@test"
    let id = try await redeemed(email)
    try await revoke(id)
    let tokens = try #require(try world.tokens("DIRECT10"))
    try await type(expectOpen(email, id, "the message of task \(id) waits in invites"))

    let environment = world.environment
    let result = try await CommandRun.invitectl(
      ["redeem", "DIRECT10", email, "--id", id, "--wait=10m"], environment: environment,
      following: { (_, said) in
        try await eventually("it waits on") { said().contains("waiting: REVOKED") }
        let consumes = try await CommandRun.invitectl(
          [
            "inspect-workers", "control", "add-consumer", "invites", "-d", node, "--yes", "--wait",
            "60s",
          ],
          environment: environment)
        #expect(consumes.exitCode == 0, "\(consumes)")
      })
    #expect(result.exitCode == 9, "\(result)")
    #expect(result.output.contains("result     FAILED"), "\(result)")
    #expect(try world.tokens("DIRECT10") == tokens)
    #expect(result.errors.contains("redeem refund DIRECT10 --task \(id)"), "\(result)")
    try await type(result)
    #expect(try world.tokens("DIRECT10") == tokens + 1)
    #expect(
      try world.postgres.query(
        "SELECT id FROM invite_records WHERE email = $1", [email], deadline: .soon
      ).isEmpty)
    withExtendedLifetime(worker) {}
  }

  @Test func `where a worker does not answer it is not over`() async throws {
    let email = "c@example.com"
    let worker = try WorkerProcess(world.database, world.redis, queues: "celery")
    let id = try await redeemed(email)
    try await revoke(id)
    try world.broker.send("DEL", RedeemWorld.queue)
    worker.stop()
    _ = try await expectOpen(email, id, "whether task \(id) may still run cannot be known")
    worker.kill()
    let result = try await run("redeem", "DIRECT10", email, "--id", id, "--wait=10m")
    #expect(result.exitCode == 9, "\(result)")
    try await type(result)
  }
}
