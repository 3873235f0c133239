public import ClientSupport
internal import Localization

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
  /// The replies to what ``connect(_:asking:deadline:interrupt:)`` was to ask, in its order.
  public let answers: [RedisValue]
  private let transport: Transport
  /// What ``submit(_:deadline:)`` sent, the oldest first, and when.
  private var submitted: [(commands: [RedisCommand], at: ContinuousClock.Instant)] = []
  /// The bytes of a request; its room is kept for the next one.
  private var buffer = CommandBuffer()

  private init(_ endpoint: RedisEndpoint, _ opened: Handshake.Opened) {
    self.endpoint = endpoint
    transport = opened.transport
    answers = opened.answers
  }

  /// Connects, logs in and selects the database, in one round trip.
  ///
  /// - Parameter questions: commands to be run in the same round trip; their replies, errors
  ///   included, are in ``answers``.
  /// - Throws: ``RedisError/couldNotConnect``; ``RedisError/server`` when the login or the
  ///   database is refused; the others of a call.
  public static func connect(
    _ endpoint: RedisEndpoint, asking questions: [RedisCommand] = [], deadline: Deadline,
    interrupt: Interrupt? = nil
  ) throws(RedisError) -> RedisConnection {
    let opened = try Handshake.connect(
      endpoint, asking: questions, until: deadline, interrupt: interrupt)
    return RedisConnection(endpoint, opened)
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
    return try completed(try send(commands, deadline), of: commands, deadline)
  }

  /// Sends the commands as ``pipeline(_:deadline:)`` does and comes back without their replies,
  /// which ``replies(deadline:)`` fetches: the server works while this process does something else.
  /// Until then no other call can be made on this connection.
  ///
  /// - Parameter ahead: whether replies to others may be due still, as a reader has it that looks through
  ///   one page while the server makes the next. They are run, and their replies fetched, in their order;
  ///   no script may be among them.
  public func submit(
    _ encoded: EncodedCommands, ahead: Bool = false, deadline: Deadline
  ) throws(RedisError) {
    if !ahead || isClosed { try checkIdle() }
    let start = ContinuousClock.now
    do {
      try transport.begin(encoded.bytes, until: deadline)
    } catch {
      submitted = []
      tell(encoded.commands, since: start, error)
      throw error
    }
    submitted.append((encoded.commands, start))
  }

  /// The replies to the first of what ``submit(_:deadline:)`` sent and nobody has fetched; none when
  /// nothing was sent.
  ///
  /// - Parameter lend: where the first reply is an array, gets each string of it with its place, for as long
  ///   as it runs. They are not copied, and the reply is the number of elements.
  public func replies(
    deadline: Deadline, lending lend: ((Int, UnsafeRawBufferPointer) -> Void)? = nil
  ) throws(RedisError) -> [RedisValue] {
    guard !submitted.isEmpty else { return [] }
    let (commands, start) = submitted.removeFirst()
    let replies: [RedisValue]
    do {
      replies = try transport.finish(
        replies: commands.count, due: submitted.reduce(0) { $0 + $1.commands.count },
        until: deadline, lending: lend)
      tell(commands, since: start, nil)
    } catch {
      submitted = []
      tell(commands, since: start, error)
      throw error
    }
    closeIfDemoted(replies)
    return try completed(replies, of: commands, deadline)
  }

  /// Whether replies to what was submitted are due still.
  public var hasSubmitted: Bool { !submitted.isEmpty && !isClosed }

  private func checkIdle() throws(RedisError) {
    guard submitted.isEmpty || isClosed else {
      throw .protocolError(tr("a call while the replies to another one are due"))
    }
    submitted = []
  }

  /// Runs by its source what the server did not know by its digest.
  private func completed(
    _ first: [RedisValue], of commands: [RedisCommand], _ deadline: Deadline
  ) throws(RedisError) -> [RedisValue] {
    var replies = first
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
    try checkIdle()
    let start = ContinuousClock.now
    do {
      encode(commands)
      let replies = try transport.exchange(
        buffer.bytes, replies: commands.count, until: deadline)
      tell(commands, since: start, nil)
      closeIfDemoted(replies)
      return replies
    } catch {
      tell(commands, since: start, error)
      throw error
    }
  }

  private func encode(_ commands: [RedisCommand]) {
    buffer.removeAll()
    for command in commands { buffer.append(command) }
  }

  /// A server that sentinels watch and that has become a replica stays one: the next connection
  /// asks the sentinels again.
  private func closeIfDemoted(_ replies: [RedisValue]) {
    guard case .sentinel = endpoint.address else { return }
    for case .error(.readOnly) in replies { close() }
  }

  private func tell(
    _ commands: [RedisCommand], since start: ContinuousClock.Instant, _ error: RedisError?
  ) {
    guard let onExchange else { return }
    onExchange(
      Exchange(
        name: commands.first?.words.first.map { "\($0)" } ?? "", commands: commands.count,
        duration: start.duration(to: .now), error: error))
  }
}
