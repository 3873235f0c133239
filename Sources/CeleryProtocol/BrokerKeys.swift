/// The names of everything Celery keeps in a Redis broker, keys and channels.
public struct BrokerKeys: Sendable, Hashable {
  /// The broker's database number; pub/sub ignores databases, so it is part of channel names.
  public let database: Int
  /// `global_keyprefix` of broker_transport_options, put before all keys and channels.
  public let prefix: String
  /// How queues are spread over lists.
  public let layout: QueueLayout

  public init(database: Int, prefix: String = "", layout: QueueLayout = QueueLayout()) {
    self.database = database
    self.prefix = prefix
    self.layout = layout
  }

  /// The list to which a message of this priority is pushed.
  public func queue(_ queue: String, priority: Int?) -> String {
    prefix + layout.list(queue, priority: priority)
  }

  /// The lists of `queue`, a step each, in the order in which workers empty them; BRPOP end last.
  public func queueLists(_ queue: String) -> [String] {
    layout.lists(queue).map { prefix + $0 }
  }

  /// Whether a key is named as a list of `queue` with another separator or other steps: the queue's name, something
  /// that is no part of a name, and a number.
  package func isList(_ key: String, ofAnyLayoutOf queue: String) -> Bool {
    guard key.hasPrefix(prefix + queue) else { return false }
    let rest = key.dropFirst(prefix.count + queue.count)
    let digits = rest.reversed().prefix { $0.isASCII && $0.isNumber }.count
    let between = rest.dropLast(digits)
    return digits > 0 && !between.isEmpty && !between.contains { $0.isLetter || $0.isNumber }
  }

  /// Hash of messages taken but not acknowledged, by delivery tag.
  public var unacked: String { prefix + "unacked" }
  /// Sorted set of the same delivery tags by the time (epoch seconds) of their taking.
  public var unackedIndex: String { prefix + "unacked_index" }
  /// Seconds after which a message that nobody acknowledged is given back, where workers do not set it:
  /// kombu's default (kombu/transport/redis.py, Channel.visibility_timeout).
  public static let visibilityTimeout = 3600.0

  /// Held by the worker that restores overdue messages.
  public var unackedMutex: String { prefix + "unacked_mutex" }

  /// Set of ``QueueBinding`` members of one exchange; every queue has one of its own name.
  public func binding(exchange: String) -> String { bindingPrefix + exchange }
  /// What all binding keys begin with.
  public var bindingPrefix: String { prefix + "_kombu.binding." }
  /// Sorted set in which kombu 5.7 notes when a binding set may be swept (epoch milliseconds).
  public var bindingDeadlines: String { prefix + "_kombu.binding_deadlines" }

  /// The channels on which workers listen for remote control, the usual one first. kombu before
  /// 5.4 behind Sentinel forgets to fill in the number, so the braces are really sent.
  public var controlChannels: [String] {
    ["\(prefix)/\(database).celery.pidbox", "\(prefix)/{db}.celery.pidbox"]
  }

  /// The list on which workers answer the client `oid`.
  public func replyList(_ oid: String) -> String { prefix + oid + Self.replySuffix }

  package static let replySuffix = ".reply.celery.pidbox"

  /// The PSUBSCRIBE patterns of all events, for both forms of the channel.
  public var eventPatterns: [String] {
    // Redis globs: the prefix must match itself whatever characters it has.
    let escaped = Self.globEscaped(prefix)
    return ["\(escaped)/\(database).celeryev/*", "\(escaped)/{db}.celeryev/*"]
  }

  /// The channel of one event type, e.g. `task-sent`.
  public func eventChannel(_ type: String) -> String {
    let key = type.split(separator: "-", omittingEmptySubsequences: false).joined(separator: ".")
    return "\(prefix)/\(database).celeryev/\(key)"
  }

  /// Both forms of the channel of one event type, for SUBSCRIBE.
  public func eventChannels(_ type: String) -> [String] {
    let plain = eventChannel(type)
    let known = "\(prefix)/\(database).".count
    return [plain, "\(prefix)/{db}.\(plain.dropFirst(known))"]
  }

  package static func globEscaped(_ text: String) -> String {
    String(text.flatMap { "*?[]\\^".contains($0) ? ["\\", $0] : [$0] })
  }
}
