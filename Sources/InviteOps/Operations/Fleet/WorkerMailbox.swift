internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Asks workers over the broker and collects their answers, leaving nothing behind.
///
/// Answers go through an exchange of our own whose binding set expires, onto a list that has a
/// life of its own from the first moment, so that a client killed at any point leaves nothing that
/// stays; see docs/decisions. After the binding is gone workers drop a late answer.
struct WorkerMailbox {
  /// Lives of the binding and of the list if this process is killed. The list's is the longer
  /// one: while a worker can still find the binding, the list it pushes to has its life.
  static let bindingLife = Duration.seconds(30)
  static let listLife = Duration.seconds(40)
  private static let renewal = Duration.seconds(10)
  /// Without an answer for so long, heartbeats are listened for.
  private static let patience = Duration.milliseconds(150)

  let connection: RedisConnection
  let keys: BrokerKeys
  let interrupt: Interrupt?
  /// For one request to Redis.
  let timeout: Duration

  /// Asks every question of every worker, or of those in `destination`.
  ///
  /// Returns as soon as all that can answer have answered, at the latest at `deadline`. Not before: a
  /// worker that has looked the binding up pushes its answer a moment later, and the list that it makes
  /// then has no end.
  ///
  /// - Parameter hearsMuted: whether workers with remote control off are listened for, too, where
  ///   more connections take messages than listen to remote control.
  func ask(
    _ questions: [ControlQuestion], destination: [String]? = nil, deadline: Deadline,
    hearsMuted: Bool = false
  ) throws(RedisError) -> MailboxAnswers {
    // What was begun is cleaned up after an interrupt, too, which ends the pauses alone.
    let watched = connection.interrupt
    connection.interrupt = nil
    defer { connection.interrupt = watched }
    guard
      let posted = try post(
        questions, destination: destination, deadline: deadline, needsBinding: false)
    else { throw .protocolError(tr("nothing was asked")) }
    let answers: MailboxAnswers
    do {
      answers = try collect(posted, deadline: deadline, hearsMuted: hearsMuted)
    } catch {
      try? cleanUp(posted, mayBeAnswered: true)
      throw error
    }
    try cleanUp(posted, mayBeAnswered: !answers.collector.isComplete)
    return answers
  }

  /// The same; nobody has answered where the server refuses the question.
  func askIfPossible(
    _ questions: [ControlQuestion], deadline: Deadline
  ) throws(RedisError) -> MailboxAnswers {
    do throws(RedisError) {
      return try ask(questions, deadline: deadline)
    } catch {
      guard case .server = error else { throw error }
      return .none(to: questions.count)
    }
  }

  /// Sends a request that nobody answers. Returns how many connections listened.
  func cast(
    _ verb: ControlVerb, destination: [String]? = nil
  ) throws(RedisError) -> Int {
    let request = ControlRequest(
      method: verb.method, arguments: verb.arguments, destination: destination, reply: nil)
    let message = request.envelope.encoded
    var listening = 0
    for channel in keys.controlChannels {
      listening += try connection.call(
        ["PUBLISH", channel, message], deadline: .after(timeout)
      ).asInteger()
    }
    return listening
  }

  /// Sends questions; ``collect(_:deadline:until:)`` gets the answers.
  ///
  /// - Returns: `nil` where no worker has a binding and `needsBinding` says to send nothing then.
  func post(
    _ questions: [ControlQuestion], destination: [String]? = nil, deadline: Deadline,
    needsBinding: Bool
  ) throws(RedisError) -> Posted? {
    // A command is short and must be finished once begun; the pauses between are interruptible.
    let watched = connection.interrupt
    connection.interrupt = nil
    defer { connection.interrupt = watched }
    let start = ContinuousClock.now
    let workers = try connection.call(
      ["SMEMBERS", keys.binding(exchange: ControlRequest.exchange)], deadline: .after(timeout)
    ).asStrings()
    if needsBinding, workers.isEmpty { return nil }
    let roundTrip = start.duration(to: .now)
    let separator = Self.separator(workers) ?? keys.layout.separator
    // A worker chokes on a binding that is written with another separator than its own, so that
    // each separator has a set of its own.
    let exchange =
      ControlRequest.replyExchange
      + (separator == PriorityStep.separator
        ? "" : "." + separator.utf8.map { String($0, radix: 16) }.joined())
    let oid = Self.oidPrefix + CeleryID.random()
    let requests = questions.map {
      ControlRequest(
        method: $0.method, arguments: $0.arguments, destination: destination,
        reply: .init(oid: oid), replyExchange: exchange,
        expires: Date().timeIntervalSince1970 + (deadline.remaining?.seconds ?? 3600))
    }
    let bound = Self.boundNodes(workers, separator)
    let opening = open(oid, exchange, separator)
    var commands = opening
    for request in requests {
      let message = request.envelope.encoded
      for channel in keys.controlChannels { commands.append(["PUBLISH", channel, message]) }
    }
    let replies: [RedisValue]
    do throws(RedisError) {
      replies = try connection.pipeline(commands, deadline: .after(timeout))
      for reply in replies.prefix(opening.count) { _ = try reply.throwingServerError() }
    } catch {
      try? cleanUp(oid, exchange, separator, mayBeAnswered: true)
      throw error
    }
    var listening = 0
    for reply in replies.suffix(from: opening.count).prefix(keys.controlChannels.count) {
      listening += try reply.asInteger()
    }
    return Posted(
      oid: oid, exchange: exchange, separator: separator,
      tickets: requests.compactMap { $0.reply?.ticket }, start: start, bound: bound,
      listening: listening, named: destination?.count ?? bound.count, roundTrip: roundTrip)
  }

  /// Answers, until all that can answer have, `isEnough`, or the deadline.
  func collect(
    _ posted: Posted, deadline: Deadline, hearsMuted: Bool = false,
    until isEnough: (MailboxAnswers) -> Bool = { _ in false }
  ) throws(RedisError) -> MailboxAnswers {
    let watched = connection.interrupt
    connection.interrupt = nil
    defer { connection.interrupt = watched }
    let (list, listening, start) = (keys.replyList(posted.oid), posted.listening, posted.start)
    var collector = ReplyCollector(
      tickets: posted.tickets, listening: listening, named: posted.named)
    var ear = HeartbeatListener(endpoint: connection.endpoint, keys: keys, interrupt: interrupt)
    var read = 0
    var renewed = start
    var lingerEnd: ContinuousClock.Instant?
    func answers() -> MailboxAnswers {
      MailboxAnswers(
        listening: listening, bound: posted.bound, collector: collector, heartbeats: ear.heard,
        elapsed: start.duration(to: .now))
    }
    while listening > 0 {
      let before = read
      read = try poll(list, after: read, into: &collector)
      if read > before, isEnough(answers()) { break }
      let now = ContinuousClock.now
      if collector.isComplete {
        guard collector.hasSurplus else { break }
        // A second worker of the same name answers in about the time of the first.
        let end =
          lingerEnd ?? now
          + max(.milliseconds(10), min(start.duration(to: now), .milliseconds(100)))
        lingerEnd = end
        if now >= end { break }
      }
      if deadline.hasPassed { break }
      if renewed.duration(to: now) > Self.renewal {
        _ = try connection.pipeline(
          open(posted.oid, posted.exchange, posted.separator, renewing: true),
          deadline: .after(timeout))
        renewed = now
      }
      let elapsed = start.duration(to: now)
      let pause = min(.milliseconds(25), max(.milliseconds(1), elapsed / 20))
      if !collector.isComplete, elapsed > Self.patience {
        try ear.listen(for: pause, timeout: timeout)
      } else if !SocketWait.pause(pause, interrupt: interrupt) {
        throw .interrupted
      }
    }
    guard hearsMuted,
      let takers = try TakingConnections.read(
        connection, database: keys.database, deadline: .after(timeout))?.all.count
    else { return answers() }
    // Who listens and has no name is no worker, and takes nothing.
    let named = min(listening, max(posted.bound.count, collector.replies.first?.count ?? 0))
    while answers().muted.count < takers - named, !deadline.hasPassed {
      try ear.listen(for: .milliseconds(50), timeout: timeout)
    }
    var heard = answers()
    heard.strangers = max(0, takers - named - heard.muted.count)
    return heard
  }

  /// Ends it without another wait. Where an answer may still come, the list stays for it, with the end
  /// that it has.
  func close(_ posted: Posted, mayBeAnswered: Bool) throws(RedisError) {
    let member = ControlRequest.ReplyAddress(oid: posted.oid).binding.written(
      with: posted.separator)
    var commands: [RedisCommand] = [["SREM", keys.binding(exchange: posted.exchange), member]]
    if !mayBeAnswered { commands.append(["DEL", keys.replyList(posted.oid)]) }
    _ = try connection.pipeline(commands, deadline: .after(timeout))
  }

  /// - Parameter mayBeAnswered: Whether a worker may be pushing just now: it looks the binding up
  ///   and pushes in two steps, so the list goes a moment after the binding.
  private func cleanUp(_ posted: Posted, mayBeAnswered: Bool) throws(RedisError) {
    try cleanUp(posted.oid, posted.exchange, posted.separator, mayBeAnswered: mayBeAnswered)
  }

  private func cleanUp(
    _ oid: String, _ exchange: String, _ separator: String, mayBeAnswered: Bool
  ) throws(RedisError) {
    var connection = connection
    if connection.isClosed {
      connection = try RedisConnection.connect(connection.endpoint, deadline: .after(.seconds(2)))
    }
    let deadline = Deadline.after(min(timeout, .seconds(2)))
    let binding = keys.binding(exchange: exchange)
    let member = ControlRequest.ReplyAddress(oid: oid).binding.written(with: separator)
    let replies = try connection.pipeline(
      [["SREM", binding, member], ["SMEMBERS", binding]], deadline: deadline)
    _ = try replies[0].throwingServerError()
    if mayBeAnswered { SocketWait.pause(.milliseconds(5)) }
    try connection.call(["DEL", keys.replyList(oid)], deadline: deadline)
    // What others have left is no reason to fail.
    let others = (try? replies[1].asStrings()) ?? []
    try? dropDead(others, binding, separator, on: connection, deadline)
  }
}
