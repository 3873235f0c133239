public import FoundationEssentials
internal import Localization
public import LosslessJSON

/// A task call that is known to be well formed: whatever values are given, the envelope has every
/// field that workers of Celery 5.3 to 5.7 need.
public struct TaskMessage: Sendable, Hashable {
  public let task: String
  public let id: String
  public let queue: String
  public let args: [JSONValue]
  public let kwargs: JSONObject
  public let options: Options

  /// What may be said about a call besides its arguments.
  public struct Options: Sendable, Hashable {
    /// 0…9, the lower served first; `nil` counts as 0.
    public var priority: Int? = 5
    /// Not before this time.
    public var eta: Date?
    /// Revoked as "expired" if not started by then.
    public var expires: Date?
    public var retries = 0
    /// Hard and soft limit in seconds; `nil` is the worker's own.
    public var hardTimeLimit: Int?
    public var softTimeLimit: Int?
    /// No result key is written: a waiter would hang.
    public var ignoresResult = false
    /// The task that started the chain; `nil` is this one.
    public var rootID: String?
    public var parentID: String?
    /// Who sent it, shown by monitors, e.g. `invitectl4711@host`.
    public var origin = "invitectl"
    /// Headers of one's own, e.g. `traceparent`; the task sees them as `request.headers`.
    public var headers: JSONObject = [:]
    /// Unique per delivery: the field of `unacked` that holds the message while it runs.
    public var deliveryTag = CeleryID.random()

    public init() {}
  }

  /// - Throws: ``TaskMessageError`` for a name, id, queue, delivery tag or header that would
  ///   make a message workers choke on.
  public init(
    task: String, id: String = CeleryID.random(), queue: String, args: [JSONValue] = [],
    kwargs: JSONObject = [:], options: Options = Options()
  ) throws(TaskMessageError) {
    try Self.checkName(task, tr("task name"))
    try Self.checkName(id, tr("task id"))
    try Self.checkName(queue, tr("queue name"))
    try Self.checkName(options.deliveryTag, tr("delivery tag"))
    guard options.retries >= 0 else {
      throw TaskMessageError(field: tr("number of retries"), problem: tr("is negative"))
    }
    for key in options.headers.keys where Self.standardHeaders.contains(key) {
      throw TaskMessageError(field: tr("header \(key)"), problem: tr("is Celery's own"))
    }
    self.task = task
    self.id = id
    self.queue = queue
    self.args = args
    self.kwargs = kwargs
    self.options = options
  }

  /// Names end up in keys, log lines and set members of kombu, which separates by control
  /// characters.
  private static func checkName(_ name: String, _ field: String) throws(TaskMessageError) {
    guard !name.isEmpty else { throw TaskMessageError(field: field, problem: tr("is empty")) }
    guard name.utf8.count <= 255 else {
      throw TaskMessageError(field: field, problem: tr("is longer than 255 bytes"))
    }
    guard !name.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw TaskMessageError(field: field, problem: tr("contains a control character"))
    }
  }

  /// The list to LPUSH to.
  public func queueKey(_ keys: BrokerKeys) -> String {
    keys.queue(queue, priority: options.priority)
  }

  /// The bytes to LPUSH.
  public var encoded: [UInt8] { envelope.encoded }

  /// The kombu binding that lets tools discover the queue: SADD ``QueueBinding/member`` to
  /// ``BrokerKeys/binding(exchange:)`` of the queue's name.
  public var binding: QueueBinding { QueueBinding(queue: queue) }
}
