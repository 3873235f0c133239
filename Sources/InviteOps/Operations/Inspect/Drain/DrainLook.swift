internal import CeleryProtocol
internal import LosslessJSON

/// What the workers that are drained say at one moment. No I/O.
struct DrainLook {
  /// By node, the queues it consumes.
  private(set) var queues: [String: [String]] = [:]
  private(set) var tasks: [String: [HeldTask]] = [:]
  private(set) var limits = RateLimits([])
  /// By node, seconds since its start.
  private(set) var uptimes: [String: Double] = [:]
  /// By node, its process as the machine or container counts them.
  private(set) var pids: [String: Int] = [:]
  let census: FleetCensus
  /// Those that have a binding for remote control: they live with it, or were killed.
  let bound: Set<String>

  static let questions = [
    ControlQuestion(.activeQueues), ControlQuestion(.active), ControlQuestion(.reserved),
    ControlQuestion(.scheduled), RateLimits.question, ControlQuestion(.stats),
  ]

  init(_ answers: MailboxAnswers, _ nodes: [String]) {
    census = FleetCensus(answers, destination: nodes)
    bound = Set(answers.bound)
    func by(_ question: Int) -> [String: JSONValue] {
      Dictionary(
        answers.values(question).map { ($0.node, $0.value) },
        uniquingKeysWith: { first, _ in first })
    }
    let (active, reserved, scheduled) = (by(1), by(2), by(3))
    for (node, value) in by(0) {
      queues[node] = (value.array ?? []).compactMap { $0["name"]?.string }
    }
    // A worker of which one answer is missing is not known.
    for node in active.keys where reserved[node] != nil && scheduled[node] != nil {
      tasks[node] = HeldTask.told(
        active: active[node], reserved: reserved[node], scheduled: scheduled[node])
    }
    limits = RateLimits(answers.values(4))
    let stats = by(5).compactMapValues { WorkerStats($0) }
    uptimes = stats.compactMapValues(\.uptime)
    pids = stats.compactMapValues(\.pid)
  }

  /// Who a worker is.
  ///
  /// - Parameter seen: when it said so, epoch seconds by the broker's clock.
  func process(_ node: String, seen: Double) -> WorkerIdentity {
    WorkerIdentity(pid: pids[node], uptime: uptimes[node], seen: seen)
  }

  /// Whether a worker has answered everything.
  func knows(_ node: String) -> Bool { queues[node] != nil && tasks[node] != nil }

  /// Whether a worker takes nothing more and has nothing left.
  func isEmpty(_ node: String) -> Bool {
    queues[node]?.isEmpty == true && tasks[node]?.isEmpty == true && !isTwice(node)
  }

  /// Whether nobody seems to listen by this name. With a destination, a left binding of another worker
  /// makes a stopped one look so, too: who acts on it asks all.
  func seemsAbsent(_ node: String) -> Bool {
    switch census.workers.first(where: { $0.name == node })?.status ?? .unknown {
    case .absent, .unknown: true
    case .replied, .duplicateName, .silent, .heartbeatOnly, .silentOrAbsent: false
    }
  }

  /// Whether two workers answered to this name: then only one of them is understood.
  func isTwice(_ node: String) -> Bool {
    census.workers.contains { $0.name == node && $0.status == .duplicateName }
  }
}
