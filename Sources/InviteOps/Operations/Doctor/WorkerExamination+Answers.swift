internal import CeleryProtocol
internal import Localization
internal import LosslessJSON

/// Who answers, and which queues are theirs.
extension WorkerExamination {
  func listening(
    _ outcome: WorkerInspection.Outcome, _ paused: [PausedQueue]
  ) -> WorkerFinding {
    let census = outcome.census
    guard census.answered > 0 else { return nobody(census) }
    var served: Set<String> = []
    for answer in outcome.answers.values {
      for queue in answer.array ?? [] {
        if let name = queue["name"]?.string { served.insert(name) }
      }
    }
    var found = WorkerFinding()
    found.add(.pass, tr("\(census.answered) answered"), fix: nil)
    let missing = InviteTask.backendQueues.filter { queue in
      !served.contains(queue) && !paused.contains { $0.queue == queue }
    }
    if !missing.isEmpty {
      found.add(
        missing.contains(InviteTask.queue) ? .fail : .warn,
        tr("nobody serves \(missing.joined(separator: ", "))"),
        fix: consuming(missing, by: Self.consuming(missing, outcome, paused)))
    }
    for queue in paused {
      found.add(
        .warn,
        served.contains(queue.queue)
          ? queue.isResumed
            ? tr("\(queue.queue) is not wholly resumed")
            : tr("\(queue.queue) is paused \(queue.byWhom), and consumed nevertheless")
          : tr("\(queue.queue) is paused \(queue.byWhom)"),
        fix: consuming([queue.queue], by: queue.resume))
    }
    for worker in census.workers where worker.status != .replied && worker.status != .absent {
      found.add(.warn, tr("\(worker.name): \(worker.status.word)"), fix: nil)
    }
    return found
  }

  /// One that answers and consumes nothing, as a drained one, is told to; where there is none one is started.
  private static func consuming(
    _ missing: [String], _ outcome: WorkerInspection.Outcome, _ paused: [PausedQueue]
  ) -> String {
    let owed = Set(paused.flatMap(\.owed))
    let idle = outcome.answers.filter { node, queues in
      queues.array?.isEmpty == true && !owed.contains(node)
    }
    guard let node = idle.keys.min() else { return start }
    return WorkerDrain.advice([node: missing])
  }

  private static let start =
    tr(
      "start one: celery -A app.tasks_celery worker -Q \(InviteTask.backendQueues.joined(separator: ","))"
    )

  private func nobody(_ census: FleetCensus) -> WorkerFinding {
    var found = WorkerFinding()
    let connected = census.workers.filter { $0.status != .absent && $0.status != .unknown }
    let names = connected.map(\.name).joined(separator: ", ")
    if !connected.isEmpty, connected.allSatisfy({ $0.status == .heartbeatOnly }) {
      found.add(
        .warn,
        probes
          ? tr("heartbeats come and remote control is not answered: \(names)")
          : tr(
            "heartbeats come and remote control is not answered: \(names); whether messages are "
              + "taken is not known"),
        fix: "invitectl inspect-workers probe")
    } else if !connected.isEmpty {
      let silent = SilentWorkers(connected)
      let there = (silent.present + silent.beating).sorted().joined(separator: ", ")
      let open = silent.open.joined(separator: ", ")
      var message = tr("no worker answered")
      if !there.isEmpty { message = tr("\(message); there and silent: \(there)") }
      if !open.isEmpty {
        message = tr("\(message); silent or gone, fewer listen than have names: \(open)")
      }
      found.add(
        .fail, message,
        fix: tr("\(silent.remedy(busy: tr("answers"))); see 'invitectl inspect-workers ping'"))
    } else {
      let gone = census.workers.map(\.name).joined(separator: ", ")
      found.add(
        .fail,
        gone.isEmpty
          ? tr("no worker answered") : tr("no worker answered; there were \(gone)"),
        fix: consuming(InviteTask.backendQueues, by: Self.start))
    }
    return found
  }
}
