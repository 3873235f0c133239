import CeleryProtocol
import InviteOps
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

/// What the watch calls tasks of which it hears the end alone.
@Suite struct WatchNamesTests {
  /// Only the event of its receipt has its name, and that went by.
  @Test func `a task that a worker had before the watch began has its name`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("early", on: redis)
    let context = try OperationContext.test(redis: redis)
    let stream = try EventStream(context, showsPersonalValues: false)
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [200], id: id)
    var isBegun = false
    while !isBegun {
      let event = try #require(try stream.next(deadline: .soon), "it has not begun")
      isBegun = event.type == "task-started" && event.taskId == id
    }
    let watch = FleetWatch(context, wait: .seconds(1))
    #expect(try watch.tick().tasks.isEmpty)
    let ended = try await inspect("control", "terminate", id, "--signal", "SIGKILL", "--yes")
    #expect(ended.exitCode == 0, "\(ended)")
    try waitUntil("its end is seen") { try !watch.tick().tasks.isEmpty }
    #expect(try watch.tick().tasks.map(\.name) == ["probe.sleep"])
    withExtendedLifetime(worker) {}
  }
}
