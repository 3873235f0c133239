import CeleryProtocol
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// The end of a pause: a queue goes back to the processes that lost it by that pause, and to no others.
@Suite struct ResumeTests {
  /// Those that a worker consumes, which answers late on a busy machine.
  private func queues(_ inspect: InspectRun, _ node: String) async throws -> Set<String> {
    let queues = try await inspect("queues", "-d", node, "-o", "json", "--wait", "60s")
    let names = try inspect.json(queues)["answers"]?[node]?.array?.compactMap {
      $0["name"]?.string
    }
    return Set(names ?? [])
  }

  private func leftOut(_ outcome: JSONValue?) -> [String: String] {
    let left = outcome?["left_out"]?.array ?? []
    return Dictionary(
      left.map { ($0["name"]?.string ?? "", $0["reason"]?.string ?? "") },
      uniquingKeysWith: { first, _ in first })
  }

  /// Types a command of ours that was printed.
  private func type(_ command: String, _ redis: TestRedis) async throws -> CommandResult {
    try await CommandRun.run(
      "/bin/sh", ["-c", command.replacing("invitectl ", with: "\(CommandRun.invitectlPath) ")],
      environment: ["INVITECTL_BROKER_URL": "\(redis.broker)", "PATH": "/usr/bin:/bin"])
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `one that was drained since is left out, one that was started anew goes by its start`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let stays = try CeleryWorker("stays", on: redis, version: version, queues: "celery,invites")
    let drained = try CeleryWorker("drained", on: redis, version: version, queues: "celery,invites")
    let before = try CeleryWorker("anew", on: redis, version: version, queues: "celery,invites")
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let drain = try await inspect("control", "drain", "-d", drained.node, "--yes")
    #expect(drain.exitCode == 0, "\(drain)")
    before.kill()
    let anew = try CeleryWorker("anew", on: redis, version: version, queues: "celery")

    let plan = try await inspect("control", "resume", "invites")
    #expect(plan.exitCode == 0, "\(plan)")
    #expect(plan.output.contains("Would have \(stays.node) consume invites again."), "\(plan)")
    #expect(plan.output.contains("left out: \(drained.node), which was drained"), "\(plan)")
    let resumed = try await inspect("control", "resume", "invites", "--yes", "-o", "json")
    #expect(resumed.exitCode == 0, "\(resumed)")
    let outcome = try inspect.json(resumed)["outcome"]
    #expect(outcome?["workers"] == [.string(stays.node)], "\(resumed)")
    #expect(leftOut(outcome) == [drained.node: "drained", anew.node: "restarted"], "\(resumed)")
    #expect(try await queues(inspect, stays.node) == ["celery", "invites"])
    #expect(try await queues(inspect, drained.node).isEmpty)
    #expect(try await queues(inspect, anew.node) == ["celery"])
    // It is over: none of them is waited for.
    #expect(try await inspect("control", "resume", "invites", "--yes").exitCode == 7)
    for worker in outcome?["left_out"]?.array ?? [] {
      let next = try #require(worker["next"]?.string)
      let typed = try await type(next, redis)
      #expect(typed.exitCode == 0, "\(typed)")
    }
    #expect(try await queues(inspect, drained.node) == ["invites"])
    #expect(try await queues(inspect, anew.node) == ["celery", "invites"])
    withExtendedLifetime((stays, drained, anew)) {}
  }

  @Test func `one that consumes nothing but the paused queue is left out while it is drained`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("only", on: redis, queues: "invites")
    let node = worker.node
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    #expect(try await inspect("control", "drain", "-d", node, "--yes").exitCode == 0)
    let resumed = try await inspect("control", "resume", "invites", "--yes", "-o", "json")
    // Nobody consumes it, and that is no full success; the pause is over all the same.
    #expect(resumed.exitCode == 8, "\(resumed)")
    #expect(leftOut(try inspect.json(resumed)["outcome"]) == [node: "drained"], "\(resumed)")
    #expect(try await queues(inspect, node).isEmpty)
    #expect(try await inspect("control", "resume", "invites", "--yes").exitCode == 7)
  }

  @Test
  func `all that were drained before the pause are named, and one of them is given the queue`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("before", on: redis, queues: "celery,invites")
    let node = worker.node
    #expect(try await inspect("control", "drain", "-d", node, "--yes").exitCode == 0)
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let resumed = try await inspect("control", "resume", "invites", "--yes", "-o", "json")
    #expect(resumed.exitCode == 8, "\(resumed)")
    let outcome = try inspect.json(resumed)["outcome"]
    #expect(leftOut(outcome) == [node: "consumes_nothing"], "\(resumed)")
    let next = try #require(outcome?["left_out"]?[0]?["next"]?.string, "\(resumed)")
    let typed = try await type(next, redis)
    #expect(typed.exitCode == 0, "\(typed)")
    #expect(try await queues(inspect, node) == ["invites"])
    withExtendedLifetime(worker) {}
  }

  @Test
  func `who was stopped before the pause lost nothing by it, and its end does not wait for it`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let stays = try CeleryWorker("stays", on: redis, queues: "celery,invites")
    let asleep = try CeleryWorker("asleep", on: redis, queues: "celery,invites")
    // The first answer takes longer than those after it.
    let ping = try await inspect("ping", "-d", stays.node, "--wait", "60s")
    #expect(ping.exitCode == 0, "\(ping)")
    asleep.signal(SIGSTOP)
    defer { asleep.signal(SIGCONT) }
    // Time enough for the one that answers.
    let paused = try await inspect("control", "pause", "invites", "--yes", "--wait", "8s")
    #expect(paused.exitCode == 8, "\(paused)")
    let resumed = try await inspect("control", "resume", "invites", "--yes", "--wait", "8s")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(resumed.output.contains("Resumed invites: \(stays.node)"), "\(resumed)")
    #expect(
      resumed.output.contains("lost nothing by this pause: \(asleep.node)"), "\(resumed)")
    withExtendedLifetime((stays, asleep)) {}
  }

  /// A resume during a drain leaves the worker out; a drain that comes to no end owes it the queue then.
  @Test func `a drain that is broken off gives back what was resumed meanwhile`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("between", on: redis, queues: "celery,invites")
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [500], id: id)
    try inspect.waitUntilBegun(id)
    let node = worker.node
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let stopped = try await inspect("control", "drain", "-d", node, "--wait", "10m", "--yes") {
      pid in
      // Between two looks, each a process of its own; the suite's limit ends it.
      while try await !queues(inspect, node).isEmpty {
        try await Task.sleep(for: .milliseconds(50))
      }
      let resumed = try await inspect("control", "resume", "invites", "--yes", "-o", "json")
      #expect(leftOut(try inspect.json(resumed)["outcome"]) == [node: "drained"], "\(resumed)")
      kill(pid, SIGINT)
    }
    #expect(stopped.exitCode == 128 + SIGINT, "\(stopped)")
    #expect(try await queues(inspect, node) == ["celery", "invites"])

    // Broken off while it is paused, the pause gives it back as before.
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let again = try await inspect("control", "drain", "-d", node, "--wait", "10s", "--yes")
    #expect(again.exitCode == 75, "\(again)")
    #expect(try await queues(inspect, node) == ["celery"])
    #expect(try await inspect("control", "resume", "invites", "--yes").exitCode == 0)
    #expect(try await queues(inspect, node) == ["celery", "invites"])
  }

  @Test func `who is left out is named once, with what is typed by hand`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("idle", on: redis, queues: "celery,invites")
    let drain = try await inspect("control", "drain", "-d", worker.node, "--yes")
    #expect(drain.exitCode == 0, "\(drain)")
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    let resumed = try await inspect("control", "resume", "invites", "--yes")
    #expect(resumed.exitCode == 8, "\(resumed)")
    for said in ["left out: \(worker.node)", "by hand: "] {
      #expect(resumed.output.split(separator: said).count == 2, "\(said): \(resumed)")
    }
    withExtendedLifetime(worker) {}
  }

  @Test func `a mark of the older form gives the queue back to all that it names`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("former", on: redis, queues: "celery")
    try TestRedis.connect(redis.broker).send(
      "HSET", "invitectl:paused", "invites",
      #"{"since": "2026-11-29T08:00:00.000Z", "user": "alice", "host": "web1", "nodes": ["#
        + "\"\(worker.node)\", \"gone@test\"]}")
    let resumed = try await inspect("control", "resume", "invites", "--yes")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(resumed.output.contains("left out: gone@test, which is gone"), "\(resumed)")
    #expect(try await queues(inspect, worker.node) == ["celery", "invites"])
    #expect(try TestRedis.connect(redis.broker).send("EXISTS", "invitectl:paused").asInteger() == 0)
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `a message that no worker can read is named before a worker ends by it`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("spared", on: redis, version: version, queues: "celery,invites")
    let broker = try TestRedis.connect(redis.broker)
    let list = "invites\u{06}\u{16}3"
    #expect(try await inspect("control", "pause", "invites", "--yes").exitCode == 0)
    try inspect.publish("probe.sleep", args: [0], queue: "invites")
    try broker.send("LPUSH", list, #"{"broken"#)
    // Behind another one it holds back nothing: that would have to be taken out by hand first.
    let behind = try await inspect("control", "resume", "invites", "-n")
    #expect(behind.exitCode == 0, "\(behind)")
    for part in [
      "a message of invites is malformed, behind 1 message:",
      "'invitectl inspect-workers peek invites'",
      "'invitectl inspect-workers control quarantine invites --to poison.msg --yes'",
    ] { #expect(behind.output.contains(part), "\(part): \(behind)") }

    // Next of all.
    try broker.send("RPOPLPUSH", list, list)
    for flag in ["-n", "--yes"] {
      let refused = try await inspect("control", "resume", "invites", flag)
      #expect(refused.exitCode == 7, "\(refused)")
      #expect(refused.errors.contains("the next message of invites is malformed:"), "\(refused)")
      #expect(
        refused.errors.contains(
          "'invitectl inspect-workers control quarantine invites --to poison.msg --yes'"),
        "\(refused)")
    }
    #expect(try await queues(inspect, worker.node) == ["celery"])
    #expect(try broker.send("HEXISTS", "invitectl:paused", "invites").asInteger() == 1)
    let forced = try await inspect("control", "resume", "invites", "--force", "-n")
    #expect(forced.exitCode == 0, "\(forced)")
    #expect(forced.output.contains("the next message of invites is malformed:"), "\(forced)")

    let folder = try TemporaryFolder()
    let out = try await inspect(
      "control", "quarantine", "invites", "--to", folder.file("poison.msg"), "--yes")
    #expect(out.exitCode == 0, "\(out)")
    let resumed = try await inspect("control", "resume", "invites", "--yes")
    #expect(resumed.exitCode == 0, "\(resumed)")
    #expect(try await queues(inspect, worker.node) == ["celery", "invites"])
    withExtendedLifetime(worker) {}
  }
}
