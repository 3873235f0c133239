import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps

/// A binding that was deleted or evicted while a worker consumes its queue: what is published is lost, and
/// all that look at the fleet say so.
@Suite struct QueueBindingTests {
  private func unbound(_ inspect: InspectRun) async throws -> [String] {
    let overview = try await inspect("overview", "-o", "json")
    return (try inspect.json(overview)["diagnoses"]?.array ?? [])
      .filter { $0["kind"] == "unbound_queue" }.compactMap { $0["message"]?.string }
  }

  private func metric(_ redis: TestRedis, _ queue: String) async throws -> Bool? {
    let dump = try await CommandRun.invitectl(
      ["metrics-dump", "--collectors", "workers"],
      environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
    for (value, isUnbound) in [("0", false), ("1", true)]
    where dump.output.contains("invitehub_celery_queue_unbound{queue=\"\(queue)\"} \(value)") {
      return isUnbound
    }
    return nil
  }

  @Test func `a missing binding is named by the overview, doctor and metrics`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let context = try OperationContext.test(redis: redis)
    let worker = try CeleryWorker("bound", on: redis, queues: "celery,invites,sync")
    #expect(try await unbound(inspect) == [])
    #expect(try context.doctor(.workers).verdict == .pass)
    #expect(try await metric(redis, "invites") == false)

    try TestRedis.connect(redis.broker).send("DEL", "_kombu.binding.invites")
    let said = try await unbound(inspect)
    #expect(said.count == 1, "\(said)")
    #expect(
      said.first?.hasPrefix("\(worker.node) consumes invites, and _kombu.binding.invites") == true,
      "\(said)")
    let check = try context.doctor(.workers)
    #expect(check.verdict == .fail, "\(check)")
    #expect(check.detail.contains("what is published there is lost"), "\(check)")
    #expect(check.fix?.contains("restart the worker") == true, "\(check)")
    #expect(try await metric(redis, "invites") == true)
    #expect(try await metric(redis, "sync") == false)

    // The queue is bound as a worker does it when it connects.
    #expect(
      try await inspect("control", "cancel-consumer", "invites", "-d", worker.node, "--yes")
        .exitCode == 0)
    #expect(try await inspect("control", "add-consumer", "invites", "--yes").exitCode == 0)
    #expect(try await unbound(inspect) == [])
    withExtendedLifetime(worker) {}
  }
}
