import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// What cannot be given back, and what was taken again.
extension RestoreUnackedTests {
  @Test func `what cannot be given back is named, and a worker's own restore is waited for`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let broker = try TestRedis.connect(redis.broker)
    try broker.send("HSET", "unacked", "odd", "no entry")
    try broker.send(
      "HSET", "unacked", "topic",
      #"[{"body": "", "headers": {"id": "t"}, "properties": {}}, "nowhere", "key"]"#)
    let named = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(named.exitCode == 75, "\(named)")
    #expect(try verdicts(inspect, named) == ["odd": "unreadable", "t": "unreadable"])
    #expect(try unacked(redis) == 2)
    let message = try TaskMessage(
      task: "probe.sleep", id: "mutex", queue: "invites", args: [1])
    let envelope = try MessageEnvelope(decoding: message.encoded)
    try broker.send(
      "HSET", "unacked", "tag", JSONValue.array([envelope.json, "", "invites"]).pythonJSON)
    try broker.send("SET", "unacked_mutex", "a worker", "PX", 300_000)
    let busy = try await inspect("control", "restore-unacked", "mutex", "--yes", "-o", "json")
    #expect(busy.exitCode == 75, "\(busy)")
    #expect(busy.output.contains("a worker is putting messages back itself"), "\(busy.output)")
    try broker.send("DEL", "unacked_mutex")
    // The list is something else: nothing is lost by that.
    try broker.send("SET", "invites\u{06}\u{16}3", "x")
    let typed = try await inspect("control", "restore-unacked", "tag", "--yes")
    #expect(typed.exitCode == 1, "\(typed)")
    #expect(try unacked(redis) == 3)
    try broker.send("DEL", "invites\u{06}\u{16}3")
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<4 {
        group.addTask {
          try await inspect("control", "restore-unacked", "--yes", "-o", "json").output
        }
      }
      var restored = 0
      for try await output in group where output.contains(#""restored""#) { restored += 1 }
      #expect(restored == 1)
    }
    #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == 1)
    let unknown = try await inspect("control", "restore-unacked", "no-such-thing", "--yes")
    #expect(unknown.exitCode == 2, "\(unknown)")
  }

  /// Its tag and its bytes are the same then: it was delivered again before.
  @Test func `a message that was given back and taken again since the look stays`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let broker = try TestRedis.connect(redis.broker)
    let message = try TaskMessage(task: "probe.sleep", id: "again", queue: "invites", args: [1])
    let entry = JSONValue.array([message.envelope.json, "", "invites"]).pythonJSON
    try broker.send("HSET", "unacked", "tag", entry)
    try broker.send("ZADD", "unacked_index", "1795000000.25", "tag")
    let given = try await CommandRun.invitectl(
      ["inspect-workers", "control", "restore-unacked", "--yes", "-o", "json"],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "INVITECTL_FAILPOINT": "restore-looked:stop",
      ]
    ) { pid in
      try waitUntil("it has looked", limit: .seconds(120)) {
        try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).contains(") T ")
      }
      defer { kill(pid, SIGCONT) }
      try TestRedis.connect(redis.broker).send(
        "ZADD", "unacked_index", "1795000060.5", "tag")
    }
    #expect(given.exitCode == 0, "\(given)")
    #expect(try verdicts(inspect, given) == ["again": "settled"], "\(given)")
    #expect(try unacked(redis) == 1)
    #expect(try broker.send("LLEN", "invites\u{06}\u{16}3").asInteger() == 0)
    // As it is now it goes back.
    let again = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(try verdicts(inspect, again) == ["again": "restored"], "\(again)")
    // For people the messages stand in the plan, and what was done below it.
    try broker.send("HSET", "unacked", "tag", entry)
    let told = try await inspect("control", "restore-unacked", "--yes")
    #expect(told.exitCode == 0, "\(told)")
    #expect(told.output.split(separator: "TASK ID").count == 2, "\(told)")
    #expect(told.output.hasSuffix("Would give back 1 message of 1.\nGave back 1 message of 1.\n"))
  }

  /// The connection by which it took messages stays open: whose it is cannot be told from a stranger's.
  @Test func `a worker that consumes no queue accounts for no connection`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let busy = try CeleryWorker("busy", on: redis, queues: "mine")
    let idle = try CeleryWorker("idle", on: redis, queues: "theirs")
    let message = try TaskMessage(task: "probe.sleep", id: "left", queue: "theirs", args: [1])
    let broker = try TestRedis.connect(redis.broker)
    try broker.send(
      "HSET", "unacked", "tag",
      JSONValue.array([message.envelope.json, "", "theirs"]).pythonJSON)
    let stopped = try await inspect(
      "control", "cancel-consumer", "theirs", "-d", idle.node, "--yes")
    #expect(stopped.exitCode == 0, "\(stopped)")
    let doubted = try await inspect("control", "restore-unacked", "--yes")
    #expect(doubted.exitCode == 75, "\(doubted)")
    #expect(doubted.errors.contains("\(idle.node) consumes none"), "\(doubted.errors)")
    let add = "'invitectl inspect-workers control add-consumer theirs -d \(idle.node) --yes'"
    #expect(doubted.errors.contains(add), "\(doubted.errors)")
    #expect(try unacked(redis) == 1)
    #expect(
      try await inspect("control", "add-consumer", "theirs", "-d", idle.node, "--yes").exitCode == 0
    )
    let given = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(given.exitCode == 0, "\(given)")
    #expect(try verdicts(inspect, given) == ["left": "restored"])
    _ = busy
  }

  /// It may have tasks for hours: what it tells of is its own, and what it does not is given back as soon as it
  /// consumes again.
  @Test func `a drained worker with tasks holds up no look, and is told to consume again`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("drained", on: redis, queues: "mine")
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [300], queue: "mine", id: id)
    try inspect.waitUntilBegun(id)
    let stopped = try await inspect(
      "control", "cancel-consumer", "mine", "-d", worker.node, "--yes")
    #expect(stopped.exitCode == 0, "\(stopped)")
    let held = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(held.exitCode == 0, "\(held)")
    #expect(try verdicts(inspect, held) == [id: "held"], "\(held)")
    let named = try await inspect("control", "restore-unacked", id, "--yes", "-o", "json")
    #expect(named.exitCode == 75, "\(named)")
    #expect(try verdicts(inspect, named) == [id: "held"], "\(named)")
    let large = try await inspect("control", "restore-unacked", id.uppercased(), "-n")
    #expect(large.exitCode == 0 && large.output.contains(id), "\(large)")
    let message = try TaskMessage(task: "probe.sleep", id: "left", queue: "theirs", args: [1])
    try TestRedis.connect(redis.broker).send(
      "HSET", "unacked", "tag",
      JSONValue.array([message.envelope.json, "", "theirs"]).pythonJSON)
    let doubted = try await inspect("control", "restore-unacked", "--yes")
    #expect(doubted.exitCode == 75, "\(doubted)")
    let add = "'invitectl inspect-workers control add-consumer theirs -d \(worker.node) --yes'"
    #expect(doubted.errors.contains(add), "\(doubted.errors)")
    let bogus = try await inspect("control", "restore-unacked", "no-such-task", "--yes")
    #expect(bogus.exitCode == 2, "\(bogus)")
    #expect(bogus.errors.contains("no-such-task"), "\(bogus)")
    #expect(try unacked(redis) == 2)
  }

  /// Whose the connections are cannot be told of any of them before all consume again.
  @Test func `where several are drained one command has all of them consume again`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let workers = [
      try CeleryWorker("one", on: redis, queues: "mine"),
      try CeleryWorker("two", on: redis, queues: "mine"),
    ]
    for worker in workers {
      let drained = try await inspect("control", "drain", "-d", worker.node, "--yes")
      #expect(drained.exitCode == 0, "\(drained)")
    }
    let broker = try TestRedis.connect(redis.broker)
    let message = try TaskMessage(task: "probe.sleep", id: "left", queue: "mine", args: [1])
    try broker.send(
      "HSET", "unacked", "tag", JSONValue.array([message.envelope.json, "", "mine"]).pythonJSON)
    let now = try #require(Int(try broker.send("TIME").asStrings()[0]))
    try broker.send("ZADD", "unacked_index", now - 60, "tag")
    // What leads on is said by who looks at the fleet, too.
    let overview = try await inspect("overview")
    #expect(
      overview.output.contains("invitectl inspect-workers control restore-unacked"), "\(overview)")
    let doubted = try await inspect("control", "restore-unacked", "--yes")
    #expect(doubted.exitCode == 75, "\(doubted)")
    let words = [
      "inspect-workers", "control", "add-consumer", "mine", "-d", workers[0].node, "-d",
      workers[1].node, "--yes",
    ]
    #expect(doubted.errors.contains("'invitectl \(words.joined(separator: " "))'"), "\(doubted)")
    let typed = try await CommandRun.invitectl(
      words + ["--wait", "60s"], environment: ["INVITECTL_BROKER_URL": "\(redis.broker)"])
    #expect(typed.exitCode == 0, "\(typed)")
    // So long a wait is said before it begins, and that nothing is done until it is over.
    let given = try await inspect(
      "control", "restore-unacked", "--gone-for", "2s", "--yes", "-o", "json")
    #expect(given.exitCode == 0, "\(given)")
    #expect(given.errors.contains("watches for 2s"), "\(given)")
    #expect(try verdicts(inspect, given) == ["left": "restored"], "\(given)")
    withExtendedLifetime(workers) {}
  }

  @Test func `that there is none is said once`() async throws {
    let inspect = InspectRun(redis: try TestRedis())
    let none = try await inspect("control", "restore-unacked", "--yes")
    #expect(none.exitCode == 0, "\(none)")
    #expect(none.output == "No message is unacknowledged.\n", "\(none)")
  }
}
