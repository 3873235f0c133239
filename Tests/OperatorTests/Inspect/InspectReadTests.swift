import CeleryProtocol
import InviteOps
import LosslessJSON
import TestSupport
import TestWorlds
import Testing

@Suite struct InspectReadTests {
  @Test func `a task is found wherever it is`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let running = CeleryID.random()
    let reserved = CeleryID.random()
    let queued = CeleryID.random()
    for id in [running, reserved] { try inspect.publish("probe.sleep", args: [60], id: id) }
    for _ in 0..<3 { try inspect.publish("probe.sleep", args: [60]) }
    try inspect.publish("probe.sleep", args: [60], id: queued)
    let worker = try CeleryWorker("w", on: redis)
    func place(_ id: String) async throws -> JSONValue {
      try inspect.json(try await inspect("task", id, "-o", "json"))
    }
    // The worker takes its four (prefetch) in its own time.
    let limit = ContinuousClock.now + .seconds(30)
    while try await place(reserved)["place"] != "reserved", ContinuousClock.now < limit {
      try await Task.sleep(for: .milliseconds(200))
    }
    #expect(try await place(running)["place"] == "active")
    #expect(try await place(running)["held"]?[0]?["worker"]?.string == worker.node)
    #expect(try await place(reserved)["place"] == "reserved")
    let waiting = try await place(queued)
    #expect(waiting["place"] == "queued")
    #expect(waiting["queued"]?["queue"] == "celery")
    #expect(waiting["queued"]?["step"] == 3)
    let ahead = try #require(waiting["queued"]?["ahead"]?.int)
    #expect((1...3).contains(ahead))
    let unknown = try await inspect("task", "nosuch")
    #expect(unknown.exitCode == 1)
    #expect(unknown.errors.contains("no trace of task nosuch"))
    worker.kill()
    #expect(try await place(running)["place"] == "unacked")
  }

  @Test func `nobody, a wrong port and a mistake have their own exit codes`() async throws {
    let inspect = InspectRun(redis: try TestRedis())
    let nobody = try await inspect("ping")
    #expect(nobody.exitCode == 69)
    #expect(nobody.errors.contains("no worker listens on"))
    let unreachable = try await inspect("ping", "--broker-url", "redis://127.0.0.1:1/0")
    #expect(unreachable.exitCode == 1)
    #expect(try await inspect("ping", "--wait", "soon").exitCode == 2)
    let overview = try await inspect()
    #expect(overview.exitCode == 69)
    #expect(overview.output.contains("no worker listens on this broker"))
  }

  @Test func `a key prefix and a priority queue are seen through`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, keyPrefix: "pfx:")
    for _ in 0..<5 { try inspect.publish("probe.sleep", args: [60], queue: "invites") }
    let worker = try CeleryWorker("p", on: redis, keyPrefix: "pfx:")
    let result = try await inspect("overview", "-o", "json")
    #expect(result.exitCode == 0)
    let json = try inspect.json(result)
    #expect(json["workers"]?[0]?["name"]?.string == worker.node)
    #expect(json["workers"]?[0]?["version"]?.string?.hasPrefix("5.7") == true)
    let queue = json["queues"]?.array?.first { $0["name"] == "invites" }
    #expect(queue?["ready"] == [0, 5, 0, 0])
    #expect(queue?["state"] == "no_consumer")
    let kinds = (json["diagnoses"]?.array ?? []).compactMap { $0["kind"]?.string }
    #expect(kinds.contains("priority_lists") && kinds.contains("no_consumer"))
    #expect(try inspect.keys().allSatisfy { $0.hasPrefix("pfx:") })
  }

  @Test func `no email and no code is shown unless asked for`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let call: JSONObject = [
      "email": "alice.secret@example.com", "redeem_code": "SECRET99CODE", "seconds": 4,
    ]
    let id = CeleryID.random()
    let task = "app.tasks_celery.process_invite_task"
    try inspect.publish(task, kwargs: call, id: id)
    for _ in 0..<4 { try inspect.publish(task, kwargs: call) }
    try inspect.publish("probe.fail", args: ["alice.secret@example.com"])
    let worker = try CeleryWorker("m", on: redis)
    async let events = inspect("events", "--for", "12s")
    // Shown as soon as it runs, and masked in all that follow while the five calls last.
    let limit = ContinuousClock.now + .seconds(30)
    var shown = try await inspect("active", "--show")
    while !shown.output.contains("alice.secret@example.com"), ContinuousClock.now < limit {
      shown = try await inspect("active", "--show")
    }
    #expect(shown.output.contains("alice.secret@example.com"))
    for arguments in [
      ["active"], ["reserved"], ["active", "-o", "json"], ["peek", "celery"],
      ["peek", "celery", "-o", "json"], ["query", id], ["task", id], [], ["-o", "json"],
    ] {
      let result = try await CommandRun.invitectl(
        ["inspect-workers"] + arguments,
        environment: [
          "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        ])
      #expect(!result.output.contains("alice.secret"), "\(arguments)")
      #expect(!result.output.contains("SECRET99CODE"), "\(arguments)")
    }
    let stream = try await events
    #expect(stream.output.contains("task-succeeded"))
    #expect(stream.output.contains(worker.node))
    #expect(!stream.output.contains("alice.secret"))
    #expect(!stream.output.contains("SECRET99CODE"))
  }
}
