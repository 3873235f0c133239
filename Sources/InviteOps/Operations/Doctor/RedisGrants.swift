internal import CeleryProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// The Redis user that `doctor --grants` prints: one for every command, with the commands that are sent,
/// the keys they are sent for, and nothing else. An ACL cannot tell databases apart, so that it serves
/// buckets, broker and results alike.
public struct RedisGrants: Sendable {
  /// What an ACL of a server can say.
  public enum Dialect: Sendable, CaseIterable {
    /// From Redis 7.0 on, and Valkey.
    case seven
    /// Redis 6.2 has no keys that are only read, and refuses names of commands that it does not have.
    /// (https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/)
    case six
  }

  private let keys: BrokerKeys
  private let windowKey: String

  public init(_ context: OperationContext) {
    keys = context.brokerKeys
    windowKey = context.configuration.redeemWindowKey
  }

  /// The lines to be typed, for both dialects.
  public func text(user: String = "invitectl") -> String {
    tr(
      """
      # Redis 7.0 and newer, Valkey: on the servers of buckets, broker and results.
      \(line(.seven, user: user))
      # Redis 6.2, where every key can be written: instead.
      \(line(.six, user: user))
      # Besides, for 'inspect-workers control restore-unacked' and 'quarantine --id',
      # which take out of unacked:
      # \(restoringLine(user: user))
      # Then: REDIS_URL=redis://\(user):PASSWORD@HOST:PORT/0

      """)
  }

  /// `ACL SETUSER …`, as redis-cli reads it: the user has this afterwards, whatever it had before. (On
  /// Redis 6.2 a reset alone opens all channels, unless `acl-pubsub-default` says otherwise.)
  public func line(_ dialect: Dialect, user: String = "invitectl") -> String {
    let written = writtenKeys.map { "~\($0)" }
    let read = readKeys.map { dialect == .six ? "~\($0)" : "%R~\($0)" }
    let words =
      ["ACL", "SETUSER", user, "reset", "resetchannels", "on", ">PASSWORD"] + written + read
      + channels.map { "&\($0)" } + Self.commands(dialect).map { "+\($0)" }
    return words.joined(separator: " ")
  }

  /// What `inspect-workers control restore-unacked` needs besides: it takes out of `unacked`, which
  /// everybody else only reads. It is added to what the user has. Of a key that is named to a script
  /// the server asks for all rights, whatever the script does with it (EVAL's key specification).
  public func restoringLine(user: String = "invitectl") -> String {
    let written = [keys.unacked, keys.unackedIndex, keys.unackedMutex].map {
      "~" + Self.pattern($0)
    }
    return (["ACL", "SETUSER", user] + written).joined(separator: " ")
  }

  /// All commands that are sent, scripts' included.
  public static func commands(_ dialect: Dialect) -> [String] {
    // A look at the server; HELLO and AUTH need no permission.
    var commands = ["select", "info", "time", "role", "client|list", "dbsize", "scan", "type"]
    // sync-counts --follow.
    commands += ["client|id", "client|tracking", "client|trackinginfo", "ping"]
    commands += ["exists", "del", "unlink", "expire", "pexpire", "pexpireat", "ttl", "pttl"]
    if dialect != .six { commands.append("pexpiretime") }
    commands += [
      "get", "set", "mget", "incr", "decr", "decrby", "hset", "hget", "hmget", "hlen", "hexists",
    ]
    commands += ["hdel", "hscan", "lpush", "rpush", "lrem", "llen", "lindex", "lrange", "lpos"]
    commands += ["sadd", "srem", "scard", "smembers", "smismember"]
    commands += [
      "zadd", "zrem", "zremrangebyscore", "zcard", "zcount", "zrange", "zscore", "zmscore",
    ]
    commands += ["eval", "evalsha", "script|exists", "multi", "exec"]
    commands += ["publish", "subscribe", "psubscribe"]
    return commands
  }

  private var writtenKeys: [String] {
    let buckets = [BucketKey.remaining("*"), BucketKey.shadow("*")]
    let limits = [RedeemLimits.key, RedeemLimits.leasesKey, RedeemLimits.fenceKey]
    let window = Self.pattern(windowKey) + ":*"
    let usual = BrokerKeys(database: keys.database, prefix: keys.prefix)
    var lists: [String] = []
    for queue in InviteTask.backendQueues {
      for list in keys.queueLists(queue) + usual.queueLists(queue) where !lists.contains(list) {
        lists.append(list)
      }
    }
    let queues = lists.map(Self.pattern)
    let prefix = Self.pattern(keys.prefix)
    return buckets + limits + [window, "invitectl:*", JobLockScript.key] + queues
      + ["\(prefix)_kombu.binding.*", "\(prefix)*\(BrokerKeys.replySuffix)"]
      // Of results those of our own probes alone, which are deleted.
      + [TaskResult.key(id: ProbeMessage.idPrefix + "*")]
  }

  private var readKeys: [String] {
    [Self.pattern(keys.unacked), Self.pattern(keys.unackedIndex), TaskResult.key(id: "*")]
  }

  private var channels: [String] {
    // PSUBSCRIBE is compared with these letter by letter.
    let control = keys.controlChannels.map(Self.pattern)
    return control + keys.eventPatterns + [TaskResult.key(id: "*"), RedisKeyFeed.channel]
  }

  /// A pattern that matches this text alone; what an ACL cannot hold, any byte that it cannot hold.
  private static func pattern(_ text: String) -> String {
    text.utf8.map { byte in
      guard (0x21...0x7E).contains(byte) else { return "[^!-~]" }
      let character = String(UnicodeScalar(byte))
      return "*?[]\\^\"'".contains(character) ? "\\\(character)" : character
    }.joined()
  }
}
