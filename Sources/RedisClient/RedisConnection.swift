public import ClientSupport

/// A connection to one Redis server, used by one thread at a time.
///
/// Every call blocks until its replies are there, its deadline passes or the interrupt is raised.
/// After ``RedisError/timedOut``, ``RedisError/interrupted``, ``RedisError/connectionLost`` or
/// ``RedisError/protocolError`` it is closed, and later calls throw ``RedisError/closed``.
public final class RedisConnection {
  /// What one round trip did, for traces: no arguments, which may be codes and emails.
  public struct Exchange: Sendable {
    /// The first word of the first command, e.g. `EVALSHA`.
    public let name: String
    public let commands: Int
    public let duration: Duration
    public let error: RedisError?
  }

  /// Told after each round trip.
  public var onExchange: ((Exchange) -> Void)?
  public let endpoint: RedisEndpoint
  private let transport: Transport

  private init(_ endpoint: RedisEndpoint, _ transport: Transport) {
    self.endpoint = endpoint
    self.transport = transport
  }

  /// Connects, logs in and selects the database, in one round trip.
  ///
  /// - Throws: ``RedisError/couldNotConnect``; ``RedisError/server`` when the login or the
  ///   database is refused; the others of a call.
  public static func connect(
    _ endpoint: RedisEndpoint, deadline: Deadline, interrupt: Interrupt? = nil
  ) throws(RedisError) -> RedisConnection {
    let transport = try Handshake.connect(endpoint, until: deadline, interrupt: interrupt)
    return RedisConnection(endpoint, transport)
  }

  /// Watched by every wait. Set it to `nil` for a step that must be finished once begun.
  public var interrupt: Interrupt? {
    get { transport.interrupt }
    set { transport.interrupt = newValue }
  }

  public var isClosed: Bool { transport.isClosed }

  public func close() {
    transport.shutDown()
  }

  /// Runs one command.
  ///
  /// - Throws: ``RedisError/server`` when the reply is an error.
  @discardableResult
  public func call(
    _ words: [any RedisArgument], deadline: Deadline
  ) throws(RedisError) -> RedisValue {
    try send([RedisCommand(words)], deadline)[0].throwingServerError()
  }

  /// Runs a script.
  ///
  /// - Throws: ``RedisError/server`` when the reply is an error.
  @discardableResult
  public func run(
    _ script: RedisScript, keys: [any RedisArgument], arguments: [any RedisArgument] = [],
    deadline: Deadline
  ) throws(RedisError) -> RedisValue {
    let command = RedisCommand(script, keys: keys, arguments: arguments)
    return try pipeline([command], deadline: deadline)[0].throwingServerError()
  }

  /// Runs the commands in order without waiting for each reply. Replies come in the order of the
  /// commands; an error reply is a value in its place and the others are not touched by it.
  ///
  /// Scripts that the server does not know are run by their source after all the others, in their
  /// own order; nothing of a script has run when the server says NOSCRIPT.
  public func pipeline(
    _ commands: [RedisCommand], deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    guard !commands.isEmpty else { return [] }
    var replies = try send(commands, deadline)
    let unknown = commands.indices.filter { index in
      guard commands[index].script != nil, case .error(.noScript) = replies[index] else {
        return false
      }
      return true
    }
    guard !unknown.isEmpty else { return replies }
    // The first one loads it: the server keeps the source of an EVAL.
    let again = try send(unknown.map { commands[$0].withSource }, deadline)
    for (index, reply) in zip(unknown, again) { replies[index] = reply }
    return replies
  }

  private func send(
    _ commands: [RedisCommand], _ deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    var buffer = CommandBuffer()
    for command in commands { buffer.append(command) }
    let replies = try observed(commands) { () throws(RedisError) in
      try transport.exchange(buffer.bytes, replies: commands.count, until: deadline)
    }
    closeIfDemoted(replies)
    return replies
  }

  /// A server that sentinels watch and that has become a replica stays one: the next connection
  /// asks the sentinels again.
  private func closeIfDemoted(_ replies: [RedisValue]) {
    guard case .sentinel = endpoint.address else { return }
    for case .error(.readOnly) in replies { close() }
  }

  private func observed<T>(
    _ commands: [RedisCommand], _ body: () throws(RedisError) -> T
  ) throws(RedisError) -> T {
    guard let onExchange else { return try body() }
    let begin = ContinuousClock.now
    let name = commands.first?.words.first.map { "\($0)" } ?? ""
    func tell(_ error: RedisError?) {
      onExchange(
        Exchange(
          name: name, commands: commands.count, duration: begin.duration(to: .now),
          error: error))
    }
    do {
      let value = try body()
      tell(nil)
      return value
    } catch {
      tell(error)
      throw error
    }
  }
}
