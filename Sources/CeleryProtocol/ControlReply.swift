internal import Localization
public import LosslessJSON

/// What one worker answered.
public struct ControlReply: Sendable, Hashable {
  /// The worker, e.g. `celery@host`.
  public let node: String
  /// The answer as it is; its form depends on the method.
  public let value: JSONValue
  /// The request it belongs to.
  public let ticket: String?

  /// Reads a message off the reply list.
  ///
  /// - Throws: ``MessageEnvelope/DecodingFailure`` for anything but a mapping of one node.
  public init(decoding bytes: [UInt8]) throws(MessageEnvelope.DecodingFailure) {
    let envelope = try MessageEnvelope(decoding: bytes)
    guard let members = try envelope.bodyJSON().object?.members, members.count == 1 else {
      throw .field(tr("the answering node"))
    }
    node = members[0].key
    value = members[0].value
    ticket = envelope.headers["ticket"]?.string
  }

  /// What the worker says went wrong, e.g. `KeyError('nosuch')` for an unknown method.
  public var error: String? {
    guard let object = value.object, object.keys == ["error"] else { return nil }
    return object["error"]?.string ?? object["error"]?.pythonRepr
  }

  /// The sentence of a successful control command.
  public var ok: String? { value["ok"]?.string }
}
