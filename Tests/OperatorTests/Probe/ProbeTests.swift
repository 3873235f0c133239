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
      try await world.inspect(
        "control", "cancel-consumer", "sync", "-d", worker.node, "--yes", "--wait", "60s"
      )
      .exitCode == 0)
    let before = try world.state()
    let report = try await world.run(["--wait", "12s"])
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
    let drain = try await world.inspect(
      "control", "drain", "-d", worker.node, "--yes", "--wait", "60s")
    #expect(drain.exitCode == 0, "\(drain)")
    let report = try await world.run(["invites", "--wait", "12s"])
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
    let id = CeleryID.random()
    try world.inspect.publish("probe.sleep", args: [30], queue: "busy", id: id)
    try world.inspect.waitUntilBegun(id)
    let report = try await world.run(["busy", "--wait", "500ms"])
    #expect(report.result.exitCode == 69, "\(report)")
    #expect(report.kinds == ["silent_workers"], "\(report)")
    let later = try await world.run(["busy", "--wait", "120s"])
    #expect(later.result.exitCode == 0, "\(later)")
    #expect(later.probes.first?["worker"]?.string == solo.node)

    let full = try CeleryWorker("full", on: world.redis, queues: "many")
    for _ in 0..<5 { try world.inspect.publish("probe.sleep", args: [600], queue: "many") }
    let connection = try TestRedis.connect(world.redis.broker)
    try await eventually("it holds what it may") {
      try connection.send("HLEN", "unacked").asInteger() == 4
    }
    let none = try await world.run(["many", "--wait", "12s"])
    #expect(none.result.exitCode == 69, "\(none)")
    #expect(none.kinds == ["workers_full"], "\(none)")
    _ = full
  }
}
