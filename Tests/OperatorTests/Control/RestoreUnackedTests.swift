import CeleryProtocol
import ClientSupport
import Foundation
import Glibc
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

@Suite struct RestoreUnackedTests {
  func verdicts(_ inspect: InspectRun, _ result: CommandResult) throws -> [String: String] {
    let json = try inspect.json(result)
    let messages = (json["outcome"] ?? json)["messages"]?.array ?? []
    return Dictionary(
      messages.map { ($0["id"]?.string ?? $0["tag"]?.string ?? "", $0["verdict"]?.string ?? "") },
      uniquingKeysWith: { $1 })
  }

  func unacked(_ redis: TestRedis) throws -> Int {
    try TestRedis.connect(redis.broker).send("HLEN", "unacked").asInteger()
  }

  private func isDone(_ redis: TestRedis, _ id: String) throws -> Bool {
    let reply = try TestRedis.connect(redis.result).send("GET", TaskResult.key(id: id))
    return try !reply.isNull && TaskResult(decoding: reply.asBytes()).state == .success
  }

  @Test(arguments: CeleryWorker.Version.allCases)
  func `what a living worker has stays; once it is killed, its message alone goes back`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let living = try CeleryWorker(
      "living", on: redis, version: version, concurrency: 2, queues: "mine,theirs")
    let doomed = try CeleryWorker("doomed", on: redis, version: version, queues: "theirs")
    let (mine, theirs, waiting) = (CeleryID.random(), CeleryID.random(), CeleryID.random())
    // After a restart of the server it waits for workers to come back.
    let broker = try TestRedis.connect(redis.broker)
    try waitUntil("the server is no new one") {
      let info = try broker.send("INFO", "server").asString()
      let line = info.split(whereSeparator: \.isNewline).first {
        $0.hasPrefix("uptime_in_seconds:")
      }
      return (line?.split(separator: ":").last).flatMap { Int($0) } ?? 0 > 33
    }
    // They are at it until what is to be seen was seen, however slow the machine is.
    let folder = try TemporaryFolder()
    let holds = (mine: folder.file("mine"), theirs: folder.file("theirs"))
    for file in [holds.mine, holds.theirs] { try Data().write(to: URL(filePath: file)) }
    try inspect.publish("probe.hold", args: [.string(holds.mine)], queue: "mine", id: mine)
    try inspect.waitUntilBegun(mine)
    // Only the doomed one takes of this queue for now.
    #expect(
      try await inspect(
        "control", "cancel-consumer", "theirs", "-d", living.node, "--yes"
      ).exitCode == 0)
    for id in [theirs, waiting] {
      try inspect.publish("probe.hold", args: [.string(holds.theirs)], queue: "theirs", id: id)
    }
    try inspect.waitUntilHeld(3)
    try inspect.waitUntilBegun(theirs)

    let refused = try await inspect(
      "control", "restore-unacked", theirs, "--yes", "-o", "json")
    #expect(refused.exitCode == 75, "\(refused)")
    #expect(try verdicts(inspect, refused) == [theirs: "held"])
    #expect(refused.output.contains("\(doomed.node) has it"), "\(refused.output)")
    let nothing = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(nothing.exitCode == 0, "\(nothing)")
    // A queue is no message: what its workers have is nothing to give back.
    let queue = try await inspect("control", "restore-unacked", "theirs", "--yes", "-o", "json")
    #expect(queue.exitCode == 0, "\(queue)")
    #expect(try verdicts(inspect, queue) == [theirs: "held", waiting: "held"])
    #expect(try unacked(redis) == 3)

    doomed.kill()
    let began = ContinuousClock.now
    let given = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    let took = began.duration(to: .now)
    #expect(given.exitCode == 0, "\(given)")
    #expect(
      try verdicts(inspect, given) == [mine: "held", theirs: "restored", waiting: "restored"])
    #expect(try unacked(redis) == 1)
    print("restore-unacked took \(took)")
    let list = try TestRedis.connect(redis.broker).send("LRANGE", "theirs\u{06}\u{16}3", 0, -1)
      .asArray().map { QueuedTask(try MessageEnvelope(decoding: $0.asBytes())) }
    #expect(Set(list.compactMap(\.id)) == [theirs, waiting])
    #expect(list.allSatisfy { $0.isRedelivered })
    let again = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(try verdicts(inspect, again) == [mine: "held"])

    try FileManager.default.removeItem(atPath: holds.theirs)
    #expect(
      try await inspect("control", "add-consumer", "theirs", "-d", living.node, "--yes").exitCode
        == 0)
    try waitUntil("both are done") { try isDone(redis, theirs) && isDone(redis, waiting) }
    let stats = try await inspect("stats", "-o", "json")
    let total = try inspect.json(stats)["answers"]?[living.node]?["total"]?["probe.hold"]
    #expect(total == 3, "\(stats.output)")
    withExtendedLifetime(folder) {}
  }

  @Test func `nothing goes back while a worker is stopped, or a connection is nobody's`()
    async throws
  {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis)
    let worker = try CeleryWorker("stopped", on: redis)
    let id = CeleryID.random()
    try inspect.publish("probe.sleep", args: [100], id: id)
    try inspect.waitUntilTaken()
    worker.signal(SIGSTOP)
    let refused = try await inspect("control", "restore-unacked", "--yes")
    worker.signal(SIGCONT)
    #expect(refused.exitCode == 75, "\(refused)")
    #expect(refused.errors.contains("\(worker.node) may be alive"), "\(refused.errors)")
    #expect(
      refused.errors.contains("\(worker.node): one that is stopped goes on with kill -CONT"),
      "\(refused.errors)")
    #expect(!refused.errors.contains("end a process"), "\(refused.errors)")
    #expect(try unacked(redis) == 1)
    worker.kill()
    // Somebody who takes messages and answers no question.
    let other = try TestRedis.connect(redis.broker)
    _ = try other.send("BRPOP", "nothing-here", "0.01")
    let doubted = try await inspect("control", "restore-unacked", "--yes")
    #expect(doubted.exitCode == 75, "\(doubted)")
    let clients = try TestRedis.connect(redis.broker).send("CLIENT", "LIST").asString()
    #expect(
      doubted.errors.contains("1 connection takes messages"),
      "\(doubted.errors) database \(redis.broker.database) of \(clients)")
    other.close()
    let given = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(given.exitCode == 0, "\(given)")
    #expect(try verdicts(inspect, given) == [id: "restored"])
  }

  @Test func `a message that a rate limit may hold back stays`() async throws {
    let redis = try TestRedis()
    let inspect = InspectRun(redis: redis, patience: "60s")
    let worker = try CeleryWorker("limited", on: redis)
    let limit = try await inspect("control", "rate-limit", "probe.sleep", "1/h", "--yes")
    #expect(limit.exitCode == 0, "\(limit)")
    let ids = (0..<2).map { _ in CeleryID.random() }
    for id in ids { try inspect.publish("probe.sleep", args: [0], id: id) }
    try waitUntil("one is done, and one taken") {
      try ids.count { try isDone(redis, $0) } == 1 && unacked(redis) == 1
    }
    let held = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(held.exitCode == 0, "\(held)")
    #expect(held.output.contains("\(worker.node) may hold it back for its rate limit"))
    #expect(try unacked(redis) == 1)
  }

  /// Entries as several publishers make them, given back by kombu itself in another database.
  @Test(arguments: CeleryWorker.Version.allCases)
  func `lists, bytes and order are those of kombu's own restore`(
    version: CeleryWorker.Version
  ) async throws {
    let redis = try TestRedis()
    let kombu = try TestRedis()
    let inspect = InspectRun(redis: redis)
    func entry(
      _ tag: String, headers: String = #"{"id": "x", "task": "t", "eta": null}"#,
      priority: String = "5", exchange: String = "", key: String = "invites"
    ) -> (tag: String, text: String) {
      let message = """
        {"body": "W10=", "content-encoding": "utf-8", "content-type": "application/json", \
        "headers": \(headers), "properties": {"correlation_id": "\(tag)", "delivery_mode": 2, \
        "delivery_info": {"exchange": "\(exchange)", "routing_key": "\(key)"}, \
        "priority": \(priority), "body_encoding": "base64", "delivery_tag": "\(tag)", \
        "n": 1.0, "big": 12345678901234567890123, "text": "\\u4e2d \\ud83d\\ude00"}}
        """
      return (tag, "[\(message), \"\(exchange)\", \"\(key)\"]")
    }
    let entries: [(tag: String, text: String)] = [
      entry("a"), entry("b"), entry("c", priority: "0"), entry("d", priority: "9"),
      entry("e", priority: "42"), entry("f", priority: "-3"), entry("g", priority: "null"),
      entry("h", priority: #""7""#), entry("i", priority: "3.9"),
      entry("j", headers: #"{"redelivered": false}"#, key: "sync"),
      entry("k", exchange: "orders", key: "pay"),
      (
        "l",
        #"[{"body": "e30=", "content-type": "application/json", "content-encoding": "utf-8", "properties": {"delivery_info": {"exchange": "", "routing_key": "invites"}, "delivery_tag": "l", "body_encoding": "base64", "priority": 0}}, "", "invites"]"#
      ),
    ]
    for server in [redis, kombu] {
      let broker = try TestRedis.connect(server.broker)
      try broker.send("SADD", "_kombu.binding.orders", "pay\u{06}\u{16}\u{06}\u{16}payments")
      try broker.send("SADD", "_kombu.binding.orders", "pay\u{06}\u{16}\u{06}\u{16}audit")
      try broker.send("SADD", "_kombu.binding.orders", "ship\u{06}\u{16}\u{06}\u{16}shipping")
      for (index, entry) in entries.enumerated() {
        try broker.send("HSET", "unacked", entry.tag, entry.text)
        try broker.send("ZADD", "unacked_index", 1_700_000_000 + index, entry.tag)
      }
    }
    let script = """
      import os
      from kombu import Connection, Exchange, Queue
      with Connection(os.environ["BROKER"]) as connection:
          channel = connection.default_channel
          channel.visibility_timeout = 1
          channel.exchange_declare("orders", "direct")
          channel.qos.restore_visible(num=1000, interval=1)
      """
    let python = try await PythonPeer.run(
      ["-c", script],
      environment: CeleryWorker.environment(kombu).merging([
        "BROKER": CeleryWorker.environment(kombu)["CELERY_BROKER_URL"] ?? ""
      ]) { $1 }, version: version)
    #expect(python.exitCode == 0, "\(python)")
    let given = try await inspect("control", "restore-unacked", "--yes", "-o", "json")
    #expect(given.exitCode == 0, "\(given)")
    func state(_ server: TestRedis) throws -> [String: [String]] {
      let broker = try TestRedis.connect(server.broker)
      var state: [String: [String]] = [:]
      for key in try broker.send("KEYS", "*").asStrings() where !key.hasPrefix("_kombu") {
        guard try broker.send("TYPE", key).asString() == "list" else {
          state[key] = ["another type"]
          continue
        }
        state[key] = try broker.send("LRANGE", key, 0, -1).asStrings()
      }
      return state
    }
    var (ours, theirs) = try (state(redis), state(kombu))
    if version == .old {
      // kombu 5.3 forgets the priority: all go to the queue's first list (transport/redis.py,
      // _do_restore_message). Ours keep theirs, as with kombu since.
      func byQueue(_ state: [String: [String]]) -> [String: [String]] {
        Dictionary(
          state.map { (String($0.key.prefix { $0 != "\u{06}" }), $0.value) },
          uniquingKeysWith: +
        ).mapValues { $0.sorted() }
      }
      (ours, theirs) = (byQueue(ours), byQueue(theirs))
    }
    #expect(Set(ours.keys) == Set(theirs.keys))
    for (key, list) in theirs { #expect(ours[key] == list, "\(key.debugDescription)") }
  }
}
