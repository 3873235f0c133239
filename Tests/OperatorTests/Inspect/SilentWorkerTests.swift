import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct QuietSilentWorkerTests {
  @Test func `stopped, busy and killed workers are told apart from those that answer`() async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let first = try CeleryWorker("first", on: redis)
    let second = try CeleryWorker("second", on: redis, version: .old)
    let solo = try CeleryWorker("solo", on: redis, pool: "solo", queues: "busy")
    let killed = try CeleryWorker("killed", on: redis)
    killed.kill()
    let withKilled = try await inspect("ping", "-o", "json")
    #expect(withKilled.exitCode == 0, "a left binding is told and is no failure")
    #expect(try inspect.statuses(withKilled)[killed.node] == "absent")
    second.signal(SIGSTOP)
    defer { second.signal(SIGCONT) }
    try inspect.publish("probe.sleep", args: [15], queue: "busy")
    try inspect.waitUntilTaken(from: "busy")
    let before = try inspect.keys()
    let result = try await inspect("ping", "-o", "json")
    #expect(result.exitCode == 8)
    let statuses = try inspect.statuses(result)
    #expect(statuses[first.node] == "replied")
    // Two of the three that do not answer listen; which of them cannot be known.
    for node in [second.node, solo.node] {
      #expect(["silent", "silent_or_absent"].contains(statuses[node] ?? ""), "\(statuses)")
    }
    #expect(try inspect.keys() == before)
    let named = try await inspect("ping", "-d", second.node, "--wait", "300ms", "-o", "json")
    #expect(named.exitCode == 69)
    let overview = try await inspect("overview", "--wait", "500ms")
    #expect(overview.exitCode == 8)
    #expect(overview.output.contains("connected but silent"))
    // One of them is dead, which nothing tells from the others.
    #expect(overview.output.contains("or gone"), "\(overview)")
    second.signal(SIGCONT)
    _ = solo
  }

  @Test func `two workers of one name are noticed`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let one = try CeleryWorker("twin", on: redis)
    let other = try CeleryWorker("twin", on: redis, pool: "solo")
    // The second is taken for ready when the first answers to its name.
    let limit = ContinuousClock.now + .seconds(20)
    var result = try await inspect("ping", "-o", "json")
    while try inspect.statuses(result) != [one.node: "duplicate_name"], .now < limit {
      result = try await inspect("ping", "-o", "json")
    }
    #expect(try inspect.statuses(result) == [one.node: "duplicate_name"])
    #expect(result.exitCode == 0)
    _ = other
  }

  @Test func `keys are the same after SIGINT, and gone in time after SIGKILL`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("stopped", on: redis)
    let before = try inspect.keys()
    worker.signal(SIGSTOP)
    defer { worker.signal(SIGCONT) }
    let interrupted = try await inspect("ping", "--wait", "30s") { pid in
      try await eventually("it has its mailbox") {
        try inspect.keys().subtracting(before).count >= 2
      }
      kill(pid, SIGINT)
    }
    #expect(interrupted.exitCode == 130)
    #expect(try inspect.keys() == before)

    _ = try await inspect("ping", "--wait", "30s") { pid in
      try await eventually("it has its mailbox") {
        try inspect.keys().subtracting(before).count >= 2
      }
      kill(pid, SIGKILL)
    }
    let left = try inspect.keys().subtracting(before)
    #expect(left.count == 2, "the test must have killed it in the middle: \(left)")
    let connection = try TestRedis.connect(redis.broker)
    for key in left {
      let life = try connection.send("PTTL", key).asInteger()
      #expect((1...40_000).contains(life), "\(key)")
      // As time does.
      try connection.send("DEL", key)
    }
    // The stopped worker answers both requests now, and nothing of it stays.
    worker.signal(SIGCONT)
    #expect(try await inspect("ping").exitCode == 0)
    try waitUntil("the late answers are gone") { try inspect.keys() == before }
  }

  @Test func `every command leaves the keys as they were`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("clean", on: redis)
    try inspect.publish("probe.sleep", args: [60])
    try inspect.waitUntilTaken()
    let before = try inspect.keys()
    for command in [
      ["ping"], ["active"], ["stats"], ["overview"], ["peek", "celery"], ["task", "x"],
      ["control", "rate-limit", "probe.sleep", "10/m", "--yes"],
      ["events", "--for", "100ms"], ["control", "purge", "celery"],
    ] {
      _ = try await CommandRun.invitectl(
        ["inspect-workers"] + command,
        environment: [
          "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        ])
      #expect(try inspect.keys() == before, "\(command)")
    }
    _ = worker
  }

  @Test func `two clients at once each get their own answers`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("shared", on: redis)
    async let ping = inspect("ping", "-o", "json")
    async let stats = inspect("stats", "-o", "json")
    #expect(try inspect.json(try await ping)["answers"]?[worker.node] == ["ok": "pong"])
    #expect(try inspect.json(try await stats)["answers"]?[worker.node]?["pool"] != nil)
  }
}
