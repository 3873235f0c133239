public import LosslessJSON

/// A remote control command as it is published to the workers.
public struct ControlRequest: Sendable, Hashable {
  public let method: String
  public let arguments: JSONObject
  /// The node names that shall act; `nil` for all. Everyone receives it all the same.
  public let destination: [String]?
  /// Where to answer; `nil` for a cast, which nobody answers.
  public let reply: ReplyAddress?
  public let replyExchange: String
  /// Workers ignore the request after this time (epoch seconds); 0 for never.
  public let expires: Double
  public let deliveryTag: String

  /// Where workers answer and how the answers are told apart.
  public struct ReplyAddress: Sendable, Hashable {
    /// The client: the reply list is named after it.
    public let oid: String
    /// The request: every answer carries it.
    public let ticket: String

    public init(oid: String = CeleryID.random(), ticket: String = CeleryID.random()) {
      self.oid = oid
      self.ticket = ticket
    }

    /// The member of the reply exchange's binding set. While it is missing, answers are dropped
    /// without a trace.
    public var binding: QueueBinding {
      QueueBinding(routingKey: oid, pattern: "", queue: oid + BrokerKeys.replySuffix)
    }
  }

  /// The exchange through which answers to Celery's own clients go; its binding set is shared by
  /// all of them.
  public static let celeryReplyExchange = "reply.celery.pidbox"
  /// The exchange through which answers to invitectl go; see docs/decisions for why it is not
  /// Celery's.
  public static let replyExchange = "reply.invitectl"
  /// The exchange of all workers; killed ones stay in its binding set.
  public static let exchange = "celery.pidbox"

  public init(
    method: String, arguments: JSONObject = [:], destination: [String]? = nil,
    reply: ReplyAddress?, replyExchange: String = ControlRequest.replyExchange,
    expires: Double = 0, deliveryTag: String = CeleryID.random()
  ) {
    self.method = method
    self.arguments = arguments
    self.destination = destination
    self.reply = reply
    self.replyExchange = replyExchange
    self.expires = expires
    self.deliveryTag = deliveryTag
  }

  /// The message to PUBLISH on ``BrokerKeys/controlChannels``.
  ///
  /// The logical clock is 1: workers adopt the largest they see, so a tool keeps out of it.
  public var envelope: MessageEnvelope {
    var body: JSONObject = [
      "method": .string(method),
      "arguments": .object(arguments),
      "destination": destination.map { .array($0.map(JSONValue.string)) } ?? .null,
      "pattern": nil,
      "matcher": nil,
    ]
    if let reply {
      body["ticket"] = .string(reply.ticket)
      body["reply_to"] = [
        "exchange": .string(replyExchange), "routing_key": .string(reply.oid),
      ]
    }
    return MessageEnvelope(
      json: .object(body),
      headers: ["clock": 1, "expires": expires == 0 ? 0 : .double(expires)],
      properties: [
        "delivery_mode": 2,
        "delivery_info": ["exchange": .string(Self.exchange), "routing_key": ""],
        "priority": 0,
        "body_encoding": "base64",
        "delivery_tag": .string(deliveryTag),
      ])
  }
}
