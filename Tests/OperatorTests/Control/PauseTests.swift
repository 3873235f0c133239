import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct PauseTests {
  private func consumers(_ inspect: InspectRun, of queue: String) async throws -> Set<String> {
    let queues = try await inspect("queues", "-o", "json")
    let answers = try inspect.json(queues)["answers"]?.object?.members ?? []
    return Set(
      answers.filter { answer in
        (answer.value.array ?? []).contains { $0["name"]?.string == queue }
      }.map(\.key))
  }

  private func overview(_ inspect: InspectRun) async throws -> (kinds: [String], text: String) {
    let result = try await inspect("overview", "-o", "json")
    let diagnoses = try inspect.json(result)["diagnoses"]?.array ?? []
    return (diagnoses.compactMap { $0["kind"]?.string }, result.output)
  }

  @Test func `a paused queue is consumed by nobody, said to be paused by whom, and resumed`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let first = try CeleryWorker("first", on: redis, queues: "celery,invites")
    let second = try CeleryWorker("second", on: redis, version: .old, queues: "celery,invites")
    let both: Set<String> = [first.node, second.node]
    let plan = try await inspect("control", "pause", "invites", "-o", "json")
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(try inspect.json(plan)["is_applied"] == false)
    #expect(try await consumers(inspect, of: "invites") == both)

    let paused = try await inspect("control", "pause", "invites", "--yes", "-o", "json")
    #expect(paused.exitCode == 0, "\(paused)")
    #expect(try await consumers(inspect, of: "invites").isEmpty)
    #expect(try await consumers(inspect, of: "celery") == both)
    let user = try inspect.json(paused)["outcome"]?["paused"]?["user"]?.string
    #expect(user?.isEmpty == false)
    // Nobody takes it up and hands it back: what was on its way to take one has come back.
    try inspect.publish("probe.sleep", args: [0], queue: "invites")
    let waiting = try TestRedis.connect(redis.broker).send("LRANGE", "invites\u{06}\u{16}3", 0, -1)
      .asStrings()
    let seen = try await overview(inspect)
    #expect(seen.kinds.contains("paused_queue") && !seen.kinds.contains("no_consumer"), "\(seen)")
    #expect(seen.text.contains("by \(user ?? "?") on "), "\(seen)")
    let doctor = try await CommandRun.invitectl(
      ["doctor", "--only", "workers"], environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
    #expect(doctor.output.contains("invites is paused since"), "\(doctor)")
    #expect(doctor.output.contains("control resume invites --yes"), "\(doctor)")

    #expect(
      try TestRedis.connect(redis.broker).send("LRANGE", "invites\u{06}\u{16}3", 0, -1).asStrings()
        == waiting)
    #expect(waiting.count == 1 && !waiting[0].contains("\"redelivered\": true"), "\(waiting)")

    // Who starts later knows nothing of it.
    let third = try CeleryWorker("third", on: redis, queues: "invites")
    try waitUntil("the third takes it") {
      try TestRedis.connect(redis.broker).send("LLEN", "invites\u{06}\u{16}3").asInteger() == 0
    }
    let late = try await overview(inspect)
    #expect(late.kinds.contains("paused_queue_consumed"), "\(late)")
    #expect(late.text.contains(third.node))
    let again = try await inspect("control", "pause", "invites", "--yes", "-o", "json")
    #expect(again.exitCode == 0, "\(again)")
    #expect(
      Set(
        try inspect.json(again)["outcome"]?["paused"]?["nodes"]?.array?.compactMap(\.string) ?? [])
        == both.union([third.node]))
    #expect(try await consumers(inspect, of: "invites").isEmpty)

    let resumed = try await inspect("control", "resume", "invites", "--yes", "-o", "json")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(try await consumers(inspect, of: "invites") == both.union([third.node]))
    #expect(try await !overview(inspect).kinds.contains { $0.hasPrefix("paused") })
    let nothing = try await inspect("control", "resume", "invites", "--yes")
    #expect(nothing.exitCode == 7, "\(nothing)")
  }

  @Test func `a worker that does not answer is named, and stays noted until it has resumed`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("asleep", on: redis, queues: "celery,invites")
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    worker.signal(SIGSTOP)
    let partial = try await inspect("control", "resume", "invites", "--wait", "1s", "--yes")
    worker.signal(SIGCONT)
    #expect(partial.exitCode == 8, "\(partial)")
    #expect(partial.output.contains("may consume it: \(worker.node)"), "\(partial)")
    #expect(partial.output.contains("no worker consumes it again"), "\(partial)")
    #expect(partial.errors.contains("control resume invites --yes"), "\(partial)")
    #expect(try await inspect("control", "resume", "invites", "--yes").exitCode == 0)
    #expect(try await consumers(inspect, of: "invites") == [worker.node])
  }

  @Test func `a worker without remote control goes on consuming, and is named`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let heard = try CeleryWorker("heard", on: redis)
    let mute = try CeleryWorker(
      "mute", on: redis, settings: #"{"worker_enable_remote_control": false}"#,
      hasRemoteControl: false)
    let paused = try await inspect("control", "pause", "celery", "--yes")
    #expect(paused.exitCode == 8, "\(paused)")
    #expect(paused.output.contains("may consume it: \(mute.node)"), "\(paused)")
    #expect(try await consumers(inspect, of: "celery").isEmpty)
    #expect(try await inspect("control", "resume", "celery", "--yes").exitCode == 0)
    withExtendedLifetime((heard, mute)) {}
  }

  @Test func `a run that is killed leaves a queue that is said to be paused, and consumed`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("killed", on: redis, queues: "celery,invites")
    let killed = try await CommandRun.invitectl(
      ["inspect-workers", "control", "pause", "invites", "--yes"],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_FAILPOINT": "pause-remembered",
      ])
    #expect(killed.exitCode != 0)
    #expect(try await overview(inspect).kinds.contains("paused_queue_consumed"))
    #expect(try await inspect("control", "resume", "invites", "--yes").exitCode == 0)
    #expect(try await consumers(inspect, of: "invites") == [worker.node])
    #expect(try await !overview(inspect).kinds.contains { $0.hasPrefix("paused") })
  }

  @Test func `one that is not paused is not resumed, and what is paused can be seen`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("going", on: redis, queues: "celery,invites")
    let refused = try await inspect("control", "resume", "invites", "--yes")
    #expect(refused.exitCode == 7, "\(refused)")
    #expect(refused.errors.contains("invites is not paused"), "\(refused.errors)")
    #expect(refused.errors.contains(" next: 'invitectl inspect-workers'"), "\(refused.errors)")
    #expect(try await consumers(inspect, of: "invites") == [worker.node])
  }

  @Test func `a key of another type hides nothing, and pauses nothing`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("typed", on: redis, queues: "celery,invites")
    try TestRedis.connect(redis.broker).send("SET", "invitectl:paused", "x")
    #expect(try await inspect("overview").exitCode == 0)
    let mistyped = try await inspect("control", "pause", "invitse", "--yes")
    #expect(mistyped.exitCode != 0)
    let refused = try await inspect("control", "pause", "invites", "--yes")
    #expect(refused.exitCode == 1, "\(refused)")
    #expect(try await consumers(inspect, of: "invites") == [worker.node])
  }

  @Test func `what workers have taken of it is named, and no other queue's`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("busy", on: redis, queues: "celery,invites")
    let folder = try TemporaryFolder()
    let hold = folder.file("hold")
    try Data().write(to: URL(filePath: hold))
    let running = CeleryID.random()
    try inspect.publish("probe.hold", args: [.string(hold)], queue: "invites", id: running)
    try inspect.waitUntilBegun(running)
    for queue in ["invites", "celery"] {
      try inspect.publish("probe.hold", args: [.string(hold)], queue: queue)
    }
    try inspect.waitUntilHeld(3)
    let paused = try await inspect("control", "pause", "invites", "--yes", "-o", "json")
    #expect(paused.exitCode == 0, "\(paused)")
    let held = try inspect.json(paused)["outcome"]?["held"]?.array ?? []
    #expect(held.count == 1 && held.first?["name"]?.string == worker.node, "\(paused)")
    #expect(held.first?["active"]?.int == 1 && held.first?["reserved"]?.int == 1, "\(paused)")
    let again = try await inspect("control", "pause", "invites", "--yes")
    #expect(
      again.output.contains(
        "\(worker.node) still holds 1 active, 1 reserved of it, which it runs."),
      "\(again)")
    withExtendedLifetime((worker, folder)) {}
  }
}
