import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// metrics-dump --probe.
@Suite struct ProbeMetricsTests {
  @Test func `a dump probes only when asked, says what is not consumed, and leaves nothing`()
    async throws
  {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("measured", on: world.redis, queues: "invites,sync")
    let before = try world.state()
    func dump(_ arguments: String...) async throws -> CommandResult {
      try await CommandRun.invitectl(
        ["metrics-dump", "--collectors", "celery"] + arguments,
        environment: [
          "INVITECTL_BROKER_URL": "\(world.redis.broker)",
          "INVITECTL_RESULT_URL": "\(world.redis.result)",
          "REDIS_URL": "\(world.redis.bucket)",
        ])
    }
    #expect(!(try await dump()).output.contains("queue_consumed"))
    let both = try await dump("--probe")
    #expect(both.hasLine("invitehub_celery_queue_consumed{queue=\"invites\"} 1"), "\(both)")
    #expect(both.hasLine("invitehub_celery_queue_consumed{queue=\"sync\"} 1"), "\(both)")
    #expect(both.output.contains("invitehub_celery_probe_latency_seconds{queue=\"sync\"} 0."))
    #expect(!both.output.contains("queue=\"celery\",} 1"), "\(both)")
    #expect(try world.state() == before)
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    try await world.waitUntilNobodyWaits()
    let start = ContinuousClock.now
    let stopped = try await dump("--probe")
    #expect(stopped.hasLine("invitehub_celery_queue_consumed{queue=\"invites\"} 0"), "\(stopped)")
    #expect(!stopped.output.contains("probe_latency_seconds{"), "\(stopped)")
    print("a dump beside a stopped worker: \(start.duration(to: .now))")
    #expect(try world.state() == before)
    let list = try await CommandRun.invitectl(["metrics-dump", "list"])
    #expect(list.output.contains("invitehub_celery_queue_wait_seconds (histogram)"))
  }

  @Test func `a server counts how long messages wait, by events and by probes`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("events", on: world.redis, queues: "invites")
    let port = try PrivateRedis.freePort()
    let redis = world.redis
    let result = try await CommandRun.invitectl(
      ["metrics-dump", "--listen", "127.0.0.1:\(port)", "--collectors", "celery", "--probe"],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "REDIS_URL": "\(redis.bucket)",
      ]
    ) { pid in
      defer { kill(pid, SIGTERM) }
      try await eventually("it serves") {
        (try? HTTPFetch(port, "/-/healthy"))?.status == 200
      }
      let keys = BrokerKeys(database: redis.broker.database)
      let broker = try TestRedis.connect(redis.broker)
      try await eventually("it listens") {
        // kombu's own way of publishing events is counted by PUBLISH alone.
        try broker.send("PUBLISH", keys.eventChannel("task-sent"), "x").asInteger() > 0
      }
      let message = try InviteTask(email: "a@example.com", code: "C").message()
      try broker.send("LPUSH", message.queueKey(keys), message.encoded)
      let sent = CeleryEvent.sent(message, hostname: "test", pid: 1, time: 1)
      try broker.send("PUBLISH", keys.eventChannel("task-sent"), sent.encoded)
      try await eventually("the invite and two probes are counted") {
        let body = try HTTPFetch(port, "/metrics").body
        let line = body.split(separator: "\n").first {
          $0.hasPrefix("invitehub_celery_queue_wait_seconds_count{queue=\"invites\"}")
        }
        return Int(line?.split(separator: " ").last ?? "") ?? 0 >= 3
      }
      let body = try HTTPFetch(port, "/metrics").body
      #expect(
        body.contains("invitehub_celery_queue_wait_seconds_bucket{queue=\"invites\",le=\"1800.0\"}")
      )
      #expect(body.contains("invitehub_celery_queue_wait_seconds_count{queue=\"sync\"} 0"))
    }
    #expect(result.exitCode == 0, "\(result)")
    _ = worker
  }
}
