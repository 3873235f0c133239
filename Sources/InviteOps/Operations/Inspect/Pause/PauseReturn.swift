/// Which workers a queue goes back to when its pause ends: the processes that lost it by that pause, and
/// no others. No I/O.
struct PauseReturn {
  /// Those that are to consume it, or do so already.
  private(set) var workers: [String] = []
  private(set) var leftOut: [PauseOutcome.LeftOut] = []
  /// Those that did not tell enough to be judged, and may be alive.
  private(set) var silent: [String] = []

  private enum Fate {
    case back
    case silent
    case leftOut(PauseOutcome.LeftOut.Reason)
  }

  /// - Parameter pauses: all that the broker remembers.
  init(_ paused: PausedQueue, among pauses: [PausedQueue], _ sight: PauseSight) {
    for worker in paused.workers {
      let elsewhere = Set(
        pauses.filter { $0.queue != paused.queue && $0.nodes.contains(worker.name) }.map(\.queue))
      switch Self.fate(worker, of: paused.queue, elsewhere, sight) {
      case .back: workers.append(worker.name)
      case .silent: silent.append(worker.name)
      case .leftOut(let reason):
        leftOut.append(.init(name: worker.name, queue: paused.queue, reason: reason))
      }
    }
    // Somebody has it: then nobody else is told of.
    guard workers.isEmpty, sight.consumers(of: paused.queue).isEmpty else { return }
    for name in Self.idle(paused, among: pauses, sight) {
      leftOut.append(.init(name: name, queue: paused.queue, reason: .consumesNothing))
    }
  }

  /// Those that take nothing, and not for a pause alone: drained before this one, they lost nothing by it.
  private static func idle(
    _ paused: PausedQueue, among pauses: [PausedQueue], _ sight: PauseSight
  ) -> [String] {
    let noted = Set(paused.nodes)
    let elsewhere = pauses.filter { $0.queue != paused.queue }.flatMap(\.workers)
    let pausedAlone = Set(elsewhere.filter { !$0.isDrained }.map(\.name))
    return sight.workers.filter { name, worker in
      worker.queues.isEmpty && !noted.contains(name) && !pausedAlone.contains(name)
    }.keys.sorted()
  }

  private static func fate(
    _ worker: PausedWorker, of queue: String, _ elsewhere: Set<String>, _ sight: PauseSight
  ) -> Fate {
    guard let now = sight.workers[worker.name] else {
      return sight.silent.contains(worker.name) ? .silent : .leftOut(.gone)
    }
    if now.queues.contains(queue) { return .back }
    if let before = worker.process {
      guard !now.isTwice else { return .leftOut(.duplicateName) }
      guard let process = now.process else { return .silent }
      if before.isFollowed(by: process) { return .leftOut(.restarted) }
    }
    return isDrained(worker, now, elsewhere) ? .leftOut(.drained) : .back
  }

  /// Whether it has lost, besides, what no pause took from it, and takes nothing any more.
  private static func isDrained(
    _ worker: PausedWorker, _ now: PauseSight.Worker, _ elsewhere: Set<String>
  ) -> Bool {
    guard now.queues.isEmpty else { return false }
    return worker.isDrained || worker.others.contains { !elsewhere.contains($0) }
  }
}
