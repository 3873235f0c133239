import CeleryProtocol
import ClientSupport
import InviteOps
import LosslessJSON
import RedisClient
import Synchronization
import TestSupport
import TestWorlds
import Testing

@Suite struct QuietProbeTrafficTests {
  private final class Tally: Sendable {
    let published = Mutex<[String]>([])
    let probes = Mutex<[QueueProbe.Outcome.Probe]>([])
  }

  @Test func `200 probes beside traffic: every task is done once and nothing stays`() async throws {
    let world = try ProbeWorld()
    let workers = try [
      CeleryWorker("one", on: world.redis, concurrency: 2, queues: "invites,sync"),
      CeleryWorker("two", on: world.redis, version: .old, concurrency: 2, queues: "invites,sync"),
    ]
    let before = try world.state()
    let context = try OperationContext.test(redis: world.redis)
    let tally = Tally()
    let redis = world.redis
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for _ in 0..<400 {
          let id = CeleryID.random()
          try InspectRun(redis: redis).publish(
            InviteTask.name, kwargs: ["email": "a@example.com", "redeem_code": "C"],
            queue: "invites", id: id)
          tally.published.withLock { $0.append(id) }
          try await Task.sleep(for: .milliseconds(5))
        }
      }
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<50 {
            let outcome = try QueueProbe(context, queues: ["invites"], wait: .seconds(60)).run()
            tally.probes.withLock { $0 += outcome.probes }
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
    let probes = tally.probes.withLock { $0 }
    #expect(probes.count { $0.verdict == .taken } == 200)
    let sorted = probes.compactMap(\.latencyMs).sorted()
    try #require(sorted.count == 200)
    print("200 probes: p50 \(sorted[100]) ms, p95 \(sorted[190]) ms, most \(sorted[199]) ms")
    let results = try TestRedis.connect(world.redis.result)
    let broker = try TestRedis.connect(world.redis.broker)
    let ids = tally.published.withLock { $0 }
    try await eventually("all tasks are done") {
      try results.send("KEYS", "*").asStrings().count == ids.count
        && broker.send("HLEN", "unacked").asInteger() == 0
    }
    for id in ids {
      let stored = try results.send("GET", TaskResult.key(id: id)).asBytes()
      #expect(try TaskResult(decoding: stored).state == .success)
    }
    // What was begun is what was published: each once, and no probe.
    #expect(try await world.begun() == [InviteTask.name: 400])
    for id in ids { try results.send("DEL", TaskResult.key(id: id)) }
    #expect(try world.state() == before)
    _ = workers
  }
}
