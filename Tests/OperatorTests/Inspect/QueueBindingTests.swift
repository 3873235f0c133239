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

  @Test func `a missing binding is named by the overview, doctor and metrics`() async throws {
    let world = try MetricsWorld()
    let redis = world.redis
    let inspect = InspectRun(redis: redis)
    let context = try OperationContext.test(redis: redis)
    let worker = try CeleryWorker("bound", on: redis, queues: "celery,invites,sync")
    #expect(try await unbound(inspect) == [])
    #expect(try context.doctor(.workers).verdict == .pass)
    let before = try world.collect(.workers)
    #expect(before["invitehub_celery_queue_unbound{queue=\"invites\"}"] == 0)

    try TestRedis.connect(redis.broker).send("DEL", "_kombu.binding.invites")
    let said = try await unbound(inspect)
    #expect(said.count == 1, "\(said)")
    #expect(
      said.first?.hasPrefix("\(worker.node) consumes invites, and _kombu.binding.invites") == true,
      "\(said)")
    let check = try context.doctor(.workers)
    #expect(check.verdict == .fail, "\(check)")
    #expect(check.detail.contains("what is published does not arrive"), "\(check)")
    #expect(check.fix?.contains("restart the worker") == true, "\(check)")
    let after = try world.collect(.workers)
    #expect(after["invitehub_celery_queue_unbound{queue=\"invites\"}"] == 1)
    #expect(after["invitehub_celery_queue_unbound{queue=\"sync\"}"] == 0)
    withExtendedLifetime(worker) {}
  }
}
