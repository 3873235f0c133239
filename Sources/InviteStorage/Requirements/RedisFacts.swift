package import InviteDomain
internal import Localization
package import RedisClient

/// What a Redis server says of itself when we connect.
package struct RedisFacts: Sendable, Equatable {
  /// `Redis`, `Valkey`, or what else the server calls itself.
  package var name = "Redis"
  /// In its own count; `nil` where this user may not see it.
  package var version: String?
  /// `standalone`, `sentinel` or `cluster`; `nil` where this user may not see it.
  package var mode: String?
  /// Whether it is a replica; `nil` where this user may not see it.
  package var isReplica: Bool?
  /// Of a replica: its primary, as HOST:PORT.
  package var primary: String?

  /// What is asked, in the round trip of the login. HELLO says less, and is allowed to those who
  /// may not run INFO. (https://redis.io/docs/latest/commands/hello/)
  package static let questions: [RedisCommand] = [
    ["INFO", "server"], ["INFO", "replication"], ["HELLO"],
  ]

  /// - Parameter answers: to ``questions``; errors among them are taken for silence.
  package init(_ answers: [RedisValue]) {
    guard answers.count == Self.questions.count else { return }
    let server = RedisInfo((try? answers[0].asString()) ?? "")
    let replication = RedisInfo((try? answers[1].asString()) ?? "")
    let greeted = RedisInfo(Self.lines(answers[2]))
    name = (server.version == nil ? greeted : server).name
    version = server.version ?? greeted.version
    // Valkey 9 says server_mode; before it was redis_mode, as in Redis.
    mode = server["server_mode"] ?? server["redis_mode"] ?? greeted["redis_mode"]
    let role = replication["role"] ?? greeted["role"]
    isReplica = role.map { $0 != "master" }
    if let host = replication["master_host"] {
      primary = "\(host):\(replication["master_port"] ?? "?")"
    }
  }

  package init() {}

  /// HELLO's reply as RESP2 gives it, name, value, name, value, as lines of INFO.
  private static func lines(_ reply: RedisValue) -> String {
    guard let items = try? reply.asArray() else { return "" }
    let names = ["server": "server_name", "version": "redis_version", "mode": "redis_mode"]
    var lines = ""
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      guard let name = try? items[index].asString(), let value = try? items[index + 1].asString()
      else { continue }
      lines += "\(names[name] ?? name):\(value)\r\n"
    }
    return lines
  }
}

extension Requirement {
  /// What is to be said when it is broken; `nil` when it holds, or is not about Redis.
  ///
  /// - Parameter place: the server, e.g. `Redis (bucket) at cache:6379/0`.
  package func failure(_ facts: RedisFacts, at place: String) -> Failure? {
    switch self {
    case .redisVersion:
      guard let version = facts.version else { return hidden(place) }
      let least = facts.name == "Valkey" ? [7, 2] : [6, 2]
      let parts = version.split(separator: ".").map { Int($0) ?? 0 }
      guard parts.lexicographicallyPrecedes(least) else { return nil }
      return Failure(
        .error,
        tr("\(place) is \(facts.name) \(version); invitectl needs Redis 6.2 or newer, or Valkey"),
        hint: tr("upgrade the server"), reason: rawValue)
    case .redisSingle:
      guard let mode = facts.mode else { return hidden(place) }
      guard mode == "cluster" else { return nil }
      return Failure(
        .error, tr("\(place) runs in cluster mode, which is not supported"),
        hint:
          tr(
            "use a single server, or one that sentinels watch; Celery cannot use a cluster either"),
        reason: rawValue)
    case .redisPrimary:
      guard let isReplica = facts.isReplica else { return hidden(place) }
      guard isReplica else { return nil }
      return Failure(
        .error, tr("\(place) is a replica"),
        hint: facts.primary.map { tr("point the URL at the primary, \($0)") }
          ?? tr("point the URL at the primary"),
        reason: rawValue)
    default: return nil
    }
  }

  private func hidden(_ place: String) -> Failure {
    Failure(
      .error, tr("\(place) does not let this user see what it is"),
      hint: tr("let the user do this (ACL SETUSER … +info); see docs/security.md"), reason: rawValue
    )
  }
}
