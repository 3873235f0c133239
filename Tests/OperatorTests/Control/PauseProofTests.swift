import CeleryProtocol
import ClientSupport
import Foundation
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Whether a pause says so where somebody goes on whom no command reaches.
@Suite struct PauseProofTests {
  private static let mute = #"{"worker_enable_remote_control": false}"#

  private func pause(
    _ inspect: InspectRun, _ queue: String
  ) async throws -> (result: CommandResult, outcome: JSONValue?) {
    let result = try await inspect("control", "pause", queue, "--yes", "-o", "json")
    return (result, try inspect.json(result)["outcome"])
  }

  @Test func `one without remote control and heartbeats goes on, and that is said`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let heard = try CeleryWorker("heard", on: redis)
    let before = try inspect.keys()
    let unheard = try CeleryWorker(
      "unheard", on: redis, settings: Self.mute, hasRemoteControl: false,
      arguments: ["--without-heartbeat"])
    let paused = try await pause(inspect, "celery")
    #expect(paused.result.exitCode == 8, "\(paused)")
    #expect(paused.outcome?["consumption"] == "taken", "\(paused)")
    #expect(try inspect.json(paused.result)["is_applied"] == true)
    let text = try await inspect("control", "pause", "celery", "--yes")
    #expect(text.exitCode == 8, "\(text)")
    #expect(text.output.contains("somebody goes on taking its messages"), "\(text)")
    #expect(text.errors.contains("next: no command reaches a worker"), "\(text)")
    #expect(!text.errors.contains("when they answer"), "\(text)")
    // It takes seconds, and is not silent meanwhile.
    #expect(text.errors.contains("listening for workers that do not answer"), "\(text)")
    // No probe is left, nor its mark.
    let left = try inspect.keys().subtracting(before)
    #expect(
      left.allSatisfy {
        $0.hasPrefix("_kombu.") || $0.hasPrefix("unacked") || $0 == "invitectl:paused"
      }, "\(left)")
    #expect(try await inspect("control", "resume", "celery", "--yes").exitCode == 0)
    withExtendedLifetime((heard, unheard)) {}
  }

  @Test func `one that takes from another queue alone is no reason to doubt`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let heard = try CeleryWorker("heard", on: redis, queues: "celery,invites")
    let elsewhere = try CeleryWorker(
      "elsewhere", on: redis, queues: "other", settings: Self.mute, hasRemoteControl: false,
      arguments: ["--without-heartbeat"])
    try inspect.publish("probe.sleep", args: [0], queue: "other")
    try inspect.waitUntilTaken(from: "other")
    let paused = try await pause(inspect, "invites")
    #expect(paused.result.exitCode == 0, "\(paused)")
    #expect(paused.outcome?["consumption"] == "nobody", "\(paused)")
    #expect(try TestRedis.connect(redis.broker).send("LLEN", "invites").asInteger() == 0)
    withExtendedLifetime((heard, elsewhere)) {}
  }

  @Test func `where nobody may see connections, a probe decides, and silence is no proof`()
    async throws
  {
    let server = try PrivateRedis()
    let redis = try TestRedis(server: server.endpoint)
    let inspect = InspectRun(redis: redis)
    let admin = try TestRedis.connect(server.endpoint)
    let heard = try CeleryWorker("heard", on: redis)
    try admin.send("ACL", "SETUSER", "default", "-client")
    let alone = try await pause(inspect, "celery")
    #expect(alone.result.exitCode == 8, "\(alone)")
    #expect(alone.outcome?["consumption"] == "not_seen", "\(alone)")
    #expect(alone.outcome?["gap"]?.string?.contains("CLIENT LIST") == true, "\(alone)")
    #expect(try await inspect("control", "resume", "celery", "--yes").exitCode == 0)
    try admin.send("ACL", "SETUSER", "default", "+client")
    let unheard = try CeleryWorker(
      "unheard", on: redis, settings: Self.mute, hasRemoteControl: false,
      arguments: ["--without-heartbeat"])
    try admin.send("ACL", "SETUSER", "default", "-client")
    let both = try await pause(inspect, "celery")
    #expect(both.result.exitCode == 8, "\(both)")
    #expect(both.outcome?["consumption"] == "taken", "\(both)")
    withExtendedLifetime((heard, unheard)) {}
  }

  @Test func `a queue without a name is refused, and nothing is noted`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let result = try await inspect("control", "pause", "", "--yes")
    #expect(result.exitCode == 2, "\(result)")
    #expect(result.errors.contains("the queue's name is empty"), "\(result)")
    #expect(
      try TestRedis.connect(redis.broker).send("EXISTS", "invitectl:paused").asInteger() == 0)
    for verb in ["resume", "purge", "add-consumer"] {
      let refused = try await inspect("control", verb, "", "--yes")
      #expect(refused.exitCode == 2, "\(verb): \(refused)")
    }
  }
}
