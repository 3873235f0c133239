internal import CeleryProtocol
internal import ClientSupport
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Puts what workers answered and what lies in the broker together. No I/O.
struct FleetAssembly {
  let census: FleetCensus
  /// Answers by node.
  let stats: [String: JSONValue]
  let active: [String: JSONValue]
  let reserved: [String: JSONValue]
  let scheduled: [String: JSONValue]
  let queues: [String: JSONValue]
  let reports: [String: JSONValue]
  /// Why the workers could not be asked.
  let refusal: RedisError?
  /// Queues that somebody has paused.
  let paused: [PausedQueue]
  /// Queues that their exchange does not lead to.
  let bindings: [QueueBindings.Fault]
  /// Messages that somebody has taken out of their queues, the oldest first.
  var quarantined: [QuarantinedMessage] = []
  /// The first messages of queues that nobody consumes.
  var waiting: [QuarantinedMessage] = []

  /// The visibility timeout that the workers' app sets, in seconds.
  var visibility: Double? {
    stats.values.compactMap { $0["broker"]?["transport_options"]?["visibility_timeout"]?.double }
      .min()
  }

  var consumedQueues: Set<String> {
    Set(queues.values.flatMap { $0.array ?? [] }.compactMap { $0["name"]?.string })
  }

  func snapshot(
    _ state: BrokerState, _ broker: RedisEndpoint, _ keys: BrokerKeys, visibility: Double
  ) -> FleetSnapshot {
    let running = active.values.flatMap { tasks($0) }
    let waiting = reserved.values.flatMap { tasks($0) }
    let delayed = scheduled.values.flatMap { value in
      (value.array ?? []).compactMap { ScheduledTask($0)?.task }
    }
    let held = heldIDs
    let rows = state.queues.map { queue(state, $0, running, waiting, held) }
    let diagnoser = FleetDiagnoser(
      broker: broker, keys: keys, state: state, queues: rows, census: census,
      heldIDs: held, visibility: visibility, refusal: refusal, idle: idle,
      waiting: self.waiting)
    // A binding of another type is a key of a wrong type, and said as such.
    var told: [Diagnosis] = bindings.filter { $0.kind == .unbound }.map { Diagnosis($0, broker) }
    if let said = QuarantinedMessage.summary(quarantined, broker) {
      told.append(
        Diagnosis(
          severity: .note, kind: "quarantined_messages", message: said.message,
          hint: said.advice ?? said.putBack.map { tr("'\($0)' puts it back, there") }))
    }
    var totals: [String: Int] = [:]
    for value in stats.values {
      totals.merge(WorkerStats(value)?.total ?? [:]) { $0.addingSaturated($1) }
    }
    var queueOfTask: [String: String] = [:]
    for task in running + waiting { queueOfTask[task.name] = task.queue }
    for entry in state.unacked {
      if let name = entry.task.name { queueOfTask[name] = entry.task.queue }
    }
    var snapshot = FleetSnapshot(
      broker: .init(
        endpoint: "\(broker)", redisVersion: state.redisVersion, server: state.server,
        usedMemoryBytes: state.usedMemory,
        evictionPolicy: state.evictionPolicy, unacked: state.unackedCount, overdue: state.overdue,
        oldestUnackedSeconds: state.oldestTaken.map { max(0, state.serverTime - $0) }),
      queues: rows, workers: census.workers.map(worker),
      diagnoses: told
        + FleetDiagnoser.paused(paused, consumers: consumersByQueue, waiting: self.waiting)
        + FleetDiagnoser.idle(
          consumed: consumedByNode, held: heldByNode, paused: paused, waiting: self.waiting)
        + diagnoser.diagnose(),
      census: census, workersWereAsked: refusal == nil, standing: standing(state),
      taskTotals: totals, queueOfTask: queueOfTask)
    snapshot.taskNames = Self.names(running + waiting + delayed, state.unacked)
    return snapshot
  }

  /// Of what no worker tells, a busy one's, the broker does.
  private static func names(
    _ tasks: [WorkerTask], _ unacked: [BrokerState.Unacked]
  ) -> [String: String] {
    var names: [String: String] = [:]
    for entry in unacked {
      if let id = entry.task.id { names[id] = entry.task.name }
    }
    for task in tasks { names[task.id] = task.name }
    return names
  }

  private func standing(_ state: BrokerState) -> [String: FleetSnapshot.Standing] {
    let idle = queues.keys.filter {
      active[$0]?.array?.isEmpty == true && reserved[$0]?.array?.isEmpty == true
    }
    var standing: [String: FleetSnapshot.Standing] = [:]
    for queue in state.queues {
      let workers = idle.filter { queueNames($0).contains(queue.name) }
      guard let next = queue.next, !workers.isEmpty else { continue }
      standing[queue.name] = .init(next: next, workers: Set(workers))
    }
    return standing
  }

  private func tasks(_ value: JSONValue) -> [WorkerTask] {
    (value.array ?? []).compactMap { WorkerTask($0) }
  }

  /// Of the tasks that workers tell of.
  var heldIDs: Set<String> {
    let taken = [active, reserved].flatMap { $0.values.flatMap { tasks($0) } }
    let delayed = scheduled.values.flatMap { value in
      (value.array ?? []).compactMap { ScheduledTask($0)?.task }
    }
    return Set((taken + delayed).map(\.id))
  }

  private func queueNames(_ node: String) -> [String] {
    (queues[node]?.array ?? []).compactMap { $0["name"]?.string }
  }

  /// Of workers that have said so.
  private var consumedByNode: [String: [String]] {
    var consumed: [String: [String]] = [:]
    for (node, value) in queues where value.array != nil { consumed[node] = queueNames(node) }
    return consumed
  }

  /// Those that consume none, and that no `resume` has consume again.
  private var idle: [String] {
    let owed = Set(paused.flatMap(\.owed))
    return consumedByNode.filter { $0.value.isEmpty && !owed.contains($0.key) }.keys.sorted()
  }

  private var heldByNode: [String: Int] {
    var held: [String: Int] = [:]
    for answers in [active, reserved, scheduled] {
      for (node, value) in answers { held[node, default: 0] += value.array?.count ?? 0 }
    }
    return held
  }

  private var consumersByQueue: [String: [String]] {
    var consumers: [String: [String]] = [:]
    for node in queues.keys {
      for queue in queueNames(node) { consumers[queue, default: []].append(node) }
    }
    return consumers
  }

  private func queue(
    _ state: BrokerState, _ queue: BrokerState.Queue, _ running: [WorkerTask],
    _ waiting: [WorkerTask], _ held: Set<String>
  ) -> FleetSnapshot.Queue {
    let consumers = queues.keys.filter { queueNames($0).contains(queue.name) }
    let unacked = state.unacked.filter { $0.task.queue == queue.name }
    let active = running.count { $0.queue == queue.name }
    let reserved = waiting.count { $0.queue == queue.name }
    let isPaused = paused.contains { $0.queue == queue.name }
    let queueState: FleetSnapshot.Queue.State =
      if isPaused, consumers.isEmpty {
        .paused
      } else if queue.total > 0 {
        consumers.isEmpty && refusal == nil ? .noConsumer : .backlog
      } else {
        active + reserved + unacked.count == 0
          ? .idle : areUntold(unacked, held, state) ? .untold : .working
      }
    return FleetSnapshot.Queue(
      name: queue.name, steps: state.steps, ready: queue.ready, unacked: unacked.count,
      reserved: reserved,
      active: active,
      slots: consumers.reduce(0) {
        $0.addingSaturated(stats[$1].flatMap { WorkerStats($0) }?.slots ?? 0)
      },
      consumers: consumers.count,
      oldestUnackedSeconds: unacked.compactMap(\.takenAt).min().map {
        max(0, state.serverTime - $0)
      },
      state: queueState)
  }

  /// Whether all have answered who may have taken messages, and none of them tells of these.
  private func areUntold(
    _ unacked: [BrokerState.Unacked], _ held: Set<String>, _ state: BrokerState
  ) -> Bool {
    guard refusal == nil, !census.workers.contains(where: \.status.mayHoldTasks) else {
      return false
    }
    return !unacked.isEmpty
      && unacked.allSatisfy { entry in
        guard let id = entry.task.id, !held.contains(id), let taken = entry.takenAt else {
          return false
        }
        // Between taking and the worker's own books there is a moment.
        return state.serverTime - taken > 5
      }
  }

  private func worker(_ worker: FleetCensus.Worker) -> FleetSnapshot.Worker {
    let stats = stats[worker.name].flatMap { WorkerStats($0) }
    return FleetSnapshot.Worker(
      name: worker.name, status: worker.status, pid: stats?.pid, pool: stats?.pool,
      slots: stats?.slots, active: active[worker.name]?.array?.count,
      reserved: reserved[worker.name]?.array?.count,
      scheduled: scheduled[worker.name]?.array?.count, processed: stats?.processed,
      uptimeSeconds: stats?.uptime, rssMib: stats?.maxRSSKiB.map { $0 / 1024 },
      version: reports[worker.name]?["ok"]?.string.flatMap(Self.version),
      queues: queueNames(worker.name))
  }

  /// From a line such as `software -> celery:5.7.0 (name) kombu:5.7.0 py:3.11.7`.
  static func version(_ report: String) -> String? {
    guard let mark = report.firstRange(of: "celery:") else { return nil }
    let version = report[mark.upperBound...].prefix { $0.isNumber || $0 == "." || $0.isLetter }
    return version.isEmpty ? nil : String(version)
  }
}
