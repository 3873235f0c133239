import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Probes where results are not stored, elsewhere, or not to be had.
@Suite struct ProbeResultTests {
  @Test func `without a result it is the list that shows it`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker(
      "silent", on: world.redis, settings: #"{"result_backend": "disabled://"}"#)
    let before = try world.state()
    let report = try await world.run(["celery"])
    #expect(report.result.exitCode == 0, "\(report)")
    #expect(report.probes.first?["verdict"] == "taken")
    #expect(report.probes.first?["worker"]?.string == worker.node)
    #expect(report.kinds == ["no_result"], "\(report)")
    #expect(try world.state() == before)
  }

  @Test func `an app that ignores results stores this one all the same`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker(
      "ignoring", on: world.redis, settings: #"{"task_ignore_result": true}"#)
    let before = try world.state()
    let report = try await world.run(["celery"])
    #expect(report.result.exitCode == 0, "\(report)")
    #expect(report.probes.first?["worker"]?.string == worker.node)
    #expect(try world.state() == before)
  }

  @Test func `results elsewhere are said, and end by themselves`() async throws {
    let world = try ProbeWorld()
    let worker = try CeleryWorker("elsewhere", on: world.redis)
    let report = try await world.run(
      ["celery"], environment: ["INVITECTL_RESULT_URL": "\(try TestRedis.secondServer())"])
    #expect(report.result.exitCode == 0, "\(report)")
    #expect(report.kinds == ["no_result"], "\(report)")
    // Channels know no databases: it is heard, and was stored in another one.
    let beside = try await world.run(
      ["celery"], environment: ["INVITECTL_RESULT_URL": "\(world.redis.bucket)"])
    #expect(beside.result.exitCode == 0 && beside.kinds == ["no_result"], "\(beside)")
    let results = try TestRedis.connect(world.redis.result)
    let keys = try results.send("KEYS", "*").asStrings()
    #expect(keys.count == 2)
    for key in keys { #expect(try results.send("TTL", key).asInteger() > 0) }
    let away = try await world.run(
      ["celery"], environment: ["INVITECTL_RESULT_URL": "redis://127.0.0.1:1/0"])
    #expect(away.result.exitCode == 0, "\(away)")
    #expect(away.kinds == ["results_unheard"], "\(away)")
    _ = worker
  }
}
