internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Shows whether workers take messages out of queues: puts a message there that the worker which takes
/// it discards, and looks what becomes of it. No task runs and nothing stays behind.
///
/// A worker may answer remote control and take nothing; this asks the way that messages go.
public struct QueueProbe: Sendable {
  let context: OperationContext
  /// `nil` for those that workers consume, and those of the backend that the broker knows.
  let queues: [String]?
  /// Only those of the backend, and without asking the workers who had what, or why not.
  let isBrief: Bool
  /// Each priority list of a queue, not only the one of the backend's messages.
  let everyStep: Bool
  /// Before all messages that wait.
  let isFront: Bool
  /// How long to wait for a worker to take a probe.
  public let wait: Duration

  public init(
    _ context: OperationContext, queues: [String]? = nil, everyStep: Bool = false,
    front: Bool = false, wait: Duration = .seconds(5)
  ) {
    self.context = context
    self.queues = queues
    isBrief = false
    self.everyStep = everyStep
    isFront = front
    self.wait = wait
  }

  /// Of the backend's queues that the broker knows, for numbers: within `wait` and a moment.
  init(ofBackend context: OperationContext, wait: Duration) {
    self.context = context
    queues = nil
    isBrief = true
    everyStep = false
    isFront = false
    self.wait = wait
  }

  /// - Throws: ``Failure`` when the broker cannot be written to; of kind ``Failure/Kind/usage`` for a
  ///   queue that is not there. That nobody takes a probe is an outcome.
  public func run() throws(Failure) -> Outcome {
    try run { _ throws(RedisError) in }
  }

  /// The same.
  ///
  /// - Parameter waiting: done again and again while probes lie in their lists; what it throws ends the probe.
  func run(
    waiting: @escaping (RedisConnection) throws(RedisError) -> Void
  ) throws(Failure) -> Outcome {
    let connection = try context.redis(.broker)
    let keys = context.brokerKeys
    do {
      // What was begun is finished after a signal, too, which ends the pauses alone.
      connection.interrupt = nil
      let items = try items(connection, keys)
      let results = ProbeResults(context, ids: items.map(\.id))
      let timeout = context.configuration.timeout
      let marks = try ProbeMarks(connection, wait: wait, timeout: timeout)
      let mayCome = try marks.sweep(connection, results)
      let flight = ProbeFlight(
        items, keys, results, marks, isFront: isFront, timeout: timeout)
      flight.whileWaiting = waiting
      try fly(flight, connection)
      // What a worker had in its hands before ours is stored by now.
      if mayCome { _ = try? marks.sweep(connection, results) }
      return try outcome(flight, results, connection)
    } catch RedisError.interrupted {
      throw Failure(.interrupted, tr("stopped; no probe is left"))
    } catch {
      throw Failure(of: error, doing: tr("probe the queues"))
    }
  }

  private func items(
    _ connection: RedisConnection, _ keys: BrokerKeys
  ) throws -> [ProbeItem] {
    var items: [ProbeItem] = []
    for queue in try names(connection) {
      let lists = keys.queueLists(queue)
      let usual = keys.queue(queue, priority: InviteTask.priority)
      for (index, (list, step)) in zip(lists, keys.layout.steps).enumerated() {
        // At the front of the queue is at the front of the list that is emptied first.
        let isMeant = everyStep || (isFront ? index == 0 : list == usual)
        guard isMeant else { continue }
        let id = ProbeMessage.id()
        do {
          let message = try ProbeMessage.make(queue: queue, step: step, id: id)
          items.append(
            ProbeItem(
              queue: queue, step: step, list: list, id: id, bytes: message.encoded,
              before: Array(lists.prefix(index)),
              restored: UnackedEntry.restored(message.envelope, queue: queue)))
        } catch {
          throw Failure(.usage, tr("no queue can have this name: \(error)"))
        }
      }
    }
    return items
  }

  private func names(_ connection: RedisConnection) throws -> [String] {
    if let queues {
      var names: [String] = []
      for queue in queues where !names.contains(queue) {
        try UnknownQueue.refuse(queue, connection, context)
        names.append(queue)
      }
      return names
    }
    var consumed: Set<String> = []
    if !isBrief {
      let answers = try context.mailbox(on: connection).askIfPossible(
        [ControlQuestion(.activeQueues)], deadline: .after(min(wait, .seconds(1))))
      for (_, value) in answers.values(0) {
        consumed.formUnion((value.array ?? []).compactMap { $0["name"]?.string })
      }
    }
    let known = try BrokerReader(
      connection: connection, keys: context.brokerKeys, timeout: context.configuration.timeout
    ).takeInventory().queues
    let backend = InviteTask.backendQueues.filter { consumed.contains($0) || known.contains($0) }
    return backend + consumed.subtracting(backend).sorted()
  }

  /// Whatever ends it, what nobody took is taken back.
  private func fly(_ flight: ProbeFlight, _ connection: RedisConnection) throws(Failure) {
    do {
      try flight.publish(connection)
      try flight.follow(connection, until: .after(wait)) { items throws(RedisError) in
        try claims(items, connection)
      }
      try flight.land(connection)
    } catch {
      let failure = Failure(
        error, doing: tr("probe the queues"), on: connection,
        context.brokerKeys.uses(flight.items.map(\.queue)))
      throw end(failure, flight, connection)
    }
  }

  private func claims(
    _ items: [ProbeItem], _ connection: RedisConnection
  ) throws(RedisError) -> [String: String] {
    let answers = try context.mailbox(on: connection).askIfPossible(
      [ControlQuestion(ProbeAnswers.claim)], deadline: .after(.milliseconds(500)))
    return ProbeAnswers(answers, isWhole: false).takers(of: items)
  }

  private func end(
    _ failure: Failure, _ flight: ProbeFlight, _ connection: RedisConnection
  ) -> Failure {
    do throws(Failure) {
      let connection =
        connection.isClosed
        ? try context.uninterrupted.redis(.broker, deadline: .after(.seconds(2))) : connection
      do throws(RedisError) {
        try flight.land(connection)
      } catch {
        throw Failure(error, doing: tr("take the probes back"))
      }
      return failure.kind == .interrupted
        ? Failure(.interrupted, tr("stopped; the probes that nobody had taken were taken back"))
        : failure
    } catch {
      let lists = Set(flight.items.filter(\.isWaiting).map { PythonText.escaped($0.list) })
      return Failure(
        failure.kind,
        tr("\(failure.message); probes may be left in \(lists.sorted().joined(separator: ", "))"),
        hint:
          tr(
            "they have expired: the worker that takes one discards it, and nothing runs; the next "
              + "probe takes them back"),
        reason: failure.reason
      ).caused(by: failure)
    }
  }

  private func outcome(
    _ flight: ProbeFlight, _ results: ProbeResults, _ connection: RedisConnection
  ) throws -> Outcome {
    let answers =
      isBrief
      ? ProbeAnswers(MailboxAnswers.none(to: 1), isWhole: false)
      : try ProbeAnswers.ask(
        flight.items, context.mailbox(on: connection), wait: min(wait, .milliseconds(1500)))
    flight.note(workers: answers.takers(of: flight.items))
    let paused =
      isBrief
      ? [] : try PausedQueue.seen(connection, timeout: context.configuration.timeout)
    let unconsumed = flight.items.filter {
      answers.verdict($0) == .notTaken && answers.consumers(of: $0.queue).isEmpty
    }
    var first: [String: String] = [:]
    for queue in Set(isBrief ? [] : unconsumed.map(\.queue)) {
      first[queue] = QuarantinedMessage.beforehand(in: [queue], context)
    }
    let diagnoser = ProbeDiagnoser(
      items: flight.items, answers: answers, context: context, trouble: results.trouble,
      wait: wait, isFront: isFront, paused: paused, first: first)
    return Outcome(
      probes: flight.items.map { item in
        // Where nobody was asked nothing is known of why.
        probe(item, answers, reason: isBrief ? nil : diagnoser.diagnosis(item)?.kind)
      },
      diagnoses: diagnoser.diagnose())
  }

  private func probe(
    _ item: ProbeItem, _ answers: ProbeAnswers, reason: String?
  ) -> Outcome.Probe {
    let verdict = answers.verdict(item)
    let pace = Double(item.ahead - item.left) / max(wait.seconds, 0.001)
    return Outcome.Probe(
      queue: item.queue, step: item.step, verdict: verdict,
      latencyMs: verdict == .taken || verdict == .held
        ? item.latency.map { ($0.seconds * 10_000).rounded() / 10 } : nil,
      worker: item.worker, ahead: item.ahead, left: item.left,
      expectedWaitSeconds: verdict == .moving && pace > 0
        ? (Double(item.left) / pace).rounded() : nil,
      hasResult: item.isStored, reason: reason)
  }
}
