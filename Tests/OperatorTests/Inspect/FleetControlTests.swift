import CeleryProtocol
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct FleetControlTests {
  @Test(arguments: CeleryWorker.Version.allCases)
  func `every command is accepted and seen done`(version: CeleryWorker.Version) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("c", on: redis, version: version, concurrency: 2)
    let running = CeleryID.random()
    func control(_ arguments: [String]) async throws -> JSONValue {
      let result = try await CommandRun.invitectl(
        ["inspect-workers", "control"] + arguments + ["--yes", "-o", "json", "--wait", "60s"],
        environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
      #expect(result.exitCode == 0, "\(arguments): \(result.output)\(result.errors)")
      return try inspect.json(result)["workers"]?[0] ?? .null
    }
    for arguments in [
      ["rate-limit", "probe.sleep", "10/m"], ["rate-limit", "probe.sleep", "none"],
      ["time-limit", "probe.sleep", "--hard", "60s", "--soft", "30s"],
      ["pool-grow", "1"], ["pool-shrink", "1", "-d", worker.node],
      ["add-consumer", "extra", "--force"],
      ["cancel-consumer", "extra", "-d", worker.node], ["revoke", CeleryID.random()],
    ] {
      let answer = try await control(arguments)
      #expect(answer["verified"] == true, "\(arguments): \(answer)")
    }
    try inspect.publish("probe.sleep", args: [300], id: running)
    try inspect.waitUntilBegun(running)
    let killed = try await control(["terminate", running, "--signal", "SIGKILL"])
    #expect(killed["verified"] == true)
    #expect(try await control(["disable-events"])["accepted"] == true)
    #expect(try await control(["enable-events"])["accepted"] == true)
    let down = try await control(["shutdown", "-d", worker.node])
    #expect(down["verified"] == true)
    #expect(try await inspect("ping").exitCode == 69)
  }

  /// Flagged as revoked, it goes on all the same.
  @Test(arguments: CeleryWorker.Version.allCases)
  func `a task is named before it is revoked, and one that runs is said to go on`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("at-it", on: redis, version: version)
    let (running, next) = (CeleryID.random(), CeleryID.random())
    try inspect.publish("probe.sleep", args: [300], id: running)
    try inspect.waitUntilBegun(running)
    try inspect.publish("probe.sleep", args: [300], id: next)
    try inspect.waitUntilHeld(2)
    let plan = try await inspect("control", "revoke", running, next, "-n")
    #expect(plan.exitCode == 0, "\(plan)")
    for text in [
      "Would revoke \(running), \(next) on all workers", "\(running): probe.sleep",
      "runs already on \(worker.node)",
      "taken by \(worker.node) and not begun; it may run all the same", "stays spent",
    ] { #expect(plan.output.contains(text), "\(text): \(plan.output)") }

    let late = try await inspect("control", "revoke", running, "--yes")
    #expect(late.exitCode == 8, "\(late)")
    #expect(
      late.output.contains("\(running): it runs already on \(worker.node)"), "\(late.output)")
    #expect(late.output.contains("seen done by 0"), "\(late.output)")
    // What ends it ends it between the invite and its row.
    #expect(late.errors.contains("inspect-workers task \(running)'"), "\(late.errors)")
    #expect(!late.errors.contains("terminate"), "\(late.errors)")
    let early = try await inspect(
      "control", "revoke", next, "--yes", "-o", "json")
    // Its pool has it, and does not ask whether it is revoked.
    #expect(early.exitCode == 8, "\(early)")
    #expect(try inspect.json(early)["workers"]?[0]?["verified"] == false)
    #expect(try inspect.json(early)["workers"]?[0]?["begun"] == [])
    #expect(try inspect.json(early)["workers"]?[0]?["reserved"]?[0]?.string == next)
    let told = try await inspect("control", "revoke", next, "--yes")
    #expect(told.exitCode == 8, "\(told)")
    #expect(
      told.output.contains("\(next): \(worker.node) has it already: it may run all the same"),
      "\(told)")
    #expect(told.errors.contains("next: 'invitectl inspect-workers task \(next)'"), "\(told)")
    // One that no worker has taken is skipped.
    let waiting = CeleryID.random()
    try inspect.publish("probe.sleep", args: [300], queue: "elsewhere", id: waiting)
    let skipped = try await inspect("control", "revoke", waiting, "--yes")
    #expect(skipped.exitCode == 0, "\(skipped)")
    #expect(skipped.output.contains("seen done by 1"), "\(skipped)")
    let doubt = "see that the id is right"
    #expect(!skipped.errors.contains(doubt), "\(skipped)")
    let unknown = try await inspect(
      "control", "revoke", CeleryID.random(), "--yes")
    #expect(unknown.exitCode == 0 && unknown.errors.contains(doubt), "\(unknown)")
    withExtendedLifetime(worker) {}
  }

  @Test func `what no worker has in hand is not said to be terminated`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("hands", on: redis)
    let (running, queued, unknown) = (CeleryID.random(), CeleryID.random(), CeleryID.random())
    try inspect.publish("probe.sleep", args: [300], queue: "elsewhere", id: queued)
    for id in [queued, unknown] {
      let none = try await inspect("control", "terminate", id, "--yes")
      #expect(none.exitCode == 8, "\(none)")
      #expect(
        none.output.contains("\(id): no worker that answered runs it or is about to"), "\(none)")
      #expect(!none.output.contains("seen done"), "\(none)")
      #expect(none.errors.contains("next: 'invitectl inspect-workers task \(id)'"), "\(none)")
    }
    try inspect.publish("probe.sleep", args: [300], id: running)
    try inspect.waitUntilBegun(running)
    let both = try await inspect(
      "control", "terminate", running, unknown, "--signal", "SIGKILL", "-d", worker.node, "--yes",
      "-o", "json")
    #expect(both.exitCode == 8, "\(both)")
    #expect(try inspect.json(both)["missing"]?.array?.compactMap(\.string) == [unknown])
    #expect(try inspect.json(both)["workers"]?[0]?["verified"] == true)
    withExtendedLifetime(worker) {}
  }

  @Test func `nothing is done without being confirmed, nor to all where that is too much`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("safe", on: redis)
    let plan = try await inspect("control", "shutdown", "-d", worker.node, "-o", "json")
    #expect(plan.exitCode == 0)
    #expect(try inspect.json(plan)["is_applied"] == false)
    #expect(plan.errors.contains("add --yes"))
    for command in ["shutdown", "pool-shrink"] {
      let refused = try await inspect("control", command, "--yes")
      #expect(refused.exitCode == 2)
      #expect(refused.errors.contains("--destination"))
    }
    let unable = try await inspect("control", "autoscale", "4", "1", "-d", worker.node, "--yes")
    #expect(unable.exitCode == 1)
    #expect(unable.output.contains("Autoscale not enabled"))
    // Celery would take the processes and then say that it cannot.
    for count in ["1", "5"] {
      let emptied = try await inspect(
        "control", "pool-shrink", count, "-d", worker.node, "--yes")
      #expect(emptied.exitCode == 7, "\(emptied.errors)")
      #expect(emptied.errors.contains("has a pool of 1: \(count) fewer leave none to work"))
    }
    let stats = try await inspect("stats", "-o", "json")
    #expect(!stats.output.contains(#""processes":[]"#), "\(stats.output)")
    #expect(try await inspect("ping").exitCode == 0)
  }

  @Test(arguments: [[], ["--yes"]])
  func `a queue that does not exist is not purged of 0 messages`(_ flags: [String]) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    try inspect.publish("probe.sleep", args: [1], queue: "invites")
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "control", "purge", "invitse"] + flags,
      environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
    #expect(result.exitCode == 2, "\(result)")
    #expect(result.errors.contains("there is no queue invitse"), "\(result.errors)")
    #expect(result.errors.contains("there are: celery, invites, sync"), "\(result.errors)")
    // One of the backend's, and one that somebody listens to, are empty and no mistake.
    let connection = try TestRedis.connect(redis.broker)
    try connection.send(
      "SADD", "_kombu.binding.bills", "bills\u{06}\u{16}\u{06}\u{16}bills")
    for queue in ["sync", "bills"] {
      let empty = try await CommandRun.invitectl(
        ["inspect-workers", "control", "purge", queue] + flags,
        environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
      #expect(empty.exitCode == 0, "\(empty)")
    }
  }

  @Test func `purge counts first, then removes all four lists and no other`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    for _ in 0..<3 { try inspect.publish("probe.sleep", args: [1], queue: "old") }
    try inspect.publish("probe.sleep", args: [1], queue: "other")
    let connection = try TestRedis.connect(redis.broker)
    try connection.send("LPUSH", "old", "{}")
    let plan = try await inspect("control", "purge", "old", "-o", "json")
    #expect(try inspect.json(plan)["removed"] == [1, 3, 0, 0])
    #expect(try inspect.keys().count == 3)
    let done = try await inspect("control", "purge", "old", "--yes", "-o", "json")
    #expect(try inspect.json(done)["is_applied"] == true)
    #expect(try inspect.keys() == ["other\u{06}\u{16}3"])
  }

  @Test func `a name that nobody has is said, and who is there`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("present", on: redis)
    let wrong = try await inspect(
      "control", "add-consumer", "invites", "-d", "wrong@test", "--wait", "500ms", "--yes")
    #expect(wrong.exitCode == 69, "\(wrong)")
    #expect(wrong.errors.contains("there is no worker wrong@test"), "\(wrong.errors)")
    #expect(wrong.errors.contains("there is \(worker.node)"), "\(wrong.errors)")
    #expect(!wrong.errors.contains("allow more with --wait"), "\(wrong.errors)")
    withExtendedLifetime(worker) {}
  }

  @Test func `a queue that nobody knows is not made by a slip, and not left by one`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("sure", on: redis)
    let broker = try TestRedis.connect(redis.broker)
    for verb in ["add-consumer", "cancel-consumer"] {
      let slip = try await inspect("control", verb, "invitez", "-d", worker.node, "--yes")
      #expect(slip.exitCode == 2, "\(slip)")
      #expect(slip.errors.contains("there is no queue invitez"), "\(slip.errors)")
      #expect(slip.errors.contains("--force") == (verb == "add-consumer"), "\(slip.errors)")
    }
    #expect(try broker.send("EXISTS", "_kombu.binding.invitez").asInteger() == 0)
    let meant = try await inspect(
      "control", "add-consumer", "invitez", "--force", "-d", worker.node, "--yes")
    #expect(meant.exitCode == 0, "\(meant)")
    let paused = try await inspect("control", "pause", "celery", "--yes")
    #expect(paused.exitCode == 0, "\(paused)")
    let kept = try await inspect(
      "control", "add-consumer", "celery", "-d", worker.node, "--yes")
    #expect(kept.exitCode == 7, "\(kept)")
    #expect(kept.errors.contains("control resume celery --yes"), "\(kept.errors)")
    // Its binding was lost: a worker that consumes it knows it.
    try broker.send("DEL", "_kombu.binding.invitez")
    let left = try await inspect(
      "control", "cancel-consumer", "invitez", "-d", worker.node, "--yes")
    #expect(left.exitCode == 0, "\(left)")
  }
}
