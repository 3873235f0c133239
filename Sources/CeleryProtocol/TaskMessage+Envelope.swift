internal import FoundationEssentials
internal import InviteDomain
internal import LosslessJSON

extension TaskMessage {
  /// The headers of Celery's message protocol 2 (celery/app/amqp.py, as_task_v2).
  static let standardHeaders: Set<String> = [
    "lang", "task", "id", "shadow", "eta", "expires", "group", "group_index", "retries",
    "timelimit", "root_id", "parent_id", "argsrepr", "kwargsrepr", "origin", "ignore_result",
    "replaced_task_nesting", "stamped_headers", "stamps", "redelivered",
  ]

  /// The whole message.
  public var envelope: MessageEnvelope {
    let body: JSONValue = [
      .array(args), .object(kwargs),
      ["callbacks": nil, "errbacks": nil, "chain": nil, "chord": nil],
    ]
    return MessageEnvelope(json: body, headers: headers, properties: properties)
  }

  private var headers: JSONObject {
    var headers: JSONObject = [
      "lang": "py",
      "task": .string(task),
      "id": .string(id),
      "shadow": nil,
      "eta": Self.time(options.eta),
      "expires": Self.time(options.expires),
      "group": nil,
      "group_index": nil,
      "retries": .int(options.retries),
      "timelimit": [Self.number(options.hardTimeLimit), Self.number(options.softTimeLimit)],
      "root_id": .string(options.rootID ?? id),
      "parent_id": options.parentID.map(JSONValue.string) ?? .null,
      "argsrepr": .string(JSONValue.pythonTuple(args)),
      "kwargsrepr": .string(JSONValue.object(kwargs).pythonRepr),
      "origin": .string(options.origin),
      "ignore_result": .bool(options.ignoresResult),
      "replaced_task_nesting": 0,
      "stamped_headers": nil,
      "stamps": [:],
    ]
    for (key, value) in options.headers.members { headers[key] = value }
    return headers
  }

  private var properties: JSONObject {
    var properties: JSONObject = [
      "correlation_id": .string(id),
      "reply_to": "",
      "delivery_mode": 2,
      "delivery_info": ["exchange": "", "routing_key": .string(queue)],
    ]
    properties["priority"] = Self.number(options.priority)
    properties["body_encoding"] = "base64"
    properties["delivery_tag"] = .string(options.deliveryTag)
    return properties
  }

  private static func number(_ value: Int?) -> JSONValue { value.map(JSONValue.int) ?? .null }

  /// With an offset: a worker reads a naive time in the app's zone.
  private static func time(_ date: Date?) -> JSONValue {
    guard let date else { return .null }
    let zulu = Timestamps.rfc3339(epoch: date.timeIntervalSince1970)
    return .string(String(zulu.dropLast()) + "+00:00")
  }
}
