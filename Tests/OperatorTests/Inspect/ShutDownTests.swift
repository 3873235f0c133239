import CeleryProtocol
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// When a worker that was told to shut down is said to have done it.
@Suite(.timeLimit(.minutes(15))) struct ShutDownTests {
  /// It answers no more from the beginning of that on.
  @Test func `a worker that finishes its task first is not down before that is over`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("last", on: redis)
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [5], id: id)
    try inspect.waitUntilTaken()
    let end = ContinuousClock.now + .seconds(300)
    while true {
      let active = try await inspect("active", "-o", "json")
      // Or it is over already, on a machine that is very busy.
      let broker = try TestRedis.connect(redis.broker)
      let taken = try broker.send("HLEN", "unacked").asInteger()
      if active.output.contains(id) || taken == 0 { break }
      try #require(ContinuousClock.now < end, "\(active)")
    }
    let down = try await inspect(
      "control", "shutdown", "-d", worker.node, "--yes", "--wait", "60s", "-o", "json")
    let left = try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger()
    #expect(left == 0, "\(down)")
    #expect(down.exitCode == 0, "\(down)")
  }
}
