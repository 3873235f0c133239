import CeleryProtocol
import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// inspect-workers probe beside real workers.
@Suite struct ProbeTests {
  @Test(arguments: CeleryWorker.Version.allCases)
  func `a worker takes probes of every list, runs nothing, and nothing stays`(
    _ version: CeleryWorker.Version
  ) async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker(
      "prober", on: world.redis, version: version, queues: "invites,sync,celery")
    let before = try world.state()
    let usual = try await world.run([])
    #expect(usual.result.exitCode == 0, "\(usual)")
    #expect(usual.probes.map { $0["queue"]?.string } == ["invites", "sync", "celery"])
    #expect(usual.probes.allSatisfy { $0["step"] == 3 }, "\(usual)")
    #expect(try world.state() == before)
    for arguments in [["--priorities"], ["--front"], ["invites", "--priorities", "--front"]] {
      let report = try await world.run(arguments)
      #expect(report.result.exitCode == 0, "\(arguments): \(report)")
      for probe in report.probes {
        #expect(probe["verdict"] == "taken", "\(report)")
        #expect(probe["worker"]?.string == worker.node, "\(report)")
        #expect(probe["has_result"] == true, "\(report)")
        #expect((probe["latency_ms"]?.double ?? -1) > 0, "\(report)")
      }
      #expect(report.probes.count == (arguments.count == 3 ? 4 : arguments == ["--front"] ? 3 : 12))
      #expect(report.kinds == [], "\(report)")
      #expect(try world.state() == before)
    }
    #expect(try await world.begun() == [:])
  }

  @Test func `a stopped worker takes nothing, and the probe is taken back`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("halted", on: world.redis)
    let before = try world.state()
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    try await world.waitUntilNobodyWaits()
    let report = try await world.run(["celery", "--wait", "700ms"])
    #expect(report.result.exitCode == 69, "\(report)")
    #expect(report.verdict("celery") == "not_taken")
    #expect(report.kinds == ["silent_workers"], "\(report)")
    try await eventually("the late answers are gone") { try world.state() == before }
    worker.signal(SIGCONT)
    #expect(try await world.run(["celery"]).result.exitCode == 0)
    try await eventually("the late answers are gone") { try world.state() == before }
    #expect(try await world.begun() == [:])
  }

  @Test func `a killed worker beside a stopped one is not named as stopped`() async throws {
    let world = try ProbeWorld()
    let killed = try CeleryWorker("killed", on: world.redis, queues: "other")
    killed.kill()
    let worker = try CeleryWorker("halted", on: world.redis)
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    try await world.waitUntilNobodyWaits()
    let report = try await world.run(["celery", "--wait", "700ms"])
    #expect(report.kinds == ["silent_workers"], "\(report)")
    let both = [killed.node, worker.node].sorted().joined(separator: ", ")
    let hint = report.hint("silent_workers")
    #expect(hint.hasPrefix("of \(both) fewer listen than have names"), "\(report)")
    #expect(hint.contains("kill -CONT"), "\(report)")
  }

  @Test func `what somebody takes and does nothing with is gone, not taken`() async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    // As a worker that is stopped while it waits: the server gives it the message all the same.
    let taker = try BackgroundProcess([
      "/usr/bin/redis-cli", "-u", "\(world.redis.broker)", "BRPOP", "celery\u{6}\u{16}3", "0",
    ])
    let connection = try TestRedis.connect(world.redis.broker)
    try await eventually("it waits") {
      try connection.send("CLIENT", "LIST").asString().split(separator: "\n").contains {
        $0.contains(" db=\(world.redis.broker.database) ") && $0.contains(" flags=b ")
      }
    }
    let report = try await world.run(["celery", "--wait", "700ms"])
    #expect(report.result.exitCode == 69, "\(report)")
    #expect(report.verdict("celery") == "gone" && report.kinds == ["probe_gone"], "\(report)")
    _ = taker
  }

  /// A probe in a list that is emptied before another one's is no message that this one waits behind.
  @Test func `probes do not stand before one another`() async throws {
    let world = try ProbeWorld()
    try world.declare("celery")
    let connection = try TestRedis.connect(world.redis.broker)
    for arguments in [["--priorities"], ["--priorities", "--front"]] {
      let report = try await world.run(["celery", "--wait", "300ms"] + arguments)
      #expect(report.probes.count == 4, "\(report)")
      #expect(report.probes.allSatisfy { $0["ahead"] == 0 && $0["left"] == 0 }, "\(report)")
    }
    try connection.send("LPUSH", "celery", "before all")
    try connection.send("LPUSH", "celery\u{6}\u{16}6", "in the third", "in the third")
    let report = try await world.run(["celery", "--wait", "300ms", "--priorities"])
    #expect(report.probes.compactMap { $0["left"]?.int } == [1, 1, 3, 3], "\(report)")
    #expect(report.probes.compactMap { $0["ahead"]?.int } == [1, 1, 3, 3], "\(report)")
    #expect(report.probes.allSatisfy { $0["verdict"] == "not_taken" }, "\(report)")
  }

  @Test func `a cancelled consumer is told, and what is printed mends it`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("partly", on: world.redis, queues: "invites,sync")
    #expect(
      try await world.inspect("control", "cancel-consumer", "sync", "-d", worker.node, "--yes")
        .exitCode == 0)
    let before = try world.state()
    let report = try await world.run(["--wait", "700ms"])
    #expect(report.result.exitCode == 8, "\(report)")
    #expect(report.verdict("invites") == "taken")
    #expect(report.verdict("sync") == "not_taken")
    #expect(report.kinds == ["no_consumer"], "\(report)")
    #expect(try world.state() == before)
    let printed = report.hint("no_consumer").split(separator: "'").first.map(String.init) ?? ""
    #expect(printed.contains("add-consumer"), "\(report)")
    let typed = try await world.type(printed)
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try await world.run([]).result.exitCode == 0)
  }

  @Test func `where all workers are drained one of them is named to consume it`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("dry", on: world.redis, queues: "invites")
    let stranger = try CeleryWorker("other", on: world.redis, queues: "orders")
    let drain = try await world.inspect("control", "drain", "-d", worker.node, "--yes")
    #expect(drain.exitCode == 0, "\(drain)")
    let report = try await world.run(["invites", "--wait", "700ms"])
    #expect(report.kinds == ["no_consumer"], "\(report)")
    let printed = report.hint("no_consumer").split(separator: "'").first.map(String.init) ?? ""
    #expect(
      printed == "invitectl inspect-workers control add-consumer invites -d \(worker.node) --yes",
      "\(report)")
    let typed = try await world.type(printed)
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try await world.run(["invites"]).result.exitCode == 0)
    withExtendedLifetime((worker, stranger)) {}
  }

  @Test func `a busy solo pool is silent, a full worker says so, and both take it later`()
    async throws
  {
    let world = try ProbeWorld()
    let solo = try CeleryWorker("solo", on: world.redis, pool: "solo", queues: "busy")
    try world.inspect.publish("probe.sleep", args: [6], queue: "busy")
    try world.inspect.waitUntilTaken(from: "busy")
    let report = try await world.run(["busy", "--wait", "500ms"])
    #expect(report.result.exitCode == 69, "\(report)")
    #expect(report.kinds == ["silent_workers"], "\(report)")
    let later = try await world.run(["busy", "--wait", "60s"])
    #expect(later.result.exitCode == 0, "\(later)")
    #expect(later.probes.first?["worker"]?.string == solo.node)

    let full = try CeleryWorker("full", on: world.redis, queues: "many")
    for _ in 0..<5 { try world.inspect.publish("probe.sleep", args: [600], queue: "many") }
    let connection = try TestRedis.connect(world.redis.broker)
    try await eventually("it holds what it may") {
      try connection.send("HLEN", "unacked").asInteger() == 4
    }
    let none = try await world.run(["many", "--wait", "500ms"])
    #expect(none.result.exitCode == 69, "\(none)")
    #expect(none.kinds == ["workers_full"], "\(none)")
    _ = full
  }

  @Test func `behind 10,000 messages it says that they move, and --front does not wait`()
    async throws
  {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("behind", on: world.redis)
    let connection = try TestRedis.connect(world.redis.broker)
    let keys = BrokerKeys(database: world.redis.broker.database)
    let list = keys.queue("celery", priority: 5)
    var commands: [RedisCommand] = []
    for _ in 0..<10_000 {
      let message = try TaskMessage(task: "probe.sleep", queue: "celery", args: [0.05])
      commands.append(["LPUSH", list, message.encoded])
    }
    _ = try connection.pipeline(commands, deadline: .soon)
    let behind = try await world.run(["celery", "--wait", "2s"])
    #expect(behind.result.exitCode == 0, "\(behind)")
    #expect(behind.verdict("celery") == "moving")
    #expect(behind.kinds == ["behind_backlog"], "\(behind)")
    #expect((behind.probes.first?["expected_wait_seconds"]?.double ?? 0) > 10, "\(behind)")
    let front = try await world.run(["celery", "--front", "--wait", "20s"])
    #expect(front.result.exitCode == 0, "\(front)")
    #expect(front.verdict("celery") == "taken")
    let left = try connection.send("LRANGE", list, 0, -1).asArray().map { try $0.asBytes() }
    #expect(left.count > 5000)
    let mark = Array(ProbeMessage.idPrefix.utf8)
    #expect(!left.contains { $0.firstRange(of: mark) != nil })
    _ = worker
  }

  @Test func `a worker without remote control takes it all the same`() async throws {
    let world = try ProbeWorld()
    let mute = try CeleryWorker(
      "mute", on: world.redis, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false)
    let before = try world.state()
    let report = try await world.run(["celery"])
    #expect(report.result.exitCode == 0, "\(report)")
    #expect(report.verdict("celery") == "taken")
    #expect(report.probes.first?["worker"] == .null || report.probes.first?["worker"] == nil)
    #expect(try world.state() == before)
    _ = mute
  }

  @Test func `workers that look in other lists are told, and a list that is none is named`()
    async throws
  {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("other", on: world.redis, options: #"{"sep": ":"}"#)
    try world.declare("celery")
    let report = try await world.run(["celery", "--wait", "500ms"])
    #expect(report.result.exitCode == 69, "\(report)")
    #expect(report.kinds == ["other_lists"], "\(report)")
    _ = worker

    let odd = try ProbeWorld()
    try odd.declare("celery", "sync")
    let connection = try TestRedis.connect(odd.redis.broker)
    try connection.send("SET", "sync\u{6}\u{16}3", "x")
    let before = try odd.state()
    let refused = try await odd.run(["--wait", "300ms"])
    #expect(refused.result.exitCode == 69, "\(refused)")
    #expect(refused.verdict("sync") == "refused" && refused.verdict("celery") == "not_taken")
    #expect(refused.kinds == ["probe_refused", "no_consumer"], "\(refused)")
    #expect(try odd.state() == before)
    #expect(try await odd.run(["mistyped"]).result.exitCode == 2)
    let none = try ProbeWorld()
    #expect(try await none.run([]).result.exitCode == 69)
  }

  @Test func `a queue that is paused is said to be, by the probe and by doctor`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("paused", on: world.redis, queues: "invites,sync,celery")
    #expect(try await world.inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let report = try await world.run(["--wait", "2s"])
    #expect(report.result.exitCode == 8, "\(report)")
    #expect(report.verdict("invites") == "not_taken", "\(report)")
    #expect(report.kinds == ["paused_queue"], "\(report)")
    let context = try OperationContext.test(redis: world.redis)
    let check = try Doctor(context, checks: [.workers], probes: true).run().check(.workers)
    #expect(check.verdict == .warn, "\(check)")
    #expect(!check.detail.contains("nobody"), "\(check)")
    #expect(check.detail.contains("invites is paused since"), "\(check)")
    #expect(check.fixes == ["invitectl inspect-workers control resume invites --yes"], "\(check)")
    let printed = report.hint("paused_queue").split(separator: "'").first.map(String.init) ?? ""
    #expect(try await world.type(printed).exitCode == 0, "\(report)")
    #expect(try await world.run([]).result.exitCode == 0)
    _ = worker
  }

  /// Celery says that a worker does not consume a queue any more while its BRPOP for it is on its way. What
  /// that brings it gives back, in other bytes: nobody has taken it, and nothing is left.
  @Test(arguments: CeleryWorker.Version.allCases)
  func `what a worker takes once more and gives back was not taken`(
    version: CeleryWorker.Version
  ) async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker(
      "late", on: world.redis, version: version, queues: "invites,sync,celery")
    let context = try OperationContext.test(redis: world.redis)
    let broker = try TestRedis.connect(world.redis.broker)
    let keys = BrokerKeys(database: world.redis.broker.database)
    for round in 1...4 {
      let control = FleetControl(context, destination: [worker.node], wait: .seconds(30))
      #expect(try control.run(.cancelConsumer(queue: "invites")).shortfall == nil)
      let outcome = try QueueProbe(context, queues: ["invites"], wait: .seconds(2)).run()
      #expect(outcome.probes.map(\.verdict) == [.notTaken], "round \(round): \(outcome)")
      for list in keys.queueLists("invites") {
        #expect(try broker.send("LLEN", list).asInteger() == 0, "round \(round): \(outcome)")
      }
      #expect(try broker.send("EXISTS", keys.unacked).asInteger() == 0)
      #expect(try control.run(.addConsumer(queue: "invites")).shortfall == nil)
      #expect(
        try QueueProbe(context, queues: ["invites"], wait: .seconds(30)).run().shortfall == nil)
    }
  }
}
