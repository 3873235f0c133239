internal import ClientSupport
internal import Localization
internal import LosslessJSON

extension UnackedEntry {
  /// The message as kombu pushes it when it gives it back: marked as delivered before, in its headers
  /// and in its delivery info. Where one of both is missing kombu goes on with what it has marked by
  /// then (kombu/transport/redis.py, `_do_restore_message`).
  package static func restoredMessage(of bytes: [UInt8]) throws(MessageEnvelope.DecodingFailure)
    -> [UInt8]
  {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .json(error)
    }
    guard var message = value[0]?.object else {
      throw .field(tr("the message of an unacked entry"))
    }
    if var headers = message["headers"]?.object {
      headers["redelivered"] = true
      message["headers"] = .object(headers)
      if var properties = message["properties"]?.object,
        var info = properties["delivery_info"]?.object
      {
        info["redelivered"] = true
        properties["delivery_info"] = .object(info)
        message["properties"] = .object(properties)
      }
    }
    return JSONValue.object(message).pythonJSON
  }

  /// A message of ours, sent by the name of its queue, as kombu gives it back.
  ///
  /// - Returns: empty where kombu could not.
  package static func restored(_ message: MessageEnvelope, queue: String) -> [UInt8] {
    let entry = JSONValue.array([message.json, "", .string(queue)]).pythonJSON
    return (try? restoredMessage(of: entry)) ?? []
  }

  /// The priority by which kombu finds its list: `int(properties['priority'])`, 0 without one
  /// (kombu/transport/virtual/base.py, `_get_message_priority`).
  package var restoredPriority: Int {
    switch envelope.properties["priority"] {
    case .number(let number)?: number.int ?? Int(saturating: number.double)
    case .string(let text)?: Int(text) ?? 0
    case .bool(let isOne)?: isOne ? 1 : 0
    default: 0
    }
  }
}
