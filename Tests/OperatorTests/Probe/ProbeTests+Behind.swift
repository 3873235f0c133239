import CeleryProtocol
import ClientSupport
import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Behind other messages, and lists where nobody looks.
extension ProbeTests {
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
    let behind = try await world.run(["celery", "--wait", "12s"])
    #expect(behind.result.exitCode == 0, "\(behind)")
    #expect(behind.verdict("celery") == "moving")
    #expect(behind.kinds == ["behind_backlog"], "\(behind)")
    #expect((behind.probes.first?["expected_wait_seconds"]?.double ?? 0) > 10, "\(behind)")
    let front = try await world.run(["celery", "--front", "--wait", "60s"])
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
    let report = try await world.run(["celery", "--wait", "12s"])
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
    #expect(
      try await world.inspect("control", "pause", "invites", "--yes", "--wait", "60s").exitCode == 0
    )
    let report = try await world.run(["--wait", "12s"])
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
