import CeleryProtocol
import Foundation
import Glibc
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// invitectl beside `celery inspect … -j` and `celery control … -j` on the same fleet of 5.7.0
/// and 5.3.6.
@Suite struct QuietFleetAgreementTests {
  private let redis: TestRedis
  private let inspect: InspectRun

  init() throws {
    redis = try TestRedis()
    inspect = InspectRun(redis: redis)
  }

  /// What Celery prints for `verb`; it waits its whole time when one worker says nothing.
  private func celery(_ arguments: [String]) async throws -> JSONValue {
    let result = try await CeleryWorker.celery(arguments + ["-j", "-t", "2"], on: redis)
    return try JSONValue(parsing: Array(result.output.utf8))
  }

  /// What invitectl prints for `arguments`.
  private func ours(_ arguments: [String]) async throws -> (code: Int32?, json: JSONValue) {
    let result = try await CommandRun.invitectl(
      ["inspect-workers"] + arguments + ["-o", "json", "--wait", "3s"],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
      ])
    return (result.exitCode, try inspect.json(result))
  }

  /// A prefork worker of each version that answer, a solo one that is busy and a stopped one that
  /// do not; tasks that run, wait, are delayed and are revoked.
  @Test func `every read says what Celery's own says, and names those that say nothing`()
    async throws
  {
    let new = try CeleryWorker("new", on: redis, concurrency: 2)
    let old = try CeleryWorker("old", on: redis, version: .old)
    let solo = try CeleryWorker("solo", on: redis, pool: "solo", queues: "busy")
    let stopped = try CeleryWorker("stopped", on: redis, queues: "nothing")
    let known = CeleryID.random()
    for id in [known, CeleryID.random(), CeleryID.random(), CeleryID.random()] {
      try inspect.publish("probe.sleep", args: [300], id: id)
    }
    let alone = CeleryID.random()
    try inspect.publish("probe.sleep", args: [300], queue: "busy", id: alone)
    try inspect.publish("probe.sleep", args: [1], eta: Date() + 3000)
    try await atWork([new.node: 2, old.node: 1], tasks: 4, alone: alone)
    stopped.signal(SIGSTOP)
    defer { stopped.signal(SIGCONT) }
    let revoked = try await ours(["control", "revoke", CeleryID.random(), "--yes"])
    #expect(revoked.json["accepted"] == nil && revoked.json["workers"]?.array?.count == 2)

    let reads: [(ours: [String], celerys: [String])] = [
      (["ping"], ["ping"]), (["active"], ["active"]), (["reserved"], ["reserved"]),
      (["scheduled"], ["scheduled"]), (["revoked"], ["revoked"]),
      (["registered"], ["registered"]), (["stats"], ["stats"]),
      (["queues"], ["active_queues"]), (["conf"], ["conf"]), (["report"], ["report"]),
      (["query", known], ["query_task", known]),
    ]
    // Each waits for those that say nothing, and nobody's answer depends on who else asks: side by side.
    // Of Celery's, which take a second of a processor to begin, three.
    let mines = try await Self.sideBySide(reads.map(\.ours), at: reads.count) { words in
      try await ours(words + ["--show"])
    }
    let theirs = try await Self.sideBySide(reads.map(\.celerys), at: 3) { words in
      try await celery(["inspect"] + words)
    }
    for ((read, mine), theirs) in zip(zip(reads, mines), theirs) {
      #expect(mine.code == 8, "\(read.ours)")
      let answers = try #require(mine.json["answers"])
      #expect(theirs.object?.keys.sorted() == [new.node, old.node], "\(read.celerys)")
      #expect(Self.stable(answers) == Self.stable(theirs), "\(read.ours)")
      let census = mine.json["census"]?["workers"]?.array ?? []
      let silent = census.filter { $0["status"]?.string != "replied" }
      #expect(
        silent.map { $0["name"]?.string } == [solo.node, stopped.node], "\(read.ours): \(census)")
    }
    let scheduled = try await ours(["scheduled"])
    let delayed = try #require(scheduled.json["answers"]?.object).members.flatMap {
      $0.value.array ?? []
    }
    #expect(delayed.count == 1, "the comparison of scheduled must have had something to compare")
  }

  /// - Returns: the answers in the order of the questions.
  private static func sideBySide<Answer: Sendable>(
    _ questions: [[String]], at once: Int,
    _ ask: @escaping @Sendable ([String]) async throws -> Answer
  ) async throws -> [Answer] {
    try await withThrowingTaskGroup(of: (Int, Answer).self) { group in
      var answers: [Int: Answer] = [:]
      for (place, question) in questions.enumerated() {
        if place >= once, let (place, answer) = try await group.next() { answers[place] = answer }
        group.addTask { (place, try await ask(question)) }
      }
      for try await (place, answer) in group { answers[place] = answer }
      return questions.indices.compactMap { answers[$0] }
    }
  }

  /// The old worker scales by itself, so that what one accepts the other may refuse.
  @Test func `every command is answered as Celery's own is`() async throws {
    let new = try CeleryWorker("new", on: redis, concurrency: 2)
    let old = try CeleryWorker("old", on: redis, version: .old, arguments: ["--autoscale", "3,1"])
    let task = "probe.sleep"
    let all = ["-d", new.node, "-d", old.node]
    let commands: [(ours: [String], celerys: [String])] = [
      (["rate-limit", task, "10/m"], ["rate_limit", task, "10/m"]),
      (["time-limit", task, "--soft", "30s", "--hard", "60s"], ["time_limit", task, "30", "60"]),
      (["pool-grow", "1"], ["pool_grow", "1"]),
      (["pool-shrink", "1"] + all, ["pool_shrink", "1"]),
      (["autoscale", "4", "2"] + all, ["autoscale", "4", "2"]),
      (["add-consumer", "extra", "--force"], ["add_consumer", "extra"]),
      (["cancel-consumer", "extra"] + all, ["cancel_consumer", "extra"]),
      (["disable-events"], ["disable_events"]), (["enable-events"], ["enable_events"]),
      (
        ["revoke", "4f1d7c52-0f2e-4c43-8f0e-5f3b6d1f2a11"],
        ["revoke", "4f1d7c52-0f2e-4c43-8f0e-5f3b6d1f2a11"]
      ),
    ]
    for command in commands {
      let mine = try await ours(["control"] + command.ours + ["--yes"])
      // Some are answered otherwise a second time: they are undone between the two.
      if let undoing = Self.undoing[command.ours[0]] {
        _ = try await ours(["control"] + undoing + all + ["--yes"])
      }
      // Celery waits for whoever is named and no longer; without names for its whole time, in which a pool
      // comes to be as large as was said.
      let resizes = ["pool-grow", "pool-shrink", "autoscale"].contains(command.ours[0])
      let theirs = try await celery(
        ["control"] + command.celerys + (resizes ? [] : ["-d", "\(new.node),\(old.node)"]))
      var expected: [String: String] = [:]
      for reply in theirs.array ?? [] {
        for member in reply.object?.members ?? [] {
          let words = member.value["ok"]?.string ?? member.value["error"]?.string
          expected[member.key] = words ?? "no words"
        }
      }
      var answers: [String: String] = [:]
      for worker in mine.json["workers"]?.array ?? [] {
        answers[worker["name"]?.string ?? ""] = worker["answer"]?.string
        // What was accepted was seen done, wherever it can be seen.
        if worker["accepted"] == true, !command.ours[0].hasSuffix("-events") {
          #expect(worker["verified"] == true, "\(command.ours): \(worker)")
        }
      }
      #expect(answers == expected, "\(command.ours)")
      // Both have grown it, and Celery's second process is made in its own time: shrunk before
      // that, the pool would end as large as it looks now.
      if command.ours[0] == "pool-grow" { try await grown(new.node, to: 4) }
      #expect(Set(answers.keys) == [new.node, old.node], "\(command.ours)")
    }
  }

  /// What takes back a command, by its name.
  private static let undoing = [
    "add-consumer": ["cancel-consumer", "extra"], "cancel-consumer": ["add-consumer", "extra"],
    "disable-events": ["enable-events"], "enable-events": ["disable-events"],
  ]

  /// Waits until workers have taken their tasks and each of their processes, so many, has one or
  /// none is left for it; and until the solo worker is at its task and answers nothing any more.
  private func atWork(_ processes: [String: Int], tasks: Int, alone: String) async throws {
    let results = try TestRedis.connect(redis.result)
    try await eventually("the solo worker is busy") {
      try results.send("EXISTS", TaskResult.key(id: alone)) == .integer(1)
    }
    var (active, reserved): ([String: Int], [String: Int]) = ([:], [:])
    for _ in 0..<40 {
      active = try await counts("active")
      reserved = try await counts("reserved")
      let taken = processes.keys.reduce(0) { $0 + (active[$1] ?? 0) + (reserved[$1] ?? 0) }
      let isSettled = processes.allSatisfy { node, count in
        active[node] == count || active[node] != nil && reserved[node] == 0
      }
      if taken == tasks && isSettled { return }
    }
    Issue.record("not at work: active \(active), reserved \(reserved)")
  }

  /// How many tasks each worker names.
  private func counts(_ verb: String) async throws -> [String: Int] {
    let answers = try await ours([verb]).json["answers"]?.object?.members ?? []
    return Dictionary(
      answers.map { ($0.key, $0.value.array?.count ?? 0) }, uniquingKeysWith: { $1 })
  }

  /// Waits until a worker has so many processes.
  private func grown(_ node: String, to count: Int) async throws {
    let limit = ContinuousClock.now + .seconds(20)
    while true {
      let stats = try await ours(["stats", "-d", node]).json
      let processes = stats["answers"]?[node]?["pool"]?["processes"]?.array?.count
      if processes == count { return }
      try #require(ContinuousClock.now < limit, "\(processes ?? 0) processes")
      try await Task.sleep(for: .milliseconds(100))
    }
  }

  /// JSON has no order where Celery has sets, prints whole numbers now with and now without a
  /// fraction, and some of what a worker tells passes with the time.
  private static func stable(_ value: JSONValue) -> JSONValue {
    let passing: Set<String> = ["rusage", "uptime", "clock", "writes"]
    switch value {
    case .object(let object):
      return .object(
        JSONObject(
          object.members.filter { !passing.contains($0.key) }.map { ($0.key, stable($0.value)) }))
    case .array(let elements):
      return .array(
        elements.map(stable).sorted {
          $0.pythonJSON.lexicographicallyPrecedes($1.pythonJSON)
        })
    case .number(let number): return .double(number.double)
    // Celery hides the password of a URL behind as many stars as it likes, and we behind three.
    case .string(let text): return .string(text.replacing(/\*{3,}/, with: "***"))
    default: return value
    }
  }
}
