public import ClientSupport
internal import Localization

/// A connection to which a server sends the names of keys that anybody changes, on behalf of another
/// connection that has asked for it with `CLIENT TRACKING ON REDIRECT clientID BCAST PREFIX …`
/// (https://redis.io/docs/latest/develop/reference/client-side-caching/, "Two connections mode").
///
/// A name says that the key may have changed, in whichever database, and not how often: whatever
/// changes a key in one turn of the server's loop names it once (tracking.c,
/// `trackingRememberKeyToBroadcast`).
public final class RedisKeyFeed {
  /// What came in one turn of ours.
  public struct Names: Sendable, Equatable {
    /// In the order in which they came, each as often as it came.
    public fileprivate(set) var keys: [[UInt8]] = []
    /// Whether a database was emptied: the keys that went with it are not named.
    public fileprivate(set) var isFlushed = false
  }

  /// The channel by which names come; an ACL has to allow it.
  public static let channel = "__redis__:invalidate"

  /// By which the server knows this connection, for `REDIRECT`.
  public let clientID: Int
  /// The replies to what ``connect(_:asking:deadline:)`` was to ask, errors included.
  public let answers: [RedisValue]
  private let transport: Transport
  private var turn = 0

  private init(_ transport: Transport, clientID: Int, answers: [RedisValue]) {
    self.transport = transport
    self.clientID = clientID
    self.answers = answers
  }

  /// Connects, logs in and subscribes. Nothing comes before another connection asks for it.
  ///
  /// - Parameter questions: commands to be run before the connection only listens.
  /// - Throws: as ``RedisConnection/connect(_:asking:deadline:interrupt:)``; ``RedisError/server``
  ///   where this user may use neither `CLIENT ID` nor the channel.
  public static func connect(
    _ endpoint: RedisEndpoint, asking questions: [RedisCommand] = [], deadline: Deadline
  ) throws(RedisError) -> RedisKeyFeed {
    let identity: RedisCommand = ["CLIENT", "ID"]
    let opened = try Handshake.connect(
      endpoint, asking: [identity] + questions, until: deadline, interrupt: nil)
    guard let first = opened.answers.first else {
      throw .protocolError(tr("no reply to CLIENT ID"))
    }
    let feed = RedisKeyFeed(
      opened.transport, clientID: try first.throwingServerError().asInteger(),
      answers: Array(opened.answers.dropFirst()))
    try feed.subscribe(deadline)
    return feed
  }

  public var isClosed: Bool { transport.isClosed }

  public func close() {
    transport.shutDown()
  }

  /// Everything that has come: with all names of what was changed, and answered to whoever changed it,
  /// before this was called. The server answers to a word of ours on the same connection, and what it
  /// had to say before that stands before it.
  ///
  /// - Throws: ``RedisError/timedOut`` where no answer comes, ``RedisError/connectionLost``; the
  ///   connection is closed then, and names may be lost.
  public func names(deadline: Deadline) throws(RedisError) -> Names {
    turn += 1
    let word = String(turn)
    try say(["PING", word], deadline)
    var names = Names()
    while true {
      let parts = try next(deadline)
      let kind = try parts.first?.asString() ?? ""
      switch (kind, parts.count) {
      case ("pong", 2):
        guard try parts[1].asString() == word else {
          throw .protocolError(tr("a pong of another ping"))
        }
        return names
      case ("message", 3): try Self.add(parts[2], to: &names)
      default: throw .protocolError(tr("a message that nobody asked for"))
      }
    }
  }

  private static func add(_ payload: RedisValue, to names: inout Names) throws(RedisError) {
    switch payload {
    case .null: names.isFlushed = true
    case .array(let keys):
      for key in keys { names.keys.append(try key.asBytes()) }
    default: throw .unexpectedReply(expected: tr("names of keys"), got: tr("another message"))
    }
  }

  private func subscribe(_ deadline: Deadline) throws(RedisError) {
    try say(["SUBSCRIBE", Self.channel], deadline)
    guard try next(deadline).first?.asString() == "subscribe" else {
      transport.shutDown()
      throw .protocolError(tr("a subscription that was not confirmed"))
    }
  }

  private func say(_ command: RedisCommand, _ deadline: Deadline) throws(RedisError) {
    var buffer = CommandBuffer()
    buffer.append(command)
    try transport.transmit(buffer.bytes, until: deadline)
  }

  /// The parts of the next message.
  private func next(_ deadline: Deadline) throws(RedisError) -> [RedisValue] {
    guard let message = try transport.nextPush(until: deadline) else {
      // What comes later could not be told from what was asked for next.
      transport.shutDown()
      throw .timedOut
    }
    return try message.throwingServerError().asArray()
  }
}
