import CeleryProtocol
import Foundation
import LosslessJSON
import PostgresClient
import RedisClient
import TestSupport
import TestWorlds
import Testing

@testable import InviteOps
@testable import InviteStorage

/// A backend at 008 with schema invitectl, and what `invitectl trace` says of it.
struct TraceWorld {
  let redeem: RedeemWorld
  /// Where what is typed runs: files that it writes go there.
  let folder: TemporaryFolder
  /// How long a trace waits for workers; `nil` as it does of itself. For tests in which all workers answer, however
  /// slow the machine is: nothing waits so long then.
  private let patience: String?

  init(patience: String? = nil) throws {
    self.patience = patience
    folder = try TemporaryFolder()
    redeem = try RedeemWorld()
    for statement in OwnSchema.versions.joined() where statement.table != nil {
      try redeem.postgres.executeScript(statement.sql, deadline: .soon)
    }
  }

  var environment: [String: String] { redeem.environment }

  /// What one trace ended with.
  struct Traced: CustomStringConvertible {
    let exit: Int32?
    let trace: JSONValue
    let description: String
    /// Of the verdict that is meant; `nil` for the last.
    var place: Int?

    private var last: JSONValue? {
      let verdicts = trace["verdicts"]?.array ?? []
      return place.map { verdicts[$0] } ?? verdicts.last
    }
    var state: String { last?["state"]?.string ?? "" }
    var sentence: String { last?["sentence"]?.string ?? "" }
    var kind: String? { last?["next"]?["kind"]?.string }
    var next: String? { last?["next"]?["text"]?.string }
    var lines: [String] {
      (trace["lines"]?.array ?? []).map {
        "\($0["source"]?.string ?? ""): \($0["text"]?.string ?? "")"
      }
    }
    var gaps: [String] { (trace["gaps"]?.array ?? []).compactMap(\.string) }
    var verdicts: Int { trace["verdicts"]?.array?.count ?? 0 }
    /// The one task that it is about, where there is no more to name it by.
    var task: String? { last?["task"]?.string }
    /// Each verdict by itself, the last one last.
    var each: [Traced] {
      (0..<verdicts).map { place in
        var copy = self
        copy.place = place
        return copy
      }
    }
  }

  func trace(_ who: String, _ options: String...) async throws -> Traced {
    try await Self.trace(
      [who] + options + (patience.map { ["--wait", $0] } ?? []), environment)
  }

  /// It is given the time to look through all there is, unless a test is about the end of that.
  static func trace(
    _ words: [String], _ environment: [String: String]
  ) async throws -> Traced {
    let limit = words.contains("--search-limit") ? [] : ["--search-limit", "60s"]
    let result = try await CommandRun.invitectl(
      ["trace"] + words + limit + ["-o", "json"], environment: environment)
    let parsed = try? JSONValue(parsing: Array(result.output.utf8))
    return Traced(
      exit: result.exitCode, trace: parsed?["traces"]?[0] ?? .null,
      description: "trace \(words): \(result.status)\n\(result.output)\n\(result.errors)")
  }

  /// Types what was printed, as it is: a shell finds invitectl, psql its database.
  ///
  /// - Parameters:
  ///   - exits: the exit code of a command.
  ///   - email: for an advice that leaves it open.
  /// - Returns: the worker that was started by it, for as long as it is to live.
  func type(
    _ traced: Traced, exits: Int32 = 0, email: String = "typed@example.com"
  ) async throws -> TraceWorker? {
    let command = try #require(traced.next, "\(traced)")
    if traced.kind == "shell", let words = command.wholeMatch(of: #/celery (.+)/#) {
      return try TraceWorker(
        environment, redeem, words: words.1.split(separator: " ").map(String.init))
    }
    if traced.kind == "advice" {
      // What it leaves to be chosen.
      if let statement = command.firstMatch(of: #/ in psql (UPDATE .+)$/#) {
        try run(String(statement.1))
        return nil
      }
      // The command in it.
      let quoted = try #require(command.firstMatch(of: #/'(invitectl [^']+)'/#), "\(traced)")
      try await Self.run(
        String(quoted.1).replacing(" EMAIL", with: " \(email)"), exits: exits, environment,
        in: folder.path)
      return nil
    }
    try await Self.type(traced, exits: exits, environment, in: folder.path) { sql in try run(sql) }
    return nil
  }

  static func type(
    _ traced: Traced, exits: Int32 = 0, _ environment: [String: String], in folder: String = "/",
    _ sql: (String) throws -> Void
  ) async throws {
    let command = try #require(traced.next, "\(traced)")
    switch traced.kind {
    case "sql": try sql(command)
    case "shell": try await run(command, exits: exits, environment, in: folder)
    default: Issue.record("nothing to type: \(traced)")
    }
  }

  private static func run(
    _ command: String, exits: Int32, _ environment: [String: String], in folder: String
  ) async throws {
    let result = try await CommandRun.run(
      "/bin/bash", ["-c", "invitectl() { \"$INVITECTL\" \"$@\"; }\n" + command],
      environment: environment.merging([
        "INVITECTL": CommandRun.invitectlPath, "PATH": "/usr/bin:/bin",
      ]) { $1 }, workingDirectory: folder)
    #expect(result.exitCode == exits, "\(command): \(result.output) \(result.errors)")
  }

  func run(_ sql: String) throws { try redeem.postgres.executeScript(sql, deadline: .soon) }

  /// A message that a worker has taken which is gone.
  func abandon(
    _ email: String, _ code: String, isIndexed: Bool, id: String = CeleryID.random(),
    isRebind: Bool = false
  ) throws {
    let message = try Self.message(email, code, id, isRebind: isRebind)
    let tag = message.envelope.deliveryTag ?? ""
    try redeem.broker.send(
      "HSET", "unacked", tag,
      JSONValue.array([message.envelope.json, "", .string(InviteTask.queue)]).pythonJSON)
    if isIndexed { try redeem.broker.send("ZADD", "unacked_index", 1_795_000_000, tag) }
  }

  /// Notes the queue as paused, by nobody who is there.
  func pause(_ queue: String) throws {
    try redeem.broker.send(
      "HSET", "invitectl:paused", queue,
      #"{"since": "2026-11-29T08:00:00.000Z", "user": "alice", "host": "web1", "nodes": ["w1@test"]}"#
    )
  }

  /// A message as the backend's routes publish it.
  @discardableResult
  func publish(
    _ email: String, _ code: String, priority: Int = 5, eta: Date? = nil, expires: Date? = nil,
    id: String = CeleryID.random()
  ) throws -> String {
    var options = TaskMessage.Options()
    options.priority = priority
    options.eta = eta
    options.expires = expires
    let message = try Self.message(email, code, id, options)
    let keys = BrokerKeys(database: redeem.brokerEndpoint.database)
    try redeem.broker.send("LPUSH", message.queueKey(keys), message.encoded)
    return id
  }

  static func message(
    _ email: String, _ code: String, _ id: String = CeleryID.random(),
    _ options: TaskMessage.Options = .init(), isRebind: Bool = false
  ) throws -> TaskMessage {
    try TaskMessage(
      task: InviteTask.name, id: id, queue: InviteTask.queue,
      kwargs: [
        "email": .string(email), "redeem_code": .string(code), "group_id": .null,
        "is_rebind": .bool(isRebind),
      ], options: options)
  }

  /// A worker with few processes: what it does first is what the others wait for.
  ///
  /// - Parameter options: of the worker, behind ours.
  func worker(
    queues: String = "invites", environment more: [String: String] = [:], options: [String] = []
  ) throws -> TraceWorker {
    try TraceWorker(
      environment.merging(more) { $1 }, redeem,
      words: ["-A", "app.tasks_celery", "worker", "-Q", queues], options: options)
  }

  /// Traces until `state`, since a worker takes its time.
  func until(_ state: String, _ who: String) async throws -> Traced {
    let end = ContinuousClock.now + .seconds(300)
    while true {
      let traced = try await trace(who)
      if traced.state == state || ContinuousClock.now > end {
        #expect(traced.state == state, "\(traced)")
        return traced
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

/// A real worker of Tests/worker, on the servers of one world.
final class TraceWorker {
  let node: String
  private let tree: WorkerTree

  /// - Parameters:
  ///   - words: of the command `celery`.
  ///   - options: behind the others.
  init(
    _ environment: [String: String], _ world: RedeemWorld, words: [String], options: [String] = []
  ) throws {
    node = "t" + String(UInt32.random(in: .min ... .max), radix: 36) + "@test"
    let tree = try WorkerTree(
      .current,
      ["-m", "celery"] + words + [
        "-n", node, "--concurrency", "1", "--without-mingle", "--without-gossip", "--loglevel",
        "info",
      ] + options,
      environment: environment.merging([
        "CELERY_BROKER_URL": "\(world.brokerEndpoint)",
        "CELERY_RESULT_BACKEND": "\(world.redis.result)",
      ]) { $1 },
      workingDirectory: Sandbox.variable("INVITECTL_TEST_WORKER_DIR"))
    self.tree = tree
    try waitUntil("the worker is ready", limit: .seconds(300)) { tree.logged.contains(" ready.") }
  }

  /// What it logged so far.
  var logged: String { tree.logged }

  func kill() { tree.kill() }

  func stop() { tree.process.signal(SIGSTOP) }
}
