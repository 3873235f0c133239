internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// A key that an operation works with, and what it has to hold where it is there.
struct KeyUse: Sendable {
  enum Content: Sendable {
    /// A number in a string.
    case count
    case list
    case hash
    case sortedSet

    /// As a person is told of it.
    fileprivate var words: String {
      switch self {
      case .count: tr("a count")
      case .list: tr("a list")
      case .hash: tr("a hash")
      case .sortedSet: tr("a sorted set")
      }
    }

    /// As TYPE says it.
    fileprivate var type: String {
      switch self {
      case .count: "string"
      case .list: "list"
      case .hash: "hash"
      case .sortedSet: "zset"
      }
    }
  }

  let key: String
  let content: Content
  /// Whether an email is in its name, which no hint may have.
  var isPersonal = false

  /// Whether an error can come from a key that holds something else: WRONGTYPE, which Redis 6.2
  /// says within another error when a script meets it, INCR of what is no integer, or an answer of
  /// ours that is no number.
  fileprivate static func canExplain(_ error: RedisError) -> Bool {
    switch error {
    case .unexpectedReply: true
    case .server(.wrongType): true
    case .server(let answer):
      ["WRONGTYPE", verbatim("not an integer"), verbatim("would overflow")]
        .contains { answer.message.contains($0) }
    default: false
    }
  }

  /// What it holds instead; `nil` where it is as it should be.
  fileprivate func misfit(_ type: RedisValue, _ value: RedisValue) -> String? {
    guard let type = try? type.asString(), type != "none" else { return nil }
    if type != content.type {
      return tr(
        "holds a \(type == "zset" ? tr("sorted set") : type) instead of \(content.words)")
    }
    guard content == .count else { return nil }
    return OutsideNumber.whole(try? value.asString()) == nil ? tr("holds no count") : nil
  }
}

extension BrokerKeys {
  /// What Celery keeps of some queues, and of the messages that workers have taken.
  func uses(_ queues: some Sequence<String>) -> [KeyUse] {
    queues.flatMap { queueLists($0) }.map { KeyUse(key: $0, content: .list) }
      + [
        KeyUse(key: unacked, content: .hash), KeyUse(key: unackedIndex, content: .sortedSet),
      ]
  }
}

extension Failure {
  /// As ``init(_:doing:)``; where the error can come from a key that holds something else, the
  /// server is asked which, and it is named with what to type.
  init(
    _ error: RedisError, doing action: String, on connection: RedisConnection, _ keys: [KeyUse]
  ) {
    guard KeyUse.canExplain(error), let found = Self.misfit(connection, keys) else {
      self.init(error, doing: action)
      return
    }
    let key = ForeignText.masked(found.use.key)
    let look = ShellCommand.redis(connection.endpoint, ["TYPE", found.use.key])
    let move = ShellCommand.redis(
      connection.endpoint, ["RENAME", found.use.key, "aside:\(found.use.key)"])
    let hint =
      found.use.isPersonal
      ? tr("rename or delete that key; --no-limit goes on without it")
      : tr("see it with '\(look)'; when nobody needs it there, move it away: '\(move)'")
    self.init(
      .error,
      tr("could not \(action): the key \(key) on \(connection.endpoint) \(found.what)"), hint: hint)
  }

  private static func misfit(
    _ connection: RedisConnection, _ keys: [KeyUse]
  ) -> (use: KeyUse, what: String)? {
    let commands: [RedisCommand] = keys.flatMap { use -> [RedisCommand] in
      [["TYPE", use.key], use.content == .count ? ["GET", use.key] : ["EXISTS", use.key]]
    }
    guard let replies = try? connection.pipeline(commands, deadline: .after(.seconds(5))) else {
      return nil
    }
    for (index, use) in keys.enumerated() {
      if let what = use.misfit(replies[2 * index], replies[2 * index + 1]) { return (use, what) }
    }
    return nil
  }
}
