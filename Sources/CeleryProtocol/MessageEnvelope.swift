internal import FoundationEssentials
internal import Localization
public import LosslessJSON

/// A kombu message as it lies in Redis: a body and what is said about it.
///
/// Unknown headers and properties are kept, so what was read can be written back whole.
public struct MessageEnvelope: Sendable, Hashable {
  /// The body itself, after `body_encoding`.
  public var body: [UInt8]
  public var contentType: String?
  public var contentEncoding: String?
  public var headers: JSONObject
  public var properties: JSONObject

  /// Why bytes are not a message.
  public enum DecodingFailure: Error, Sendable, Equatable, CustomStringConvertible {
    case json(JSONError)
    /// The named part is missing or of another type.
    case field(String)
    /// The body is not in the encoding that the message names.
    case bodyEncoding

    public var description: String {
      switch self {
      case .json(let error): error.description
      case .field(let name): tr("not a Celery message: \(name) is missing or malformed")
      case .bodyEncoding: tr("not a Celery message: the body is not in its stated encoding")
      }
    }
  }

  /// A JSON body with the properties that every message needs.
  package init(
    json: JSONValue, headers: JSONObject, properties: JSONObject
  ) {
    body = json.pythonJSON
    contentType = "application/json"
    contentEncoding = "utf-8"
    self.headers = headers
    self.properties = properties
  }

  /// Reads a message as it lies in a list, in `unacked` or on a channel.
  public init(decoding bytes: [UInt8]) throws(DecodingFailure) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      guard error.kind == .badUTF8 else { throw .json(error) }
      // kombu reads the bytes with errors="replace" (utils/encoding.py, bytes_to_str).
      do {
        value = try JSONValue(parsing: Array(String(decoding: bytes, as: UTF8.self).utf8))
      } catch {
        throw .json(error)
      }
    }
    try self.init(value)
  }

  package init(_ value: JSONValue) throws(DecodingFailure) {
    guard let object = value.object else { throw .field(tr("the object")) }
    guard let text = object["body"]?.string else { throw .field("body") }
    guard let properties = object["properties"]?.object else { throw .field("properties") }
    // Without them kombu takes them as empty (message.py), which is protocol 1.
    let headers: JSONObject
    switch object["headers"] {
    case nil, .null: headers = [:]
    case .object(let given): headers = given
    default: throw .field("headers")
    }
    switch properties["body_encoding"] ?? .null {
    case .string("base64"):
      // Python's b64decode passes over what is no digit.
      guard
        let data = Data(base64Encoded: text)
          ?? Data(base64Encoded: text, options: .ignoreUnknownCharacters)
      else { throw .bodyEncoding }
      body = [UInt8](data)
    case .null, .string(""): body = Array(text.utf8)
    case .string(let name) where name.lowercased() == "utf-8": body = Array(text.utf8)
    default: throw .bodyEncoding
    }
    contentType = object["content-type"]?.string
    contentEncoding = object["content-encoding"]?.string
    self.headers = headers
    self.properties = properties
  }

  /// The message as a JSON value, keys in kombu's order.
  public var json: JSONValue {
    let text =
      properties["body_encoding"]?.string == "base64"
      ? Data(body).base64EncodedString() : String(decoding: body, as: UTF8.self)
    return [
      "body": .string(text),
      "content-encoding": contentEncoding.map(JSONValue.string) ?? .null,
      "content-type": contentType.map(JSONValue.string) ?? .null,
      "headers": .object(headers),
      "properties": .object(properties),
    ]
  }

  /// The message as the bytes to LPUSH or PUBLISH.
  public var encoded: [UInt8] { json.pythonJSON }

  /// The body as JSON. A body of another content type fails here.
  public func bodyJSON() throws(DecodingFailure) -> JSONValue {
    do {
      return try JSONValue(parsing: body)
    } catch {
      throw .json(error)
    }
  }

  public var deliveryTag: String? { properties["delivery_tag"]?.string }
  public var priority: Int? { properties["priority"]?.int }
  public var exchange: String? { properties["delivery_info"]?["exchange"]?.string }
  /// For tasks the queue's name: it decides where an unacknowledged message is put back.
  public var routingKey: String? { properties["delivery_info"]?["routing_key"]?.string }
  /// Whether a worker had it before and lost it.
  public var isRedelivered: Bool {
    properties["delivery_info"]?["redelivered"]?.bool ?? headers["redelivered"]?.bool ?? false
  }
}
