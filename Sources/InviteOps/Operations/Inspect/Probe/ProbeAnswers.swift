internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import LosslessJSON
internal import RedisClient

/// What workers say after probes: who had which, and where one was not taken, how they are.
struct ProbeAnswers {
  /// How a worker stands to a queue that it consumes.
  struct Consumer: Equatable {
    let name: String
    /// Messages that it has taken and not acknowledged.
    let held: Int
    /// How many it may hold; 0 is no limit.
    let prefetch: Int
    let running: Int
    /// `nil` where its settings are not understood.
    let layout: QueueLayout?

    /// Whether it takes no more until one is acknowledged (kombu/transport/virtual/base.py, QoS
    /// `can_consume`).
    var isFull: Bool { prefetch > 0 && held >= prefetch }
  }

  /// By node, the ids that it has discarded.
  private(set) var revoked: [String: Set<String>] = [:]
  private var consumed: [String: [String]] = [:]
  private var consumers: [String: Consumer] = [:]
  let census: FleetCensus
  /// Whether all was asked, not only who had a probe.
  let isWhole: Bool

  /// The first is who had it: a worker notes the ids that it discards
  /// (celery/worker/request.py, `maybe_expire`).
  static let claim = InspectVerb.revoked
  private static let verbs: [InspectVerb] = [
    claim, .activeQueues, .conf(withDefaults: false), .stats, .active, .reserved, .scheduled,
  ]

  /// Asks who had each of `items`, and how the workers are where one was not taken.
  static func ask(
    _ items: [ProbeItem], _ mailbox: WorkerMailbox, wait: Duration
  ) throws(RedisError) -> ProbeAnswers {
    let isWhole = !items.allSatisfy(\.isDone)
    let questions = (isWhole ? Self.verbs : [Self.claim]).map { ControlQuestion($0) }
    let answers = try mailbox.askIfPossible(questions, deadline: .after(wait))
    return ProbeAnswers(answers, isWhole: isWhole)
  }

  init(_ answers: MailboxAnswers, isWhole: Bool) {
    self.isWhole = isWhole
    census = FleetCensus(answers)
    revoked = Self.revoked(answers)
    guard isWhole else { return }
    func of(_ question: Int) -> [String: JSONValue] {
      Dictionary(uniqueKeysWithValues: answers.values(question).map { ($0.node, $0.value) })
    }
    let (conf, stats, active, reserved, scheduled) = (of(2), of(3), of(4), of(5), of(6))
    for (node, value) in answers.values(1) {
      consumed[node] = (value.array ?? []).compactMap { $0["name"]?.string }
      let running = (active[node]?.array ?? []).compactMap { WorkerTask($0) }
      consumers[node] = Consumer(
        name: node,
        held: running.count { !$0.isAcknowledged } + (reserved[node]?.array?.count ?? 0)
          + (scheduled[node]?.array?.count ?? 0),
        prefetch: stats[node].flatMap { WorkerStats($0)?.prefetchCount } ?? 0,
        running: running.count, layout: conf[node].flatMap { try? QueueLayout(conf: $0) })
    }
  }

  /// The ids of probes alone: a worker may remember 50,000 others.
  private static func revoked(_ answers: MailboxAnswers) -> [String: Set<String>] {
    Dictionary(
      uniqueKeysWithValues: answers.values(0).map { node, value in
        (
          node,
          Set(
            (value.array ?? []).compactMap(\.string).filter {
              $0.hasPrefix(ProbeMessage.idPrefix)
            })
        )
      })
  }

  func takers(of items: [ProbeItem]) -> [String: String] {
    var takers: [String: String] = [:]
    for (node, ids) in revoked.sorted(by: { $0.key < $1.key }) {
      for item in items where ids.contains(item.id) { takers[item.id] = node }
    }
    return takers
  }

  func consumers(of queue: String) -> [Consumer] {
    consumed.filter { $0.value.contains(queue) }.keys.sorted().compactMap { consumers[$0] }
  }

  /// Workers that say that they consume nothing, as drained ones do.
  var idle: [String] { consumed.filter { $0.value.isEmpty }.keys.sorted() }

  /// Workers that may consume anything, since they do not say what.
  var unheard: SilentWorkers? {
    let workers = census.workers.filter(\.status.mayHoldTasks)
    return workers.isEmpty ? nil : SilentWorkers(workers)
  }

  func verdict(_ item: ProbeItem) -> QueueProbe.Outcome.Verdict {
    switch item.phase {
    case .refused: return .refused
    case .held, .waiting: return .held
    case .takenBack: return item.hasMoved ? .moving : .notTaken
    case .gone: return item.isStored || item.worker != nil ? .taken : .gone
    case .taken: return .taken
    }
  }
}

extension ProbeItem {
  fileprivate var isDone: Bool {
    if case .taken = phase { true } else { false }
  }
}
