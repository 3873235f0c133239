internal import Localization
internal import LosslessJSON

/// A value of the `unacked` hash: a message that some worker has taken and not yet acknowledged.
/// Nothing in it names the worker.
public struct UnackedEntry: Sendable, Hashable {
  public let envelope: MessageEnvelope
  public let exchange: String
  /// The queue to which it returns.
  public let routingKey: String

  public init(decoding bytes: [UInt8]) throws(MessageEnvelope.DecodingFailure) {
    let value: JSONValue
    do {
      value = try JSONValue(parsing: bytes)
    } catch {
      throw .json(error)
    }
    guard let parts = value.array, parts.count == 3, let exchange = parts[1].string,
      let routingKey = parts[2].string
    else { throw .field(tr("the three parts of an unacked entry")) }
    envelope = try MessageEnvelope(parts[0])
    self.exchange = exchange
    self.routingKey = routingKey
  }

  public var encoded: [UInt8] {
    JSONValue.array([envelope.json, .string(exchange), .string(routingKey)]).pythonJSON
  }
}
