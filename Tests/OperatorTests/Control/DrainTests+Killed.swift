import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Workers that are killed, stopped, silent or not there.
extension DrainTests {
  @Test(arguments: CeleryWorker.Version.allCases)
  func `a busy solo pool, which answers between two tasks, is waited for`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("solo", on: redis, version: version, pool: "solo")
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [4], id: id) }
    try waitUntil("it has one") {
      try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger() > 0
    }
    let drained = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "90s", "--yes", "-o", "json")
    #expect(drained.exitCode == 0, "\(drained)")
    #expect(try inspect.json(drained)["outcome"]?["end"] == "drained")
    let waiting = try TestRedis.connect(redis.broker).send("LLEN", "celery\u{06}\u{16}3")
      .asInteger()
    #expect(try finished(redis, ids) + waiting == ids.count)
  }

  @Test func `what a killed worker has left makes no busy one look gone`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let killed = try CeleryWorker("killed", on: redis, queues: "other")
    killed.kill()
    let worker = try CeleryWorker("solo", on: redis, pool: "solo")
    try inspect.publish("probe.sleep", args: [4])
    try inspect.waitUntilTaken()
    let drained = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "90s", "--yes", "-o", "json")
    #expect(drained.exitCode == 0, "\(drained)")
    #expect(try inspect.json(drained)["outcome"]?["end"] == "drained", "\(drained)")
    let gone = try await inspect("control", "drain", "-d", killed.node, "--yes")
    #expect(gone.exitCode == 69, "\(gone)")
    #expect(gone.errors.contains("is gone: it has left its binding"), "\(gone.errors)")
  }

  /// As one that has just started does, and one whose connection was cut.
  @Test func `a worker that listens a moment later is not called gone`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let broker = try TestRedis.connect(redis.broker)
    try broker.send(
      "SADD", "_kombu.binding.celery.pidbox", "\u{6}\u{16}\u{6}\u{16}late@test.celery.pidbox")
    let ear = try RedisSubscriber.connect(redis.broker, deadline: .soon)
    // Only the body uses both, and this waits for its end.
    nonisolated(unsafe) let (listener, asked) = (ear, broker)
    let channel = BrokerKeys(database: redis.broker.database).controlChannels[0]
    let refused = try await inspect("control", "drain", "-d", "late@test", "--wait", "2s", "--yes")
    {
      _ in
      try waitUntil("it has been asked") {
        try asked.send("INFO", "commandstats").asString().contains("cmdstat_publish")
      }
      try listener.subscribe([channel], deadline: .soon)
    }
    #expect(refused.exitCode == 69, "\(refused)")
    #expect(!refused.errors.contains("is gone"), "\(refused.errors)")
    #expect(refused.errors.contains("does not answer"), "\(refused.errors)")
  }

  /// Nothing tells whose the one connection is that listens.
  @Test func `of a killed worker beside a busy one it is said that it may be gone`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let killed = try CeleryWorker("killed", on: redis, queues: "other")
    killed.kill()
    let worker = try CeleryWorker("solo", on: redis, pool: "solo")
    try inspect.publish("probe.sleep", args: [200])
    try inspect.waitUntilTaken()
    let refused = try await inspect("control", "drain", "-d", killed.node, "--yes")
    #expect(refused.exitCode == 69, "\(refused)")
    let both = [killed.node, worker.node].sorted().joined(separator: ", ")
    #expect(
      refused.errors.contains(
        "it may be gone, stopped, or busy with a solo pool, since of \(both) fewer listen"),
      "\(refused.errors)")
    #expect(refused.errors.contains("and tells when it is gone"), "\(refused.errors)")
    withExtendedLifetime(worker) {}
  }

  /// As `timeout -s INT` has it, which signals the process and then its group. Two different ones: of the same
  /// signal, the system keeps one.
  @Test func `one stop that comes as two signals gives the queues back, too`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("twice", on: redis, queues: "celery,extra")
    try inspect.publish("probe.sleep", args: [200])
    try inspect.waitUntilTaken()
    let node = worker.node
    let stopped = try await inspect("control", "drain", "-d", node, "--yes") { pid in
      try await emptied(inspect, node)
      kill(pid, SIGINT)
      kill(pid, SIGTERM)
    }
    #expect(
      stopped.exitCode.map { [128 + SIGINT, 128 + SIGTERM].contains($0) } == true, "\(stopped)")
    #expect(!stopped.errors.contains("left at once"), "\(stopped.errors)")
    #expect(try await look(inspect, node).queues == ["celery", "extra"])
  }

  @Test(arguments: [true, false])
  func `one without remote control is refused at once, with what to do instead`(
    besideAnother: Bool
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let other = besideAnother ? try CeleryWorker("other", on: redis, queues: "other") : nil
    let mute = try CeleryWorker(
      "mute", on: redis, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false)
    // It is not waited for: no answer can come.
    let refused = try await inspect(
      "control", "drain", "-d", mute.node, "--wait", "1h", "--yes")
    #expect(refused.exitCode == 69, "\(refused)")
    #expect(refused.errors.contains("\(mute.node) has remote control off"), "\(refused.errors)")
    #expect(refused.errors.contains("SIGTERM"), "\(refused.errors)")
    #expect(!refused.errors.contains("solo pool"), "\(refused.errors)")
    withExtendedLifetime((other, mute)) {}
  }

  /// What its tasks may take is no time for an answer: it said nothing for ten minutes.
  @Test func `a stopped worker is refused, and waited for where somebody says how long`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("halted", on: redis)
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    let began = ContinuousClock.now
    let refused = try await inspect("control", "drain", "-d", worker.node, "--yes")
    #expect(began.duration(to: .now) < .seconds(300))
    #expect(refused.exitCode == 69, "\(refused)")
    #expect(refused.errors.contains("\(worker.node) does not answer"), "\(refused.errors)")
    #expect(refused.errors.contains("--wait 10m --yes'"), "\(refused.errors)")
    #expect(!refused.errors.contains("it is waited for"), "\(refused.errors)")
    let waited = try await inspect("control", "drain", "-d", worker.node, "--wait", "4s", "--yes")
    #expect(waited.exitCode == 69, "\(waited)")
    #expect(
      waited.errors.contains("it is waited for") && waited.errors.contains("nothing is taken"),
      "\(waited.errors)")
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `one that falls silent on the way is named, and waited for no longer than was said`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("fading", on: redis, version: version)
    try inspect.publish("probe.sleep", args: [200])
    try inspect.waitUntilTaken()
    let (node, stopped) = (worker.node, worker.processIdentifier)
    defer { worker.signal(SIGCONT) }
    let silent = try await inspect("control", "drain", "-d", node, "--wait", "30s", "--yes") { _ in
      try await emptied(inspect, node)
      kill(stopped, SIGSTOP)
    }
    // It cannot be given its queues back.
    #expect(silent.exitCode == 8, "\(silent)")
    #expect(silent.errors.contains("\(node) no longer answers"), "\(silent.errors)")
    #expect(silent.errors.contains("control add-consumer celery"), "\(silent.errors)")
    #expect(silent.output.contains("what it holds is not known"), "\(silent.output)")
  }

  @Test func `a name that nobody has drains nobody`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("there", on: redis)
    let wrong = try await inspect(
      "control", "drain", "-d", worker.node, "-d", "nobody@test", "--yes")
    #expect(wrong.exitCode == 69, "\(wrong)")
    #expect(wrong.errors.contains("there is no worker nobody@test"), "\(wrong.errors)")
    #expect(try await look(inspect, worker.node).queues == ["celery"])
    let plan = try await inspect("control", "drain", "-d", worker.node, "-o", "json")
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(try inspect.json(plan)["end"] == "planned")
    #expect(try inspect.json(plan)["is_applied"] == false)
    #expect(try await look(inspect, worker.node).queues == ["celery"])
  }

  @Test func `two workers of one name are not drained`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let twins = [try CeleryWorker("twin", on: redis), try CeleryWorker("twin", on: redis)]
    let refused = try await inspect("control", "drain", "-d", "twin@test", "--yes")
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("two workers have the name twin@test"), "\(refused.errors)")
    #expect(try await look(inspect, "twin@test").queues == ["celery"])
    withExtendedLifetime(twins) {}
  }
}
