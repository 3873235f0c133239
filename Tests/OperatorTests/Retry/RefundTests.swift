import CeleryProtocol
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// `redeem refund` of tasks whose result says that they came to nothing, and that somebody still has.
@Suite(.timeLimit(.minutes(15))) struct RefundTests {
  let world: RedeemWorld

  init() throws {
    world = try RedeemWorld()
  }

  func run(_ words: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(words, environment: world.environment)
  }

  /// Types what was printed between quotes behind `invitectl`, the first of it.
  private func type(_ refused: CommandResult) async throws {
    let quoted = try #require(refused.errors.firstMatch(of: #/'(invitectl [^']+)'/#), "\(refused)")
    let typed = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n" + String(quoted.1)],
      environment: world.environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 })
    #expect(typed.exitCode == 0, "\(quoted.1): \(typed)")
  }

  private func redeemed(_ email: String) async throws -> String {
    let id = CeleryID.random()
    let result = try await run("redeem", "DIRECT10", email, "--id", id)
    #expect(result.exitCode == 0, "\(result)")
    return id
  }

  func refund(_ id: String, _ more: String...) async throws -> CommandResult {
    try await CommandRun.invitectl(
      ["redeem", "refund", "DIRECT10", "--task", id] + more, environment: world.environment)
  }

  /// Nothing was given back, and somebody is named.
  private func refused(_ id: String, _ says: String...) async throws -> CommandResult {
    let tokens = try world.tokens("DIRECT10")
    let result = try await refundHeard(id, says)
    #expect(result.exitCode == 7, "\(result)")
    for words in says { #expect(result.errors.contains(words), "\(words): \(result)") }
    #expect(try world.tokens("DIRECT10") == tokens)
    return result
  }

  /// As a worker writes it that does not run the task.
  private func revoked(_ id: String) throws {
    try TestRedis.connect(world.redis.result).send(
      "SET", TaskResult.key(id: id),
      #"{"status": "REVOKED", "result": {"exc_type": "TaskRevokedError", "exc_message": ["revoked"], "#
        + #""exc_module": "celery.exceptions"}, "traceback": null, "children": [], "task_id": "\#(id)"}"#
    )
  }

  private func state(_ id: String) throws -> String? {
    let stored = try TestRedis.connect(world.redis.result).send("GET", TaskResult.key(id: id))
    guard !stored.isNull else { return nil }
    return try TaskResult(decoding: stored.asBytes()).state.rawValue
  }

  private func unacked() throws -> Int { try world.broker.send("HLEN", "unacked").asInteger() }

  /// What each place says, one after the other, of one message that goes through all of them.
  @Test(arguments: CeleryWorker.Version.allCases)
  func `a revoked task that a worker, unacked, a queue or quarantine has keeps its token`(
    version: CeleryWorker.Version
  ) async throws {
    let worker = try WorkerProcess(world.database, world.redis, version: version)
    let node = "\(worker.name)@test"
    let running = try await redeemed("a+slow900@example.com")
    let inHand = try await redeemed("b@example.com")
    try await eventually("both are taken") { try unacked() == 2 }
    try await untilActive(running, node)
    for id in [running, inHand] {
      _ = try await run("inspect-workers", "control", "revoke", id, "--yes", "--wait", "60s")
      // A second worker of 5.7 would write it for the one that runs; 5.3 does when it discards the task.
      if version == .old || id == running { try revoked(id) }
      #expect(try state(id) == "REVOKED")
    }
    let task = try await run("inspect-workers", "task", running)
    #expect(task.output.contains("running on \(node)"), "\(task)")
    try await type(refused(running, "\(node) runs task \(running)"))
    try await type(refused(inHand, "\(node) has task \(inHand)", "revoked or not"))
    worker.stop()
    _ = try await refused(
      running, "was taken and not acknowledged", "\(node) does not answer", "inspect-workers ping")
    worker.kill()
    try await type(refused(running, "was taken and not acknowledged"))
    let back = try await run(
      "inspect-workers", "control", "restore-unacked", "--yes", "--wait", "60s")
    #expect(back.exitCode == 0, "\(back)")
    #expect(try unacked() == 0)
    #expect(try world.queued() == 2)
    _ = try await refused(running, "waits in invites", "start a worker")

    let folder = try TemporaryFolder()
    let file = folder.file("message")
    let out = try await run(
      "inspect-workers", "control", "quarantine", "invites", "--id", running, "--to", file, "--yes")
    #expect(out.exitCode == 0, "\(out)")
    _ = try await refused(running, "quarantine (\(file)", "--put-back")

    // By force, and then the message is one invite too many.
    let tokens = try #require(try world.tokens("DIRECT10"))
    let forced = try await refund(running, "--force")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(try world.tokens("DIRECT10") == tokens + 1)
    for words in [["--put-back", file], ["--put-back", file, "--yes"]] {
      let kept = try await CommandRun.invitectl(
        ["inspect-workers", "control", "quarantine"] + words, environment: world.environment)
      #expect(kept.exitCode == 7, "\(kept)")
      #expect(kept.errors.contains("was given back"), "\(kept)")
      #expect(try world.queued() == 1)
      guard words.count == 3 else { continue }
      try await type(kept)
      #expect(try world.queued() == 2)
    }
  }

  /// Until the worker says so itself.
  private func untilActive(_ id: String, _ node: String) async throws {
    let end = ContinuousClock.now + .seconds(300)
    while true {
      let active = try await run(
        "inspect-workers", "active", "-d", node, "-o", "json", "--wait", "60s")
      if active.output.contains(id) { return }
      try #require(ContinuousClock.now < end, "\(active)")
      // Each look is a process of its own, and asks the worker; the time above ends it.
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  @Test func `what a worker has discarded gives its token back`() async throws {
    let worker = try WorkerProcess(world.database, world.redis, queues: "celery")
    let node = "\(worker.name)@test"
    let id = try await redeemed("c@example.com")
    let told = try await run(
      "inspect-workers", "control", "revoke", id, "--yes", "--wait", "60s")
    #expect(told.exitCode == 0, "\(told)")
    #expect(try state(id) == "REVOKED")
    let tokens = try #require(try world.tokens("DIRECT10"))
    try await type(refused(id, "waits in invites"))
    let consumes = try await run(
      "inspect-workers", "control", "add-consumer", "invites", "-d", node, "--yes", "--wait", "60s")
    #expect(consumes.exitCode == 0, "\(consumes)")
    // It says so, and then acknowledges the message, which on its way to it was nowhere for an instant.
    try await eventually("it is discarded") {
      try worker.logged.contains("Discarding revoked task") && unacked() == 0
    }
    let given = try await refundHeard(id)
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("DIRECT10") == tokens + 1)
    #expect(
      try world.postgres.query(
        "SELECT id FROM invite_records WHERE email = 'c@example.com'", deadline: .soon
      ).isEmpty)
    withExtendedLifetime(worker) {}
  }

  @Test func `where a worker does not answer it cannot be known`() async throws {
    let worker = try WorkerProcess(world.database, world.redis, queues: "celery")
    let node = "\(worker.name)@test"
    let id = try await redeemed("d@example.com")
    try world.broker.send("DEL", RedeemWorld.queue)
    try revoked(id)
    worker.stop()
    _ = try await refused(id, "cannot be known", "no answer from \(node)", "--force")
    worker.kill()
    let tokens = try #require(try world.tokens("DIRECT10"))
    let given = try await refund(id)
    #expect(given.exitCode == 0, "\(given)")
    #expect(try world.tokens("DIRECT10") == tokens + 1)
  }

  @Test func `a connection that takes messages and is nobody's may have it`() async throws {
    let mute = try CeleryWorker(
      "mute", on: world.redis, queues: "celery",
      settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false, arguments: ["--without-heartbeat"])
    let id = try await redeemed("e@example.com")
    try world.broker.send("DEL", RedeemWorld.queue)
    try revoked(id)
    _ = try await refused(id, "cannot be known", "1 connection takes messages")
    withExtendedLifetime(mute) {}
  }

  /// A worker that tells of no start leaves no result until the end.
  @Test func `of a task without a result who has it is named, and force says what follows`()
    async throws
  {
    let waiting = try await redeemed("f@example.com")
    let queued = try await refused(waiting, "waits in invites", "start a worker")
    _ = try await refused(waiting.uppercased(), "task \(waiting) waits in invites")
    // Of one that was made in capitals, and of which the message alone is left.
    let large = CeleryID.random().uppercased()
    let made = try await run("redeem", "DIRECT10", "h@example.com", "--id", large)
    #expect(made.exitCode == 0, "\(made)")
    try world.broker.send("DEL", "invitectl:redeem:\(large)")
    _ = try await refused(large.lowercased(), "waits in invites")
    #expect(!queued.errors.contains("--force"), "\(queued)")
    let tokens = try #require(try world.tokens("DIRECT10"))
    let forced = try await refund(waiting, "--force")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(forced.output.contains("waits in invites"), "\(forced)")
    #expect(forced.output.contains("an invite without a use"), "\(forced)")
    #expect(
      forced.errors.contains(
        "control quarantine invites --id \(waiting) --to \(waiting).msg --yes' takes it out"),
      "\(forced)")
    // Once, and that is said whoever has it.
    let again = try await refund(waiting)
    #expect(again.exitCode == 0, "\(again)")
    #expect(again.output.contains("was given back before"), "\(again)")
    #expect(try world.tokens("DIRECT10") == tokens + 1)

    try world.broker.send("DEL", RedeemWorld.queue)
    let worker = try WorkerProcess(world.database, world.redis)
    let node = "\(worker.name)@test"
    let running = try await redeemed("g+slow900@example.com")
    try await eventually("it is taken") { try unacked() == 1 }
    try await untilActive(running, node)
    let held = try await refused(running, "\(node) runs task \(running)")
    #expect(!held.errors.contains("--force"), "\(held)")
    worker.kill()
    let lost = CeleryID.random()
    let unknown = try await refund(lost)
    #expect(unknown.exitCode == 7, "\(unknown)")
    #expect(unknown.errors.contains("task \(lost) has no result, and nobody has it"), "\(unknown)")
    withExtendedLifetime(worker) {}
  }

  @Test func `what goes back though its token was given back is named before`() async throws {
    let id = CeleryID.random()
    let message = try TaskMessage(task: "probe.sleep", id: id, queue: "invites", args: [1])
    try world.broker.send(
      "HSET", "unacked", "tag", JSONValue.array([message.envelope.json, "", "invites"]).pythonJSON)
    try world.bucket.send("SETEX", "invitectl:refunded:\(id)", 86_400, 1)
    let plan = try await run("inspect-workers", "control", "restore-unacked", "-n")
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(plan.output.contains("its token was given back"), "\(plan)")
  }
}
