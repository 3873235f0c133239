internal import CeleryProtocol
internal import LosslessJSON

/// What workers say at one moment of what they consume and of who they are. No I/O.
struct PauseSight {
  struct Worker {
    let queues: [String]
    /// `nil` where it did not tell.
    let process: WorkerIdentity?
    /// Whether two workers answered to this name: only one of them is understood.
    let isTwice: Bool
  }

  /// By name, those that said what they consume.
  let workers: [String: Worker]
  /// Those that may be alive and did not.
  let silent: [String]

  static let questions = [ControlQuestion(.activeQueues), ControlQuestion(.stats)]

  init(workers: [String: Worker], silent: [String] = []) {
    self.workers = workers
    self.silent = silent
  }

  /// - Parameter now: epoch seconds by the broker's clock.
  init(_ answers: MailboxAnswers, now: Double) {
    let census = FleetCensus(answers)
    let twice = Set(census.workers.filter { $0.status == .duplicateName }.map(\.name))
    let stats = Dictionary(
      answers.values(1).map { ($0.node, WorkerStats($0.value)) },
      uniquingKeysWith: { first, _ in first })
    var workers: [String: Worker] = [:]
    for (node, value) in answers.values(0) {
      workers[node] = Worker(
        queues: (value.array ?? []).compactMap { $0["name"]?.string },
        process: WorkerIdentity(stats[node] ?? nil, seen: now), isTwice: twice.contains(node))
    }
    self.workers = workers
    let silent = Set(census.workers.filter(\.status.mayHoldTasks).map(\.name))
    self.silent = silent.union(answers.collector.answered.subtracting(workers.keys)).sorted()
  }

  func consumers(of queue: String) -> [String] {
    workers.filter { $0.value.queues.contains(queue) }.keys.sorted()
  }

  /// Those that consume it, as the mark of a pause has them.
  func losing(_ queue: String) -> [PausedWorker] {
    consumers(of: queue).compactMap { name in
      workers[name].map { worker in
        PausedWorker(
          name: name, process: worker.isTwice ? nil : worker.process,
          others: worker.queues.filter { $0 != queue }.sorted())
      }
    }
  }
}
