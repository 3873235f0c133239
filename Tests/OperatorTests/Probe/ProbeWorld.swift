import CeleryProtocol
import InviteOps
import LosslessJSON
import RedisClient
import TestSupport
import TestWorlds
import Testing

/// Probes on the Redis databases of one test, and what is in them before and after.
struct ProbeWorld {
  let redis: TestRedis
  let inspect: InspectRun

  init(server: RedisEndpoint? = nil) throws {
    redis = try TestRedis(server: server)
    inspect = InspectRun(redis: redis)
  }

  /// What a worker leaves that has consumed a queue once.
  func declare(_ queues: String...) throws {
    let connection = try TestRedis.connect(redis.broker)
    for queue in queues {
      try connection.send(
        "SADD", "_kombu.binding.\(queue)", "\(queue)\u{6}\u{16}\u{6}\u{16}\(queue)")
    }
  }

  /// Every key of broker and results with all that it holds. kombu's note of when a binding may be
  /// swept is renewed by workers while they live.
  func state() throws -> [String: [UInt8]] {
    var state: [String: [UInt8]] = [:]
    for endpoint in [redis.broker, redis.result] {
      let connection = try TestRedis.connect(endpoint)
      for key in try connection.send("KEYS", "*").asStrings()
      where !key.hasSuffix("_kombu.binding_deadlines") && !key.hasSuffix("unacked_mutex") {
        let dump = try connection.send("DUMP", key)
        if !dump.isNull { state["\(endpoint.database) \(key)"] = try dump.asBytes() }
      }
    }
    return state
  }

  /// A worker that is stopped while the server has it wait for messages is still given one. It waits a
  /// second at a time.
  func waitUntilNobodyWaits() async throws {
    let connection = try TestRedis.connect(redis.broker)
    try await eventually("nobody waits in BRPOP") {
      try !connection.send("CLIENT", "LIST").asString().split(separator: "\n").contains {
        $0.contains(" db=\(redis.broker.database) ") && $0.contains(" flags=b ")
      }
    }
  }

  func run(
    _ arguments: [String], environment: [String: String] = [:],
    body: @Sendable (Int32) async throws -> Void = { _ in }
  ) async throws -> ProbeReport {
    let result = try await CommandRun.invitectl(
      ["inspect-workers", "probe", "-o", "json"] + arguments,
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
      ].merging(environment) { $1 }, body: body)
    return ProbeReport(result)
  }

  /// Types a command of ours that was printed.
  func type(_ command: String) async throws -> CommandResult {
    try await CommandRun.run(
      "/bin/sh", ["-c", command.replacing("invitectl ", with: "\(CommandRun.invitectlPath) ")],
      environment: [
        "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
        "PATH": "/usr/bin:/bin",
      ])
  }

  /// Ids of tasks that workers have begun since they were started, by name.
  func begun() async throws -> [String: Int] {
    let answers = try inspect.json(try await inspect("stats", "-o", "json"))["answers"]
    var totals: [String: Int] = [:]
    for (_, stats) in answers?.object?.members ?? [] {
      for (name, count) in stats["total"]?.object?.members ?? [] {
        totals[name, default: 0] += count.int ?? 0
      }
    }
    return totals
  }
}

/// What a probe said.
struct ProbeReport: CustomStringConvertible {
  let result: CommandResult
  let json: JSONValue?

  init(_ result: CommandResult) {
    self.result = result
    json = try? JSONValue(parsing: Array(result.output.utf8))
  }

  var probes: [JSONValue] { json?["probes"]?.array ?? [] }
  var kinds: [String] {
    (json?["diagnoses"]?.array ?? []).compactMap { $0["kind"]?.string }
  }

  func verdict(_ queue: String) -> String? {
    probes.first { $0["queue"]?.string == queue }?["verdict"]?.string
  }

  func hint(_ kind: String) -> String {
    (json?["diagnoses"]?.array ?? []).first { $0["kind"]?.string == kind }?["hint"]?.string ?? ""
  }

  var description: String {
    "exit \(result.exitCode ?? -1)\n\(result.output)\(result.errors)"
  }
}
