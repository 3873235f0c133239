import CeleryProtocol
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// inspect-workers check, of one worker.
@Suite struct NodeCheckTests {
  /// One that answers, or sends heartbeats, is waited for unless `arguments` say how long.
  private func check(
    _ world: ProbeWorld, _ node: String, _ arguments: String...
  ) async throws -> ProbeReport {
    let wait = arguments.contains("--wait") ? [] : ["--wait", "60s"]
    return ProbeReport(
      try await CommandRun.invitectl(
        ["inspect-workers", "check", "-o", "json", "-d", node] + arguments + wait,
        environment: [
          "INVITECTL_BROKER_URL": "\(world.redis.broker)",
          "INVITECTL_RESULT_URL": "\(world.redis.result)",
        ]))
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `a worker that is well, stopped, without queues, unbound, gone`(
    _ version: CeleryWorker.Version
  ) async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker(
      "checked", on: world.redis, version: version, queues: "invites,sync")
    let other = try CeleryWorker("beside", on: world.redis, queues: "celery")
    let before = try world.state()
    let well = try await check(world, worker.node)
    #expect(well.result.exitCode == 0, "\(well)")
    #expect(well.json?["has_heartbeat"] == true && well.json?["answers"] == true, "\(well)")
    #expect(
      (well.json?["queues"]?.array ?? []).compactMap(\.string).sorted() == ["invites", "sync"])
    #expect(try world.state() == before)

    worker.signal(SIGSTOP)
    let stopped = try await check(world, worker.node, "--wait", "400ms")
    #expect(stopped.result.exitCode == 69, "\(stopped)")
    #expect(stopped.kinds == ["silent"], "\(stopped)")
    #expect(stopped.result.output.contains("does not answer and sends no heartbeat"), "\(stopped)")
    worker.signal(SIGCONT)
    try await eventually("the late answers are gone") { try world.state() == before }

    let broker = try TestRedis.connect(world.redis.broker)
    try broker.send("RENAME", "_kombu.binding.sync", "aside")
    let unbound = try await check(world, worker.node)
    #expect(unbound.result.exitCode == 8 && unbound.kinds == ["unbound_queue"], "\(unbound)")
    try broker.send("SET", "_kombu.binding.sync", "x")
    let odd = try await check(world, worker.node)
    #expect(odd.result.exitCode == 8 && odd.kinds == ["binding_unreadable"], "\(odd)")
    try broker.send("RENAME", "aside", "_kombu.binding.sync")

    for queue in ["invites", "sync"] {
      #expect(
        try await world.inspect(
          "control", "cancel-consumer", queue, "-d", worker.node, "--yes", "--wait", "60s"
        ).exitCode == 0)
    }
    let idle = try await check(world, worker.node)
    #expect(idle.result.exitCode == 8 && idle.kinds == ["consumes_nothing"], "\(idle)")
    let overview = try await world.inspect("overview", "-o", "json", "--wait", "60s")
    #expect(overview.output.contains("\(worker.node) answers and consumes no queue"), "\(overview)")
    let printed = idle.hint("consumes_nothing").split(separator: "'").filter {
      $0.hasPrefix("invitectl ")
    }
    #expect(printed.count == 3, "\(idle)")
    for command in printed { #expect(try await world.type(String(command)).exitCode == 0) }
    #expect(try await check(world, worker.node).result.exitCode == 0)
    #expect(try await check(world, other.node).result.exitCode == 0)
    worker.kill()
    let gone = try await check(world, worker.node, "--wait", "400ms")
    #expect(gone.result.exitCode == 69 && gone.kinds == ["silent"], "\(gone)")
    // As a drain says it.
    #expect(gone.result.output.contains("is gone: it has left its binding"), "\(gone)")
    let drain = try await world.inspect("control", "drain", "-d", worker.node, "-n")
    #expect(drain.errors.contains("is gone: it has left its binding"), "\(drain)")
    let unknown = try await check(world, "nobody@test", "--wait", "400ms")
    #expect(unknown.result.exitCode == 69 && unknown.kinds == ["unknown_node"], "\(unknown)")
  }

  @Test func `without remote control it is told by its heartbeats`() async throws {
    let world = try ProbeWorld()
    let mute = try CeleryWorker(
      "muted", on: world.redis, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false)
    let well = try await check(world, mute.node)
    #expect(well.result.exitCode == 0, "\(well)")
    #expect(well.kinds == ["remote_control_off"], "\(well)")
    mute.signal(SIGSTOP)
    defer { mute.signal(SIGCONT) }
    #expect(try await check(world, mute.node, "--wait", "1s").result.exitCode == 69)
  }

  @Test func `a name that two workers carry is said`() async throws {
    let world = try ProbeWorld()
    let one = try CeleryWorker("twin", on: world.redis, queues: "celery")
    let other = try CeleryWorker("twin", on: world.redis, pool: "solo", queues: "celery")
    // The second is taken for ready when the first answers to its name.
    let limit = ContinuousClock.now + .seconds(300)
    var twice = try await check(world, one.node)
    while !twice.kinds.contains("duplicate_name"), .now < limit {
      twice = try await check(world, one.node)
    }
    #expect(twice.kinds.contains("duplicate_name"), "\(twice)")
    #expect(twice.result.exitCode == 8, "\(twice)")
    withExtendedLifetime((one, other)) {}
  }

  @Test func `a busy solo pool is silent until its task ends`() async throws {
    let world = try ProbeWorld()
    let solo = try CeleryWorker("only", on: world.redis, pool: "solo")
    let id = CeleryID.random()
    try world.inspect.publish("probe.sleep", args: [20], id: id)
    try world.inspect.waitUntilBegun(id)
    let busy = try await check(world, solo.node, "--wait", "300ms")
    #expect(busy.result.exitCode == 69 && busy.kinds == ["silent"], "\(busy)")
    #expect(try await check(world, solo.node, "--wait", "120s").result.exitCode == 0)
  }

  /// Who restarts such a worker cuts tasks off, or has it consume what is to stand still.
  @Test func `one that is drained, or whose queues are paused, is well`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("resting", on: world.redis, queues: "invites")
    func control(_ words: String...) async throws {
      let result = try await CommandRun.invitectl(
        ["inspect-workers", "control"] + words + ["--yes", "--wait", "60s"],
        environment: [
          "INVITECTL_BROKER_URL": "\(world.redis.broker)",
          "INVITECTL_RESULT_URL": "\(world.redis.result)",
        ])
      #expect(result.exitCode == 0, "\(result)")
    }
    try await control("pause", "invites")
    let paused = try await check(world, worker.node)
    #expect(paused.result.exitCode == 0 && paused.kinds == ["consumes_nothing"], "\(paused)")
    let printed = paused.hint("consumes_nothing").split(separator: "'").first.map(String.init) ?? ""
    #expect(try await world.type(printed).exitCode == 0, "\(paused)")
    let well = try await check(world, worker.node)
    #expect(well.result.exitCode == 0 && well.kinds.isEmpty, "\(well)")
    let id = CeleryID.random()
    try world.inspect.publish("probe.sleep", args: [300], queue: "invites", id: id)
    try world.inspect.waitUntilBegun(id)
    try await control("cancel-consumer", "invites", "-d", worker.node)
    let drained = try await check(world, worker.node)
    #expect(drained.result.exitCode == 0 && drained.kinds == ["consumes_nothing"], "\(drained)")
    #expect(drained.result.output.contains("has 1 task left"), "\(drained)")
  }
}
