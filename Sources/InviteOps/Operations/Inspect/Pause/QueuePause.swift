internal import CeleryProtocol
internal import ClientSupport
internal import FoundationEssentials
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import LosslessJSON
internal import PostgresClient
internal import RedisClient

/// Has all workers stop consuming a queue, and consume it again.
///
/// That it is paused, since when and by whom is remembered in the broker, beside what is paused: who
/// looks at the queue sees it, whatever database that person has, and with none at all.
public struct QueuePause: Sendable {
  public static let pauseCommand = "control pause"
  public static let resumeCommand = "control resume"

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
  /// - Throws: ``Failure/Kind/usage`` when there is no such queue.
  public func pausePlan(_ queue: String) throws(Failure) -> PauseOutcome {
    try reporting(queue) { try look(queue, .pause, context.mailbox()).outcome }
  }

  /// - Throws: as ``pausePlan(_:)``. That some did not is in the outcome.
  public func pause(_ queue: String) throws(Failure) -> PauseOutcome {
    try ControlRecord.recording(Self.pauseCommand, context) { log throws(Failure) in
      try reporting(queue) {
        let mailbox = try context.mailbox()
        let look = try look(queue, .pause, mailbox)
        var outcome = look.outcome
        // Remembered first: a run that dies on the way leaves a queue that is said to be paused and
        // is consumed, not one that stands still for no known reason.
        let paused = remembered(queue, look, log)
        try remember(paused, mailbox.connection)
        #if FAILPOINTS
          Failpoint.reach("pause-remembered")
        #endif
        outcome.undone = try tell(
          .cancelConsumer(queue: queue), look, mailbox, consumes: false, log)
        outcome.paused = paused
        outcome.isApplied = true
        note(outcome, log)
        return outcome
      }
    }
  }

  private func remembered(_ queue: String, _ look: Look, _ log: RunLog?) -> PausedQueue {
    // Paused again, it is still the first who has paused it.
    if let before = look.outcome.paused {
      return PausedQueue(
        queue: queue, since: before.since, user: before.user, host: before.host,
        role: before.role, run: before.run,
        nodes: Set(before.nodes + look.outcome.workers).sorted())
    }
    return PausedQueue(
      queue: queue, since: Timestamps.rfc3339(epoch: Date().timeIntervalSince1970),
      user: OSUser.name, host: OSUser.host,
      role: log == nil ? nil : context.configuration.database?["user"], run: log?.id,
      nodes: look.outcome.workers)
  }

  // MARK: - Resume

  /// Who would consume it again.
  ///
  /// - Throws: ``Failure/Kind/conflict`` when it is not paused.
  public func resumePlan(_ queue: String) throws(Failure) -> PauseOutcome {
    try reporting(queue) {
      let look = try look(queue, .resume, context.mailbox())
      try checkPaused(look)
      return look.outcome
    }
  }

  /// - Throws: as ``resumePlan(_:)``. While some do not consume it, it stays remembered with them.
  public func resume(_ queue: String) throws(Failure) -> PauseOutcome {
    try ControlRecord.recording(Self.resumeCommand, context) { log throws(Failure) in
      try reporting(queue) {
        let mailbox = try context.mailbox()
        let look = try look(queue, .resume, mailbox)
        try checkPaused(look)
        var outcome = look.outcome
        outcome.undone = try tell(
          .addConsumer(queue: queue), look, mailbox, consumes: true, log)
        let open = Set(outcome.undone + look.silentOnes)
        if let paused = outcome.paused, !open.isEmpty {
          try remember(
            PausedQueue(
              queue: queue, since: paused.since, user: paused.user, host: paused.host,
              role: paused.role, run: paused.run, nodes: open.sorted()), mailbox.connection)
        } else {
          try mailbox.connection.call(
            ["HDEL", PausedQueue.key, queue], deadline: context.requestDeadline)
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
    throw Failure(
      .conflict,
      "\(PythonText.escaped(queue)) is not paused"
        + (look.consumers.isEmpty ? ", and no worker that answers consumes it" : ""),
      hint: look.consumers.isEmpty
        ? "start a worker with -Q \(ShellWord.quoted(queue))"
          + FleetDiagnoser.consuming(queue, answered: look.answered)
        : "'invitectl inspect-workers' shows which queues are paused")
  }

  // MARK: - Both

  private struct Look {
    var outcome: PauseOutcome
    /// The workers that consume the queue now.
    let consumers: [String]
    /// How many workers answer.
    let answered: Int
    /// Of those that are remembered, who may be alive and does not answer.
    let silentOnes: [String]
  }

  private func look(
    _ queue: String, _ direction: PauseOutcome.Direction, _ mailbox: WorkerMailbox
  ) throws -> Look {
    let connection = mailbox.connection
    let paused = try PausedQueue.all(connection, timeout: mailbox.timeout)
      .first { $0.queue == queue }
    let answers = try mailbox.ask([ControlQuestion(.activeQueues)], deadline: .after(wait))
    let census = FleetCensus(answers)
    var consumers: [String] = []
    for (node, value) in answers.values(0)
    where (value.array ?? []).contains(where: { $0["name"]?.string == queue }) {
      consumers.append(node)
    }
    let lengths = try connection.pipeline(
      mailbox.keys.queueLists(queue).map { ["LLEN", $0] }, deadline: context.requestDeadline)
    var ready = 0
    for length in lengths { ready = ready.addingSaturated(try length.asInteger()) }
    if consumers.isEmpty, ready == 0, paused == nil {
      try UnknownQueue.refuse(queue, connection, context)
    }
    let silent = census.workers.filter(\.status.mayHoldTasks).map(\.name)
    let answering = Set(
      census.workers.filter { $0.status == .replied || $0.status == .duplicateName }.map(\.name))
    let workers =
      direction == .pause
      ? consumers : (paused?.nodes ?? []).filter { answering.contains($0) }
    return Look(
      outcome: PauseOutcome(
        direction: direction, queue: queue, workers: workers, silent: silent, ready: ready,
        paused: paused),
      consumers: consumers, answered: answering.count,
      silentOnes: silent.filter { paused?.nodes.contains($0) ?? false })
  }

  private func remember(
    _ paused: PausedQueue, _ connection: RedisConnection
  ) throws(RedisError) {
    try connection.call(
      ["HSET", PausedQueue.key, paused.queue, paused.encoded], deadline: context.requestDeadline)
  }

  /// - Returns: who was not seen to have done it.
  private func tell(
    _ verb: ControlVerb, _ look: Look, _ mailbox: WorkerMailbox, consumes: Bool, _ log: RunLog?
  ) throws -> [String] {
    let nodes = look.outcome.workers
    guard !nodes.isEmpty else { return [] }
    // One that was restarted since consumes by itself.
    let others = Set(nodes.filter { look.consumers.contains($0) != consumes })
    guard let queue = verb.arguments["queue"]?.string else { return nodes }
    let end = Deadline.after(max(wait, Self.settling))
    _ = try mailbox.ask([ControlQuestion(verb)], destination: nodes, deadline: end)
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
    log?.problems = outcome.undone.count + outcome.silent.count
    log?.shortfall = outcome.shortfall
  }

  private func reporting<Value>(
    _ queue: String, _ body: () throws -> Value
  ) throws(Failure) -> Value {
    try Failure.reporting("have the workers change what they consume of \(queue)", body)
  }
}
