internal import Localization
public import LosslessJSON

/// The call of the backend's `process_invite_task`: invite an email into a team with a free seat.
public struct InviteTask: Sendable, Hashable {
  public static let name = "app.tasks_celery.process_invite_task"
  public static let queue = "invites"
  /// All queues that the backend's workers consume, this one first.
  public static let backendQueues = [queue, "sync", "celery"]
  public static let priority = 5

  public let email: String
  public let code: String
  public let groupID: Int?
  public let isRebind: Bool
  public let id: String
  /// What later workers are told besides, by name: an argument that a worker does not know fails
  /// the task.
  public let arguments: JSONObject

  /// - Throws: ``TaskMessageError`` for an email or a code that the worker could not write to
  ///   invite_records, whose columns hold 100 and 50 characters and no NUL: it would fail there
  ///   after the code was used.
  public init(
    email: String, code: String, groupID: Int? = nil, isRebind: Bool = false,
    id: String = CeleryID.random(), arguments: JSONObject = [:]
  ) throws(TaskMessageError) {
    try Self.check(email, "email", limit: 100)
    try Self.check(code, "code", limit: 50)
    self.email = email
    self.code = code
    self.groupID = groupID
    self.isRebind = isRebind
    self.id = id
    self.arguments = arguments
  }

  private static func check(
    _ text: String, _ field: String, limit: Int
  ) throws(TaskMessageError) {
    guard !text.isEmpty else { throw TaskMessageError(field: field, problem: tr("is empty")) }
    // Nearly always: no more bytes than characters are allowed, and none of them a control
    // character; the bytes of others are all above.
    if text.utf8.count <= limit, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) { return }
    // varchar(n) counts code points.
    guard text.unicodeScalars.count <= limit else {
      throw TaskMessageError(field: field, problem: tr("is longer than \(limit) characters"))
    }
    guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
      throw TaskMessageError(field: field, problem: tr("contains a control character"))
    }
  }

  /// The message to publish, priority and queue as the backend's own calls have them.
  ///
  /// - Parameters:
  ///   - origin: Shown by monitors as the sender.
  ///   - headers: Headers of one's own such as `traceparent`.
  ///
  /// The delivery tag is the task's id: as unique, and who knows the task can find its message.
  public func message(
    origin: String = "invitectl", headers: JSONObject = [:]
  ) throws(TaskMessageError) -> TaskMessage {
    var options = TaskMessage.Options()
    options.deliveryTag = id
    options.priority = Self.priority
    options.origin = origin
    options.headers = headers
    var kwargs: JSONObject = [
      "email": .string(email), "redeem_code": .string(code),
      "group_id": groupID.map(JSONValue.int) ?? .null, "is_rebind": .bool(isRebind),
    ]
    for argument in arguments.members { kwargs[argument.key] = argument.value }
    return try TaskMessage(
      task: Self.name, id: id, queue: Self.queue,
      kwargs: kwargs, options: options)
  }
}
