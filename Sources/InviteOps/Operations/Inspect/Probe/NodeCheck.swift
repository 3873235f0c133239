internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Whether one worker does its work: it answers, its queues are bound in the broker, its heartbeats
/// come. For what restarts a worker that does not.
public struct NodeCheck: Sendable {
  public struct Outcome: Sendable, Encodable {
    public let node: String
    /// Whether it replied to remote control; `nil` where it has that switched off.
    public let answers: Bool?
    /// Whether a heartbeat of it was heard.
    public let hasHeartbeat: Bool
    /// What it says it consumes.
    public let queues: [String]
    public let elapsedMs: Double
    /// What is wrong, and what could not be looked at.
    public let diagnoses: [Diagnosis]

    /// `nil` when it is well.
    public var shortfall: Failure.Kind? {
      if answers == false || (answers == nil && !hasHeartbeat) { return .unanswered }
      return diagnoses.contains { $0.severity == .problem } ? .partial : nil
    }
  }

  /// One that does not answer on purpose is listened to for two of its beats.
  static let beats = HeartbeatListener.twoBeats

  /// A worker tries to connect again at once, and then every 2 s.
  private static let reconnection = Duration.seconds(2)

  let context: OperationContext
  public let node: String
  /// How long to wait for its answer.
  public let wait: Duration

  public init(_ context: OperationContext, node: String, wait: Duration = .milliseconds(1500)) {
    self.context = context
    self.node = node
    self.wait = wait
  }

  /// - Throws: ``Failure`` when the broker cannot be asked. That the worker is not well is an outcome.
  public func run() throws(Failure) -> Outcome {
    let connection = try context.redis(.broker)
    do {
      let outcome = try look(connection)
      // One that has just lost its connection looks as if it had remote control off.
      guard outcome.answers == nil, outcome.hasHeartbeat,
        try UnheardWorkers.isBack(
          [node], within: Self.reconnection, context.mailbox(on: connection))
      else { return outcome }
      return try look(connection)
    } catch {
      throw Failure(error, doing: tr("check the worker \(node)"))
    }
  }

  private func look(_ connection: RedisConnection) throws(RedisError) -> Outcome {
    let start = ContinuousClock.now
    let keys = context.brokerKeys
    let beats = try RedisSubscriber.connect(
      connection.endpoint, deadline: context.requestDeadline, interrupt: context.interrupt)
    try beats.subscribe(
      keys.eventChannels("worker-heartbeat"), deadline: context.requestDeadline)
    // One that is asked for comes at once, whatever the worker's interval.
    let answers = try context.mailbox(on: connection).ask(
      [
        ControlQuestion(.activeQueues), ControlQuestion(.active), ControlQuestion(.reserved),
        ControlQuestion(.scheduled), ControlQuestion(.heartbeat),
      ], destination: [node], deadline: .after(wait))
    let hasAnswered = answers.collector.answered.contains(node)
    let isBound = answers.bound.contains(node)
    let end = hasAnswered || isBound ? wait : max(wait, Self.beats)
    let hasHeartbeat = try hears(beats, until: .after(end - start.duration(to: .now)))
    var isGone = false
    if !hasAnswered, isBound, !hasHeartbeat { isGone = try isAbsent(answers, connection) }
    let said = answers.values(0).first { $0.node == node }?.value.array ?? []
    let held = (1...3).reduce(0) { sum, question in
      sum + (answers.values(question).first { $0.node == node }?.value.array?.count ?? 0)
    }
    let paused =
      said.isEmpty
      ? try PausedQueue.seen(connection, timeout: context.configuration.timeout)
        .filter { $0.owed.contains(node) } : []
    var addable: [String] = []
    if said.isEmpty, hasAnswered {
      addable = try BackendBindings.bound(connection, keys, deadline: context.requestDeadline)
    }
    let idle = paused.isEmpty ? addable : paused.map(\.queue)
    let first = idle.isEmpty ? nil : QuarantinedMessage.beforehand(in: idle, context)
    let faults = try QueueBindings.faults(
      [(node, .array(said))], connection, keys, deadline: context.requestDeadline)
    let bindings = faults.map { Diagnosis($0, connection.endpoint) }
    let twice =
      FleetCensus(answers, destination: [node]).workers
      .contains { $0.name == node && $0.status == .duplicateName }
    return Outcome(
      node: node, answers: hasAnswered ? true : isBound ? false : nil, hasHeartbeat: hasHeartbeat,
      queues: said.compactMap { $0["name"]?.string },
      elapsedMs: (start.duration(to: .now).seconds * 10_000).rounded() / 10,
      diagnoses: Self.diagnose(
        node, hasAnswered: hasAnswered, isBound: isBound, isGone: isGone,
        hasHeartbeat: hasHeartbeat,
        idleness: said.isEmpty
          ? .init(held: held, paused: paused, queues: addable, first: first) : nil)
        + bindings + (twice ? [Self.twin(node)] : []))
  }

  /// Whether nobody listens by its name, as ``DrainSession/standing(_:_:)`` has it: where only it is asked, what
  /// another worker has left behind makes a busy one look absent.
  private func isAbsent(
    _ answers: MailboxAnswers, _ connection: RedisConnection
  ) throws(RedisError) -> Bool {
    func isAbsent(_ census: FleetCensus) -> Bool {
      census.workers.contains { $0.name == node && $0.status == .absent }
    }
    guard isAbsent(FleetCensus(answers, destination: [node])) else { return false }
    let everybody = try context.mailbox(on: connection).ask(
      [ControlQuestion(.activeQueues)], deadline: .after(wait))
    return isAbsent(FleetCensus(everybody))
  }

  /// What one of them says is not what the other one does.
  private static func twin(_ node: String) -> Diagnosis {
    Diagnosis(
      severity: .problem, kind: "duplicate_name",
      message: tr("two workers have the name \(node): only one of them is looked at here"),
      hint: tr("give each worker a name of its own: celery worker -n NAME@%h"))
  }

  private func hears(
    _ subscriber: RedisSubscriber, until deadline: Deadline
  ) throws(RedisError) -> Bool {
    // What came meanwhile is there, however late it is.
    while let message = try subscriber.next(deadline: deadline) {
      let events = (try? CeleryEvent.decode(message.payload)) ?? []
      if events.contains(where: { $0.hostname == node }) { return true }
    }
    return false
  }

  /// No I/O.
  ///
  /// - Parameters:
  ///   - isGone: of one that is bound, whether nobody listens by its name.
  ///   - idleness: of one that consumes nothing.
  static func diagnose(
    _ node: String, hasAnswered: Bool, isBound: Bool, isGone: Bool, hasHeartbeat: Bool,
    idleness: WorkerIdleness?
  ) -> [Diagnosis] {
    var found: [Diagnosis] = []
    if hasAnswered {
      if let idleness { found.append(idleness.diagnosis(node)) }
      if !hasHeartbeat {
        found.append(
          .init(
            severity: .problem, kind: "no_heartbeat",
            message:
              tr("\(node) answers, and no heartbeat of it was heard though it was asked for one"),
            hint:
              tr(
                "restart it; started with --without-heartbeat, --without-gossip and without -E it "
                  + "is always so")))
      }
    } else if isBound, isGone {
      found.append(
        .init(
          severity: .problem, kind: "silent",
          message: tr("\(node) is gone: it has left its binding, and nobody listens by that name"),
          hint: tr("'\(WorkerDrain.restore)' shows which messages it had")))
    } else if isBound {
      found.append(
        .init(
          severity: .problem, kind: hasHeartbeat ? "heartbeat_only" : "silent",
          message: hasHeartbeat
            ? tr("\(node) sends heartbeats and does not answer remote control")
            : tr("\(node) does not answer and sends no heartbeat"),
          hint: hasHeartbeat
            ? tr("restart it")
            : tr("stopped (kill -CONT), or a busy solo pool, which answers after its task"))
      )
    } else if hasHeartbeat {
      found.append(
        .init(
          severity: .note, kind: "remote_control_off",
          message:
            tr(
              "\(node) sends heartbeats and has remote control off: which queues it consumes is "
                + "not known"),
          hint: tr("'invitectl inspect-workers probe' shows whether queues are consumed")))
    } else {
      found.append(
        .init(
          severity: .problem, kind: "unknown_node",
          message: tr("no worker \(node) answers or sends heartbeats"),
          hint: tr("'invitectl inspect-workers ping' lists the names")))
    }
    return found
  }
}
