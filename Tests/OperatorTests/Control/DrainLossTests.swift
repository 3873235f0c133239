import CeleryProtocol
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Drains in which something else happens to the worker or to its queues.
@Suite struct DrainLossTests {
  /// Those that a worker consumes, which answers late on a busy machine.
  private func queues(_ inspect: InspectRun, _ node: String) async throws -> Set<String> {
    let queues = try await inspect("queues", "-d", node, "-o", "json", "--wait", "60s")
    let names = try inspect.json(queues)["answers"]?[node]?.array?.compactMap {
      $0["name"]?.string
    }
    return Set(names ?? [])
  }

  private func left(_ outcome: JSONValue?) -> Set<String> {
    let left = outcome?["workers"]?[0]?["left"]?.array ?? []
    return Set(left.compactMap { $0["id"]?.string })
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `a worker that is killed on the way is gone, and what it had is named`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("dying", on: redis, version: version)
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [200], id: id) }
    try waitUntil("it has both") {
      try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger() == 2
    }
    let (node, group) = (worker.node, worker.processIdentifier)
    let lost = try await inspect(
      "control", "drain", "-d", node, "--wait", "10m", "--yes", "-o", "json"
    ) { _ in
      // Between two looks, each a process of its own; the suite's limit ends it.
      while try await !queues(inspect, node).isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      // Its pool has the same sockets.
      kill(-group, SIGKILL)
    }
    #expect(lost.exitCode == 8, "\(lost)")
    let outcome = try inspect.json(lost)["outcome"]
    #expect(outcome?["end"] == "worker_lost", "\(lost)")
    #expect(outcome?["workers"]?[0]?["loss"] == "gone", "\(lost)")
    #expect(left(outcome) == Set(ids), "\(lost)")
    #expect(!lost.errors.contains("solo pool"), "\(lost.errors)")
    #expect(!lost.errors.contains("add-consumer"), "\(lost.errors)")
    #expect(
      lost.errors.contains("next: invitectl inspect-workers control restore-unacked"),
      "\(lost.errors)")
    withExtendedLifetime(worker) {}
  }

  @Test func `where nothing is in unacked nothing is to be given back`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("bare", on: redis)
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [200], id: id)
    try inspect.waitUntilBegun(id)
    let (node, group) = (worker.node, worker.processIdentifier)
    let lost = try await inspect("control", "drain", "-d", node, "--wait", "10m", "--yes") { _ in
      // Between two looks, each a process of its own; the suite's limit ends it.
      while try await !queues(inspect, node).isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      kill(-group, SIGKILL)
      try TestRedis.connect(redis.broker).send("DEL", "unacked", "unacked_index")
    }
    #expect(lost.exitCode == 8, "\(lost)")
    #expect(!lost.errors.contains("restore-unacked"), "\(lost.errors)")
    withExtendedLifetime(worker) {}
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `a worker that is started anew on the way is noticed, and what it had is named`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("reborn", on: redis, version: version)
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [200], id: id) }
    try waitUntil("it has both") {
      try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger() == 2
    }
    let node = worker.node
    // Used one after the other: written before the command that it is about ends.
    nonisolated(unsafe) let first = worker
    nonisolated(unsafe) var next: CeleryWorker?
    let lost = try await inspect(
      "control", "drain", "-d", node, "--wait", "10m", "--yes", "-o", "json"
    ) { _ in
      // Between two looks, each a process of its own; the suite's limit ends it.
      while try await !queues(inspect, node).isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      first.kill()
      next = try CeleryWorker("reborn", on: redis, version: version)
    }
    #expect(lost.exitCode == 8, "\(lost)")
    let outcome = try inspect.json(lost)["outcome"]
    #expect(outcome?["end"] == "worker_lost", "\(lost)")
    // After five seconds without it, it is gone; how long Celery takes to begin nobody promises.
    let loss = outcome?["workers"]?[0]?["loss"]
    #expect(loss == "restarted" || loss == "gone", "\(lost)")
    #expect(left(outcome) == Set(ids), "\(lost)")
    #expect(
      lost.errors.contains("next: invitectl inspect-workers control restore-unacked"),
      "\(lost.errors)")
    withExtendedLifetime(next) {}
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `what another drain has taken is not said to be given back`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("bare", on: redis, version: version)
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [500], id: id)
    try inspect.waitUntilBegun(id)
    let kept = try await inspect(
      "control", "drain", "-d", worker.node, "--wait", "10s", "--keep", "--yes")
    #expect(kept.exitCode == 8, "\(kept)")
    let late = try await inspect("control", "drain", "-d", worker.node, "--wait", "10s", "--yes")
    #expect(late.exitCode == 8, "\(late)")
    #expect(late.output.contains("nothing was taken from it"), "\(late.output)")
    #expect(!late.output.contains("consume their queues again"), "\(late.output)")
    #expect(
      late.errors.contains("control add-consumer celery --destination"), "\(late.errors)")
    #expect(try await queues(inspect, worker.node).isEmpty)
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `a queue that was paused meanwhile is given back by its resume`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker(
      "halting", on: redis, version: version, queues: "celery,invites")
    try inspect.publish("probe.sleep", args: [200])
    try inspect.waitUntilTaken()
    let node = worker.node
    let stopped = try await inspect("control", "drain", "-d", node, "--wait", "10m", "--yes") {
      pid in
      // Between two looks, each a process of its own; the suite's limit ends it.
      while try await !queues(inspect, node).isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      let paused = try await inspect("control", "pause", "invites", "--yes", "--wait", "60s")
      #expect(paused.exitCode == 0, "\(paused)")
      kill(pid, SIGINT)
    }
    #expect(stopped.exitCode == 128 + SIGINT, "\(stopped)")
    #expect(stopped.errors.contains("paused meanwhile: invites"), "\(stopped.errors)")
    #expect(stopped.errors.contains("control resume invites --yes"), "\(stopped.errors)")
    #expect(try await queues(inspect, node) == ["celery"])
    let resumed = try await inspect("control", "resume", "invites", "--yes", "--wait", "60s")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(try await queues(inspect, node) == ["celery", "invites"])
  }
}
