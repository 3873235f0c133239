internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What waits in a list where nobody looks.
extension TraceJudge {
  /// Why nobody takes it, and what has somebody do so.
  func unconsumed(
    _ message: TraceFacts.Message, _ list: String, _ queue: String
  ) -> (String, TraceVerdict.Next) {
    let fleet = facts.fleet
    if let consumer = fleet.consumers(of: queue).first {
      return (
        tr(", in the list \(PythonText.escaped(list)), where \(consumer) does not look"),
        consuming([queue], .advice(elsewhere(list, queue, consumer)))
      )
    }
    if let paused = fleet.paused.first(where: { $0.queue == queue }) {
      let isPaused = tr("; the queue is paused \(paused.byWhom)")
      // Its end gives the queue back to those that lost it by the pause, and to nobody else.
      guard !paused.owed.contains(where: { fleet.consumed[$0] != nil }),
        let (why, next) = drained(queue)
      else { return (isPaused, consuming([queue], .shell(paused.resume))) }
      return (isPaused + why, consuming([queue], .shell("\(paused.resume); \(next.text)")))
    }
    if let who = fleet.unheard(may: tr("take it")) {
      return (
        tr("; no worker that answers consumes \(queue), and \(who)"),
        .invitectl(["inspect-workers", "probe"], [queue])
      )
    }
    // One that takes others' queues alone does not know the task.
    let backends = fleet.consumed.filter { !$0.value.isDisjoint(with: InviteTask.backendQueues) }
    if !backends.isEmpty, !fleet.silent.isEmpty { return unlessSilent(queue) }
    if let node = backends.keys.min() {
      return (
        tr(", and no worker consumes \(queue)"),
        consuming(
          [queue],
          .invitectl(
            ["inspect-workers", "control", "add-consumer"], [queue], [.init("-d", node), "--yes"]))
      )
    }
    if !fleet.silent.isEmpty {
      return (
        tr(
          fleet.silent.count, ", and \(names(fleet.silent)) does not answer",
          ", and \(names(fleet.silent)) do not answer"),
        .invitectl(["inspect-workers", "ping"])
      )
    }
    if let (why, next) = drained(queue) { return (why, consuming([queue], next)) }
    return (
      fleet.consumed.isEmpty
        ? tr(", and there is no worker") : tr(", and there is no worker of the backend"),
      consuming([queue], .shell(Self.startWorker(message.queue ?? queue)))
    )
  }

  /// Beside workers that answer and do not consume it: what a silent one consumes it does not tell.
  private func unlessSilent(_ queue: String) -> (String, TraceVerdict.Next) {
    let silent = facts.fleet.silent
    let who = tr(
      silent.count, "\(names(silent)), which does not answer, may take it",
      "\(names(silent)), which do not answer, may take it")
    return (
      tr("; no worker that answers consumes \(queue), and \(who)"),
      .invitectl(["inspect-workers", "probe"], [queue])
    )
  }

  /// Of workers that answer and consume nothing, as drained ones do; whose they are only their start tells.
  private func drained(_ queue: String) -> (String, TraceVerdict.Next)? {
    let idle = facts.fleet.consumed.filter { $0.value.isEmpty }.keys.sorted()
    guard let first = idle.first else { return nil }
    let nodes = names(Set(idle))
    return (
      tr(
        idle.count,
        """
        , and no worker consumes \(queue): \(nodes) answers and consumes no queue, as when it is \
        drained
        """,
        """
        , and no worker consumes \(queue): \(nodes) answer and consume no queue, as when they are \
        drained
        """),
      .invitectl(
        ["inspect-workers", "control", "add-consumer"], [queue], [.init("-d", first), "--yes"])
    )
  }

  /// As `doctor` says it; to be typed where the backend is.
  private static func startWorker(_ queue: String) -> String {
    let queues = InviteTask.backendQueues
    return "celery -A app.tasks_celery worker -Q "
      + (queues.contains(queue) ? queues.joined(separator: ",") : ShellWord.quoted(queue))
  }

  /// No command moves one message: in front of it there may be others, and what takes them in their turn
  /// is a worker.
  private func elsewhere(_ list: String, _ queue: String, _ consumer: String) -> String {
    let settings =
      keys.queueLists(queue).contains(list)
      ? tr(
        "priority_steps \(keys.layout.steps.map(String.init).joined(separator: ",")) and sep "
          + "'\(PythonText.escaped(keys.layout.separator))', as they are set here,")
      : tr("other priority_steps or another sep")
    let shown = ShellCommand.invitectl(["inspect-workers", "conf"], [], [.init("-d", consumer)])
    return
      tr(
        "start a worker of \(queue) that has \(settings) in its broker_transport_options: it takes "
          + "what is in that list; '\(shown)' shows those of \(consumer)")
  }
}
