internal import Localization
public import LosslessJSON

/// One event of a worker or a publisher.
public struct CeleryEvent: Sendable, Hashable {
  /// E.g. `task-succeeded`, `worker-heartbeat`.
  public let type: String
  /// The sender, e.g. `celery@host`.
  public let hostname: String
  /// Epoch seconds by the sender's clock; `nil` where it tells none.
  public let timestamp: Double?
  /// The task, for task events.
  public let uuid: String?
  /// Everything, those four included.
  public let fields: JSONObject

  /// `nil` if type or hostname is missing.
  public init?(_ value: JSONValue) {
    guard let fields = value.object, let type = fields["type"]?.string,
      let hostname = fields["hostname"]?.string
    else { return nil }
    self.type = type
    self.hostname = hostname
    timestamp = fields["timestamp"]?.double
    uuid = fields["uuid"]?.string
    self.fields = fields
  }

  /// Reads a message of the event exchange: one event or, on `task.multi`, a list of them.
  /// Elements that are no events are left out.
  public static func decode(
    _ bytes: [UInt8]
  ) throws(MessageEnvelope.DecodingFailure) -> [CeleryEvent] {
    switch try MessageEnvelope(decoding: bytes).bodyJSON() {
    case .array(let elements): return elements.compactMap { CeleryEvent($0) }
    case let single:
      guard let event = CeleryEvent(single) else { throw .field(tr("type or hostname")) }
      return [event]
    }
  }

  /// Seconds the task ran, for `task-succeeded`.
  public var runtime: Double? { fields["runtime"]?.double }
  /// The task's name; only `task-sent` and `task-received` carry it.
  public var name: String? { fields["name"]?.string }
}

extension CeleryEvent {
  /// The message that a publisher sends after enqueueing `task`, for monitors: PUBLISH it to
  /// ``BrokerKeys/eventChannel(_:)`` of `task-sent`.
  ///
  /// - Parameters:
  ///   - hostname: The sender as monitors show it.
  ///   - time: Epoch seconds.
  public static func sent(
    _ task: TaskMessage, hostname: String, pid: Int, time: Double
  ) -> MessageEnvelope {
    let headers = task.envelope.headers
    var event: JSONObject = [
      "hostname": .string(hostname), "utcoffset": 0.0, "pid": .int(pid), "clock": 1,
      "uuid": .string(task.id),
    ]
    for (key, header) in [
      ("root_id", "root_id"), ("parent_id", "parent_id"), ("name", "task"), ("args", "argsrepr"),
      ("kwargs", "kwargsrepr"), ("retries", "retries"), ("eta", "eta"), ("expires", "expires"),
    ] {
      event[key] = headers[header] ?? .null
    }
    event["queue"] = .string(task.queue)
    event["exchange"] = ""
    event["routing_key"] = .string(task.queue)
    event["timestamp"] = .double(time)
    event["type"] = "task-sent"
    return MessageEnvelope(
      json: .object(event), headers: ["hostname": .string(hostname)],
      properties: [
        "delivery_mode": 1,
        "delivery_info": ["exchange": "celeryev", "routing_key": "task.sent"],
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": .string(CeleryID.random()),
      ])
  }
}
