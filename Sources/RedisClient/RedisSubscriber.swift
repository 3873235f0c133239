public import ClientSupport
internal import Localization

/// A connection that only listens: to channels by name and by pattern.
///
/// It needs a connection of its own, since the server answers a subscribed one with messages only.
public final class RedisSubscriber {
  /// One published message.
  public struct Message: Sendable, Equatable {
    public let channel: String
    /// The pattern that brought it; `nil` for a channel subscribed by name.
    public let pattern: String?
    public let payload: [UInt8]
  }

  private let transport: Transport
  /// Messages that came while a subscription was being confirmed.
  private var waiting: [Message] = []

  private init(_ transport: Transport) {
    self.transport = transport
  }

  /// Connects and logs in. The database does not matter: channels belong to the server.
  public static func connect(
    _ endpoint: RedisEndpoint, deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(RedisError) -> RedisSubscriber {
    let transport = try Handshake.connect(
      endpoint, until: deadline, interrupt: interrupt
    ).transport
    return RedisSubscriber(transport)
  }

  public var isClosed: Bool { transport.isClosed }

  public func close() {
    transport.shutDown()
  }

  /// Subscribes to channels by name and returns when the server has confirmed every one, so that
  /// what is published afterwards is not missed.
  public func subscribe(_ channels: [String], deadline: Deadline) throws(RedisError) {
    try change("SUBSCRIBE", channels, deadline)
  }

  /// As ``subscribe(_:deadline:)``, by glob pattern.
  public func psubscribe(_ patterns: [String], deadline: Deadline) throws(RedisError) {
    try change("PSUBSCRIBE", patterns, deadline)
  }

  /// Takes back subscriptions by name.
  public func unsubscribe(_ channels: [String], deadline: Deadline) throws(RedisError) {
    try change("UNSUBSCRIBE", channels, deadline)
  }

  /// The next message; `nil` when the deadline passes first, after which it can be called again.
  public func next(deadline: Deadline) throws(RedisError) -> Message? {
    if !waiting.isEmpty { return waiting.removeFirst() }
    while let push = try transport.nextPush(until: deadline) {
      if let message = try Self.message(from: push) { return message }
    }
    return nil
  }

  private func change(
    _ verb: String, _ names: [String], _ deadline: Deadline
  ) throws(RedisError) {
    guard !names.isEmpty else { return }
    var buffer = CommandBuffer()
    buffer.append(RedisCommand([verb] + names))
    try transport.transmit(buffer.bytes, until: deadline)
    var confirmed = 0
    while confirmed < names.count {
      guard let push = try transport.nextPush(until: deadline) else {
        transport.shutDown()
        throw .timedOut
      }
      if let message = try Self.message(from: push) {
        waiting.append(message)
      } else {
        confirmed += 1
      }
    }
  }

  /// `nil` for a confirmation.
  private static func message(from push: RedisValue) throws(RedisError) -> Message? {
    let parts = try push.asArray()
    guard let kind = try parts.first?.asString() else {
      throw .protocolError(tr("an empty message"))
    }
    switch (kind, parts.count) {
    case ("message", 3):
      return Message(
        channel: try parts[1].asString(), pattern: nil, payload: try parts[2].asBytes())
    case ("pmessage", 4):
      return Message(
        channel: try parts[2].asString(), pattern: try parts[1].asString(),
        payload: try parts[3].asBytes())
    default: return nil
    }
  }
}
