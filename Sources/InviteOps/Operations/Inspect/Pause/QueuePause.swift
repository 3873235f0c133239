internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

/// Has all workers stop consuming a queue, and consume it again.
///
/// That it is paused, since when and by whom is remembered in the broker, beside what is paused: who
/// looks at the queue sees it, whatever database that person has, and with none at all.
public struct QueuePause: Sendable {
  public static let pauseCommand = verbatim("control pause")
  public static let resumeCommand = verbatim("control resume")

  /// The effect may come so late: workers do it between two things.
  private static let settling = Duration.seconds(10)

  let context: OperationContext
  /// How long to wait for workers that do not answer.
  let wait: Duration

  public init(_ context: OperationContext, wait: Duration) {
    self.context = context
    self.wait = wait
  }

  // MARK: - Pause

  /// Who would stop consuming it.
  ///
  /// - Parameter listening: told when it begins to listen for workers that do not answer, which takes seconds.
  /// - Throws: ``Failure/Kind/usage`` when there is no such queue.
  public func pausePlan(
    _ queue: String, listening: () -> Void = {}
  ) throws(Failure) -> PauseOutcome {
    try reporting(queue) { try look(queue, .pause, context.mailbox(), listening).outcome }
  }

  /// - Parameter listening: as of ``pausePlan(_:listening:)``.
  /// - Throws: as ``pausePlan(_:listening:)``. That some did not is in the outcome.
  public func pause(
    _ queue: String, listening: () -> Void = {}
  ) throws(Failure) -> PauseOutcome {
    try ControlRecord.recording(Self.pauseCommand, context, about: ["queue": .string(queue)]) {
      log throws(Failure) in
      try reporting(queue) {
        let mailbox = try context.mailbox()
        let look = try look(queue, .pause, mailbox, listening)
        var outcome = look.outcome
        // Remembered first: a run that dies on the way leaves a queue that is said to be paused and
        // is consumed, not one that stands still for no known reason.
        let paused = try PausedQueue.change(
          queue, on: mailbox.connection, timeout: mailbox.timeout
        ) { before in remembered(queue, before, look.losing, log) }
        #if FAILPOINTS
          Failpoint.reach("pause-remembered")
        #endif
        outcome.undone = try tell(
          .cancelConsumer(queue: queue), look, mailbox, consumes: false, log)
        outcome.paused = paused
        outcome.held = try held(of: queue, look, mailbox)
        // Where some go on for certain there is nothing to be proved.
        if outcome.undone.isEmpty, outcome.silent.allSatisfy({ outcome.muted.contains($0) }) {
          outcome.take(try prove(look, mailbox))
        }
        outcome.isApplied = true
        note(outcome, log)
        return outcome
      }
    }
  }

  private func remembered(
    _ queue: String, _ before: PausedQueue?, _ workers: [PausedWorker], _ log: RunLog?
  ) -> PausedQueue {
    // Paused again, it is still the first who has paused it.
    if let before {
      let names = Set(workers.map(\.name))
      let others = before.workers.filter { !names.contains($0.name) }
      return before.with(others + workers, resumed: false)
    }
    return PausedQueue(
      queue: queue, since: Timestamps.rfc3339(epoch: Date().timeIntervalSince1970),
      user: OSUser.name, host: OSUser.host,
      role: log == nil ? nil : context.configuration.database?["user"], run: log?.id,
      workers: workers)
  }

  // MARK: - Resume

  /// Who would consume it again.
  ///
  /// - Parameter force: also where no worker can read the next message of it.
  /// - Throws: ``Failure/Kind/conflict`` when it is not paused, and where such a message is the next one. One behind
  ///   others is in the outcome: what is before it would have to be taken out by hand otherwise.
  public func resumePlan(
    _ queue: String, force: Bool = false
  ) throws(Failure) -> PauseOutcome {
    try reporting(queue) {
      let mailbox = try context.mailbox()
      let look = try look(queue, .resume, mailbox)
      try checkPaused(look)
      var outcome = look.outcome
      outcome.malformed = try malformed(in: queue, mailbox, force: force)
      return outcome
    }
  }

  /// - Throws: ``Failure/Kind/conflict`` where it is the next one, and that is not forced.
  private func malformed(
    in queue: String, _ mailbox: WorkerMailbox, force: Bool
  ) throws -> MalformedMessage? {
    let found = try MalformedMessage.first(
      of: queue, mailbox.connection, mailbox.keys, timeout: mailbox.timeout)
    if let found, found.isNext, !force { throw found.refusal }
    return found
  }

  /// - Parameter force: as of ``resumePlan(_:force:)``.
  /// - Throws: as ``resumePlan(_:force:)``. While some do not consume it, it stays remembered with them.
  public func resume(_ queue: String, force: Bool = false) throws(Failure) -> PauseOutcome {
    try ControlRecord.recording(Self.resumeCommand, context, about: ["queue": .string(queue)]) {
      log throws(Failure) in
      try reporting(queue) {
        let mailbox = try context.mailbox()
        let look = try look(queue, .resume, mailbox)
        try checkPaused(look)
        var outcome = look.outcome
        outcome.malformed = try malformed(in: queue, mailbox, force: force)
        outcome.undone = try tell(
          .addConsumer(queue: queue), look, mailbox, consumes: true, log)
        let open = Set(outcome.undone + look.silentOnes)
        let settled = (outcome.paused?.workers ?? []).filter { !open.contains($0.name) }
        try PausedQueue.change(queue, on: mailbox.connection, timeout: mailbox.timeout) { now in
          // Whom somebody has noted meanwhile, this run has not told.
          let left = (now?.workers ?? []).filter { worker in
            !settled.contains { $0.name == worker.name && $0.process == worker.process }
          }
          return left.isEmpty ? nil : now?.with(left, resumed: true)
        }
        outcome.isApplied = true
        note(outcome, log)
        return outcome
      }
    }
  }

  private func checkPaused(_ look: Look) throws(Failure) {
    let queue = look.outcome.queue
    guard look.outcome.paused == nil else { return }
    let name = PythonText.escaped(queue)
    guard look.consumers.isEmpty else {
      throw Failure(
        .conflict, tr("\(name) is not paused"),
        hint: tr("'invitectl inspect-workers' shows which queues are paused"))
    }
    throw Failure(
      .conflict, tr("\(name) is not paused, and no worker that answers consumes it"),
      hint: FleetDiagnoser.consuming(queue, answered: look.answered))
  }

  // MARK: - Both

  /// - Returns: who was not seen to have done it.
  private func tell(
    _ verb: ControlVerb, _ look: Look, _ mailbox: WorkerMailbox, consumes: Bool, _ log: RunLog?
  ) throws -> [String] {
    let nodes = look.outcome.workers
    // One that was restarted since consumes by itself.
    let others = Set(nodes.filter { look.consumers.contains($0) != consumes })
    guard !others.isEmpty else { return [] }
    guard let queue = verb.arguments["queue"]?.string else { return nodes }
    let end = Deadline.after(max(wait, Self.settling))
    _ = try mailbox.ask([ControlQuestion(verb)], destination: others.sorted(), deadline: end)
    var open = Set(nodes)
    while true {
      let answers = try mailbox.ask(
        [ControlQuestion(.activeQueues)], destination: open.sorted(),
        deadline: Deadline.after(wait).earlier(end))
      for (node, value) in answers.values(0) {
        let isConsumed = (value.array ?? []).contains { $0["name"]?.string == queue }
        if isConsumed == consumes { open.remove(node) }
      }
      // Also of a run that is broken off.
      log?.changed = others.subtracting(open).count
      if open.isEmpty, !consumes {
        // A BRPOP that was on its way takes a message yet, and hands it back
        // (kombu/transport/redis.py, `_brpop_start`: a timeout of a second).
        guard SocketWait.pause(DrainEmptiness.confirmation, interrupt: context.interrupt) else {
          throw RedisError.interrupted
        }
      }
      if open.isEmpty || end.hasPassed { return open.sorted() }
      guard SocketWait.pause(.milliseconds(50), interrupt: context.interrupt) else {
        throw RedisError.interrupted
      }
    }
  }

  private func note(_ outcome: PauseOutcome, _ log: RunLog?) {
    let unseen = outcome.consumption == nil || outcome.consumption == .nobody
    log?.problems = max(outcome.undone.count + outcome.awaited.count, unseen ? 0 : 1)
    log?.shortfall = outcome.shortfall
  }

  private func reporting<Value>(
    _ queue: String, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    try Failure.reporting(tr("have the workers change what they consume of \(queue)"), body)
  }
}
