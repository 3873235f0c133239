internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// A queue that somebody has had all workers stop consuming, as the broker remembers it.
public struct PausedQueue: Sendable, Equatable, Encodable {
  public let queue: String
  /// RFC 3339.
  public let since: String
  /// The user of the machine that it was done on.
  public let user: String
  public let host: String
  /// The role in PostgreSQL; `nil` where the run was not recorded.
  public let role: String?
  /// The run in `invitectl.run_log`.
  public let run: Int?
  /// The workers that consumed it and were told not to.
  public let nodes: [String]
  /// The same, with what tells the process that lost it from one that has its name later.
  public let workers: [PausedWorker]
  /// Whether it was resumed, and ``workers`` are those that did not answer then.
  let isResumed: Bool

  /// In the broker: a field for each queue.
  static let key = "invitectl:paused"

  /// - Parameter nodes: by their names alone, as marks of the older form have them.
  init(
    queue: String, since: String, user: String, host: String, role: String?, run: Int?,
    nodes: [String]
  ) {
    self.init(
      queue: queue, since: since, user: user, host: host, role: role, run: run,
      workers: nodes.map { PausedWorker(name: $0) })
  }

  init(
    queue: String, since: String, user: String, host: String, role: String?, run: Int?,
    workers: [PausedWorker], isResumed: Bool = false
  ) {
    self.queue = queue
    self.since = since
    self.user = user
    self.host = host
    self.role = role
    self.run = run
    self.workers = workers.sorted { $0.name < $1.name }
    nodes = self.workers.map(\.name)
    self.isResumed = isResumed
  }

  /// What anybody may have written there is read as far as it goes.
  init(_ queue: String, decoding bytes: [UInt8]) {
    let value = (try? JSONValue(parsing: bytes)) ?? .null
    let nodes = Set((value["nodes"]?.array ?? []).compactMap(\.string))
    self.init(
      queue: queue, since: value["since"]?.string ?? "unknown",
      user: value["user"]?.string ?? "unknown", host: value["host"]?.string ?? "unknown",
      role: value["role"]?.string, run: value["run"]?.int,
      workers: nodes.map { PausedWorker($0, decoding: value["workers"]?[$0]) },
      isResumed: value["resumed"]?.bool ?? false)
  }

  /// An older release goes by `nodes` alone.
  var encoded: [UInt8] {
    JSONValue.object([
      "since": .string(since), "user": .string(user), "host": .string(host),
      "role": role.map(JSONValue.string) ?? .null, "run": run.map(JSONValue.int) ?? .null,
      "nodes": .array(nodes.map(JSONValue.string)), "resumed": .bool(isResumed),
      "workers": .object(JSONObject(workers.map { (key: $0.name, value: $0.encoded) })),
    ]).pythonJSON
  }

  /// The same pause of these workers.
  ///
  /// - Parameter resumed: whether it was resumed since; `nil` where nothing has changed of that.
  func with(_ workers: [PausedWorker], resumed: Bool? = nil) -> PausedQueue {
    PausedQueue(
      queue: queue, since: since, user: user, host: host, role: role, run: run, workers: workers,
      isResumed: resumed ?? isResumed)
  }

  func worker(_ name: String) -> PausedWorker? { workers.first { $0.name == name } }

  /// The workers to which its end gives the queue back, as far as the mark tells.
  var owed: [String] { workers.filter { !$0.isDrained }.map(\.name) }

  /// `since 2026-11-29T08:00:00.000Z by alice on web1 (run 12)`.
  public var byWhom: String {
    guard let run else { return tr("since \(since) by \(user) on \(host)") }
    return tr("since \(since) by \(user) on \(host) (run \(run))")
  }

  /// What ends it.
  public var resume: String {
    ShellCommand.invitectl(["inspect-workers", "control", "resume"], [queue], ["--yes"])
  }

  /// What stops those that have begun to consume it since.
  public var pauseAgain: String {
    ShellCommand.invitectl(["inspect-workers", "control", "pause"], [queue], ["--yes"])
  }

  /// The same for who looks at other things: what the server refuses about it costs nothing else.
  static func seen(
    _ connection: RedisConnection, timeout: Duration
  ) throws(RedisError) -> [PausedQueue] {
    do {
      return try all(connection, timeout: timeout)
    } catch {
      guard case .server = error else { throw error }
      return []
    }
  }

  /// Those that the broker remembers, by name.
  static func all(
    _ connection: RedisConnection, timeout: Duration
  ) throws(RedisError) -> [PausedQueue] {
    var found: [String: [UInt8]] = [:]
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", key, cursor, "COUNT", 100], deadline: .after(timeout)
      ).asArray()
      cursor = try reply.first?.asString() ?? "0"
      let pairs = try reply.last?.asArray() ?? []
      for index in stride(from: 0, to: pairs.count - 1, by: 2) {
        found[String(decoding: try pairs[index].asBytes(), as: UTF8.self)] =
          try pairs[index + 1].asBytes()
      }
    } while cursor != "0"
    return found.map { PausedQueue($0.key, decoding: $0.value) }.sorted { $0.queue < $1.queue }
  }
}
