import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct DrainTests {
  /// Waits until a worker consumes nothing any more.
  func emptied(_ inspect: InspectRun, _ node: String) async throws {
    while try await !look(inspect, node).queues.isEmpty {
      // Between two looks, each a process of its own; the suite's limit ends it.
      try await Task.sleep(for: .milliseconds(50))
    }
  }

  /// How many tasks a worker has taken up, and which queues it consumes. One that answers late consumes them, too.
  func look(
    _ inspect: InspectRun, _ node: String
  ) async throws -> (total: Int, queues: Set<String>) {
    let stats = try await inspect("stats", "-d", node, "-o", "json", "--wait", "60s")
    let total = try inspect.json(stats)["answers"]?[node]?["total"]?.object?.members
      .reduce(0) { $0 + ($1.value.int ?? 0) }
    let queues = try await inspect("queues", "-d", node, "-o", "json", "--wait", "60s")
    let names = try inspect.json(queues)["answers"]?[node]?.array?.compactMap {
      $0["name"]?.string
    }
    return (total ?? 0, Set(names ?? []))
  }

  func finished(_ redis: TestRedis, _ ids: [String]) throws -> Int {
    let connection = try TestRedis.connect(redis.result)
    return try ids.count { id in
      let reply = try connection.send("GET", TaskResult.key(id: id))
      return try !reply.isNull && TaskResult(decoding: reply.asBytes()).state == .success
    }
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `of two workers under load one is drained: no task is lost, none begins after`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let first = try CeleryWorker("first", on: redis, version: version, concurrency: 2)
    let second = try CeleryWorker("second", on: redis, version: version, concurrency: 2)
    let ids = (0..<300).map { _ in CeleryID.random() }
    for id in ids.prefix(200) { try inspect.publish("probe.sleep", args: [0.05], id: id) }
    try waitUntil("both are at it") {
      try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger() > 8
    }
    let drained = try await inspect(
      "control", "drain", "-d", first.node, "--wait", "120s", "--yes", "-o", "json")
    #expect(drained.exitCode == 0, "\(drained)")
    let outcome = try inspect.json(drained)["outcome"]
    #expect(outcome?["end"] == "drained")
    #expect(outcome?["is_applied"] == true)
    #expect(try inspect.json(drained)["is_applied"] == true)
    #expect(outcome?["workers"]?[0]?["queues"] == ["celery"])
    #expect(outcome?["unserved"] == [])
    let then = try await look(inspect, first.node)
    #expect(then.queues.isEmpty)
    for id in ids.suffix(100) { try inspect.publish("probe.sleep", args: [0.01], id: id) }
    // Of three hundred, only the next is asked for at each look.
    var left = ids
    try waitUntil("all are done") {
      while let next = left.last, try finished(redis, [next]) == 1 { left.removeLast() }
      return left.isEmpty
    }
    #expect(try finished(redis, ids) == ids.count)
    #expect(try await look(inspect, first.node).total == then.total)
    let others = try await look(inspect, second.node)
    #expect(then.total + others.total == ids.count, "\(then.total) + \(others.total)")
    #expect(others.queues == ["celery"])
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func `a signal gives back exactly the queues that were taken away`(signal: Int32) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("held", on: redis, queues: "celery,extra,more")
    try inspect.publish("probe.sleep", args: [200])
    try inspect.waitUntilTaken()
    let node = worker.node
    // One that answers late is waited for.
    let stopped = try await inspect("control", "drain", "-d", node, "--wait", "10m", "--yes") {
      pid in
      try await emptied(inspect, node)
      kill(pid, signal)
    }
    #expect(stopped.exitCode == 128 + signal, "\(stopped)")
    #expect(stopped.errors.contains("they consume their queues again"), "\(stopped.errors)")
    #expect(try await look(inspect, worker.node).queues == ["celery", "extra", "more"])
  }

  @Test func `what is not done in time is named, and undone unless it is to be kept`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("busy", on: redis)
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [500], id: id) }
    try inspect.waitUntilBegun(ids[0])
    try inspect.waitUntilHeld(2)
    let late = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "10s", "--yes", "-o", "json")
    #expect(late.exitCode == 75, "\(late)")
    let outcome = try inspect.json(late)["outcome"]
    #expect(outcome?["end"] == "timed_out")
    #expect(outcome?["is_undone"] == true)
    let held = outcome?["workers"]?[0]?["held"]?.array ?? []
    #expect(Set(held.compactMap { $0["id"]?.string }) == Set(ids))
    #expect(Set(held.compactMap { $0["state"]?.string }) == ["active", "reserved"])
    #expect(outcome?["unserved"] == ["celery"])
    #expect(try await look(inspect, worker.node).queues == ["celery"])

    let kept = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "10s", "--keep", "--yes")
    #expect(kept.exitCode == 8, "\(kept)")
    #expect(kept.output.contains("1 active, 1 reserved"), "\(kept.output)")
    #expect(kept.output.contains("They do not consume their queues"))
    #expect(try await look(inspect, worker.node).queues.isEmpty)
  }

  @Test func `a task that waits for a later time is held, and not waited for in vain`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("eta", on: redis)
    try inspect.publish("probe.sleep", args: [1], eta: Date(timeIntervalSinceNow: 5000))
    try inspect.waitUntilTaken()
    let held = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "1h", "--yes", "-o", "json")
    #expect(held.exitCode == 75, "\(held)")
    let outcome = try inspect.json(held)["outcome"]
    #expect(outcome?["end"] == "scheduled_later")
    #expect(outcome?["workers"]?[0]?["held"]?[0]?["state"] == "scheduled")
    #expect(try await look(inspect, worker.node).queues == ["celery"])
  }

  /// Celery shows a task that waits for its rate limit in none of its lists.
  @Test func `a task that is held back by a rate limit keeps a worker from being drained`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("limited", on: redis)
    let limit = try await inspect("control", "rate-limit", "probe.sleep", "1/h", "--yes")
    #expect(limit.exitCode == 0, "\(limit)")
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [0], id: id) }
    try waitUntil("one is done") { try finished(redis, ids) == 1 }
    try inspect.waitUntilTaken()
    let held = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "6s", "--yes", "-o", "json")
    #expect(held.exitCode == 75, "\(held)")
    let tasks = try inspect.json(held)["outcome"]?["workers"]?[0]?["held"]?.array ?? []
    #expect(tasks.compactMap { $0["state"]?.string } == ["untold"], "\(held.output)")
    // The limit is lifted: it runs, and the worker is drained.
    let lifted = try await inspect("control", "rate-limit", "probe.sleep", "none", "--yes")
    #expect(lifted.exitCode == 0)
  }

  /// Where the machine is so slow that it does not answer in time, that is said.
  @Test func `a wait shorter than two looks is no failure, and a key of another type is named`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("idle", on: redis)
    let drained = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "1s", "--yes")
    #expect(
      drained.exitCode == 0 || (drained.output + drained.errors).contains("does not answer"),
      "\(drained)")
    try TestRedis.connect(redis.broker).send("SET", "unacked", "x")
    let typed = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "60s", "--yes")
    #expect(typed.exitCode == 1, "\(typed)")
    #expect(typed.errors.contains("holds a string instead of a hash"), "\(typed)")
    #expect(typed.errors.contains("TYPE unacked"), "\(typed)")
    withExtendedLifetime(worker) {}
  }
}
