internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What is in the hands of the broker or of a worker.
extension TraceJudge {
  func underway() -> TraceVerdict? {
    if let held = thread.held.min(by: { rank($0.state) < rank($1.state) }) {
      return discarded(held) ?? TraceVerdict(state(held.state), .well, sentence(held))
    }
    if let queued = thread.messages.first(where: { $0.isInList }) { return self.queued(queued) }
    for message in thread.messages {
      guard case .unacked(let tag, let since, let isIndexed) = message.place else { continue }
      return ended(message) ?? taken(tag, since, isIndexed: isIndexed)
    }
    for message in thread.messages {
      guard case .quarantine(let out) = message.place else { continue }
      return invitedSince(out) ?? quarantined(out)
    }
    return nil
  }

  /// Who was invited since a message was taken out would be once more by what is put back.
  private func invitedSince(_ out: QuarantinedMessage) -> TraceVerdict? {
    guard let done = written(), [.invited, .accepted, .joined].contains(done.state) else {
      return nil
    }
    let last = thread.records.filter { $0.status == "SUCCESS" }.compactMap(\.created).max()
    guard let last, let taken = out.taken else { return done }
    return last >= taken ? done : nil
  }

  /// Out of its queue, by somebody's hand.
  private func quarantined(_ out: QuarantinedMessage) -> TraceVerdict {
    let taken =
      out.queue.map { tr("its message was taken out of \(PythonText.escaped($0))") }
      ?? tr("its message was taken out")
    let when = past(out.taken)
    let place =
      out.user.map { tr("\(taken)\(when) by \(PythonText.escaped($0)): \(out.place)") }
      ?? tr("\(taken)\(when): \(out.place)")
    return TraceVerdict(
      .quarantined, .wanting,
      out.forget == nil ? place : tr("\(place), and that file is not there any more"), back(out))
  }

  /// What puts it back, or what is left to do where that cannot be done.
  private func back(_ out: QuarantinedMessage) -> TraceVerdict.Next? {
    if let forget = out.forget {
      return .advice(
        tr(
          "look for the file; if it is nowhere, the message is lost: '\(forget)' has the broker "
            + "forget it, and another trace then says what sends it again"))
    }
    // Whether somebody was invited meanwhile is in a row.
    guard facts.areRowsRead, let command = out.putBack else { return nil }
    guard let host = out.host, !out.isHere else { return .shell(command) }
    return .advice(tr("on \(PythonText.escaped(host)), where its file is: '\(command)'"))
  }

  /// A worker stores the result before it acknowledges the message.
  private func ended(_ message: TraceFacts.Message) -> TraceVerdict? {
    guard thread.results.contains(where: { $0.id == message.id && $0.isFinal }) else { return nil }
    return written() ?? byResult()
  }

  private func taken(_ tag: String, _ since: Double?, isIndexed: Bool) -> TraceVerdict {
    let age = since.map { tr(", \(passed($0)) ago") } ?? ""
    let silent = facts.fleet.silent
    if !silent.isEmpty {
      let nodes = silent.union(facts.fleet.muted)
      return TraceVerdict(
        .taken, .well,
        tr(
          nodes.count,
          "a worker has taken it\(age); \(names(nodes)), which does not answer, may have it",
          "a worker has taken it\(age); \(names(nodes)), which do not answer, may have it"),
        .invitectl(["inspect-workers", "ping"]))
    }
    if let unheard = self.unheard(age, isIndexed ? since : nil) { return unheard }
    guard facts.isComplete else {
      return TraceVerdict(
        .taken, .wanting, tr("a worker has taken it\(age); not everything was seen"),
        .invitectl(["inspect-workers"]))
    }
    let returns =
      isIndexed
      ? since.map {
        tr("the broker gives it back at \(clock($0 + BrokerKeys.visibilityTimeout))")
      }
      : tr("it is not in the index by which workers give messages back")
    let gone = tr("a worker that is gone had taken it\(age)")
    return TraceVerdict(
      .abandoned, .wanting, returns.map { tr("\(gone); \($0)") } ?? gone,
      .invitectl(["inspect-workers", "control", "restore-unacked"], [tag], ["--yes"]))
  }

  // MARK: - In a list

  private func queued(_ message: TraceFacts.Message) -> TraceVerdict? {
    guard case .list(let name, let queue, let ahead, let workers) = message.place else {
      return nil
    }
    let place = tr("in \(queue), \(priority(message)), \(ahead) before it")
    guard workers.isEmpty else {
      if let expires = message.expires, expires <= facts.now {
        return TraceVerdict(
          .queued, .failed, tr("\(place); it expired \(ago(expires)), and the worker discards it"),
          again(afterTask: true))
      }
      return discarded(message, place, by: workers) ?? TraceVerdict(.queued, .well, place)
    }
    let (why, next) = unconsumed(message, name, queue)
    return TraceVerdict(
      .unconsumed, .wanting, place + why + revocation(message), next)
  }

  /// Why nobody takes it, and what has somebody do so.
  private func unconsumed(
    _ message: TraceFacts.Message, _ list: String, _ queue: String
  ) -> (String, TraceVerdict.Next) {
    let fleet = facts.fleet
    if let consumer = fleet.consumers(of: queue).first {
      return (
        tr(", in the list \(PythonText.escaped(list)), where \(consumer) does not look"),
        .advice(elsewhere(list, queue, consumer))
      )
    }
    if let paused = fleet.paused.first(where: { $0.queue == queue }) {
      return (tr("; the queue is paused \(paused.byWhom)"), .shell(paused.resume))
    }
    if let who = fleet.unheard(may: tr("take it")) {
      return (
        tr("; no worker that answers consumes \(queue), and \(who)"),
        .invitectl(["inspect-workers", "probe"], [queue])
      )
    }
    // One that takes others' queues alone does not know the task.
    let backends = fleet.consumed.filter { !$0.value.isDisjoint(with: InviteTask.backendQueues) }
    if let node = backends.keys.min() {
      return (
        tr(", and no worker consumes \(queue)"),
        .invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue], [.init("-d", node), "--yes"])
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
    if let drained = drained(queue) { return drained }
    return (
      fleet.consumed.isEmpty
        ? tr(", and there is no worker") : tr(", and there is no worker of the backend"),
      .shell(Self.startWorker(message.queue ?? queue))
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

  // MARK: - In a worker

  private func rank(_ state: TraceFacts.Held.State) -> Int {
    switch state {
    case .active: 0
    case .reserved: 1
    case .scheduled: 2
    }
  }

  func state(_ state: TraceFacts.Held.State) -> TraceVerdict.State {
    switch state {
    case .active: .running
    case .reserved: .reserved
    case .scheduled: .scheduled
    }
  }

  func sentence(_ held: TraceFacts.Held) -> String {
    switch held.state {
    case .active:
      held.since.map { tr("worker \(held.worker) runs it, begun \(ago($0))") }
        ?? tr("worker \(held.worker) runs it")
    case .reserved: tr("worker \(held.worker) has it and has not begun")
    case .scheduled:
      retried(
        held.eta.map { tr("worker \(held.worker) holds it until \(clock($0))") }
          ?? tr("worker \(held.worker) holds it"))
    }
  }

  private func retried(_ what: String) -> String {
    guard let result = thread.results.first(where: { $0.state == "RETRY" }) else { return what }
    return result.error.map { tr("\(what): a retry after \($0)") } ?? tr("\(what): a retry")
  }

  private func priority(_ message: TraceFacts.Message) -> String {
    message.priority.map { tr("priority \($0)") } ?? tr("no priority")
  }
}
