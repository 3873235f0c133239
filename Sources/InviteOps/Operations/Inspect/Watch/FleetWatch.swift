internal import ClientSupport
internal import FoundationEssentials
public import InviteDomain
internal import Localization
internal import RedisClient

/// Looks at the fleet again and again over connections that are kept.
public final class FleetWatch {
  /// How many ticks the backlog is remembered for.
  public static let history = 120

  /// So long one look may wait for results, rows and buckets of what is in quarantine: the rest is shown without them.
  private static let patience = Duration.seconds(1)

  private let context: OperationContext
  private let overview: FleetOverview
  private let started = ContinuousClock.now
  private var connection: RedisConnection?
  private var events: EventStream?
  private var lasting: (taken: Double, value: FleetOverview.Lasting)?
  private var rates = RateTracker()
  private var tally = TaskTally()
  private var standstill = StandstillTrack()
  private var backlog: [Int] = []
  private var answered: [String: Double] = [:]
  private var lastRows: [String: FleetSnapshot.Worker] = [:]

  /// - Parameter wait: How long one tick waits for workers that do not answer.
  public init(_ context: OperationContext, wait: Duration) {
    self.context = context
    overview = FleetOverview(context, wait: wait)
  }

  /// One look. After a failure the next one connects anew.
  public func tick() throws(Failure) -> FleetFrame {
    do {
      return try look()
    } catch {
      connection = nil
      events = nil
      lasting = nil
      throw error
    }
  }

  private var now: Double { started.duration(to: .now).seconds }

  private func look() throws(Failure) -> FleetFrame {
    let begin = ContinuousClock.now
    try drainEvents()
    if connection == nil { connection = try context.redis(.broker) }
    guard let connection else { throw Failure(.error, tr("there is no connection to the broker")) }
    // Queues, leftovers and versions come and go slowly.
    let known = lasting.flatMap { now - $0.taken < 20 ? $0.value : nil }
    // Heartbeats are listened to all the time.
    let (snapshot, found) = try overview.take(
      connection, known: known, hearsMuted: false, patience: Self.patience)
    // What was taken out since is known by now, too; the rest is as old as it was.
    lasting = (known == nil ? now : lasting?.taken ?? now, found)
    events?.know(snapshot.taskNames)
    try drainEvents()
    tally.forget(before: now)
    let queues = rates.rate(snapshot, time: now)
    var shown = snapshot.adding(standstill.take(snapshot.standing, time: now) + tally.loops)
    shown.queues = queues
    shown.workers = (snapshot.workers + muted(snapshot.workers)).map(workerWithEvents)
    backlog.append(queues.reduce(0) { $0 + $1.readyTotal })
    if backlog.count > Self.history { backlog.removeFirst() }
    return FleetFrame(
      time: Timestamps.rfc3339(epoch: Date().timeIntervalSince1970), snapshot: shown,
      tasks: tally.rows(time: now), backlog: backlog,
      costMs: (begin.duration(to: .now).seconds * 10_000).rounded() / 10,
      staleSeconds: staleness(snapshot.workers))
  }

  private func drainEvents() throws(Failure) {
    if events == nil { events = try EventStream(context, showsPersonalValues: false) }
    guard let events else { return }
    // A flood must not keep the watch from looking: the rest comes at the next tick.
    let end = Deadline.after(.milliseconds(200))
    while !end.hasPassed, let event = try events.next(deadline: .after(.zero)) {
      tally.take(event, time: now)
    }
  }

  /// Workers with remote control off: they beat, every 2 s, and have no binding.
  private func muted(_ known: [FleetSnapshot.Worker]) -> [FleetSnapshot.Worker] {
    let names = Set(known.map(\.name))
    return tally.heartbeats.filter { name, beat in
      !names.contains(name) && !beat.isOffline && now - beat.time < 6
    }.keys.sorted().map(FleetSnapshot.Worker.heard)
  }

  /// What events know of a worker, and what it said last when it says nothing now.
  private func workerWithEvents(_ worker: FleetSnapshot.Worker) -> FleetSnapshot.Worker {
    let answers = worker.status == .replied || worker.status == .duplicateName
    var row = answers ? worker : (lastRows[worker.name]?.with(status: worker.status) ?? worker)
    row.failed = tally.failed(worker.name)
    row.retried = tally.retried(worker.name)
    row.load = tally.heartbeats[worker.name]?.load
    row.version = row.version ?? tally.heartbeats[worker.name]?.version
    if answers {
      lastRows[worker.name] = row
      answered[worker.name] = now
    }
    return row
  }

  private func staleness(_ workers: [FleetSnapshot.Worker]) -> [String: Double] {
    var stale: [String: Double] = [:]
    for worker in workers where worker.status != .replied && worker.status != .duplicateName {
      stale[worker.name] = answered[worker.name].map { now - $0 }
    }
    return stale
  }
}
