internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization

/// What is in the hands of the broker or of a worker.
extension TraceJudge {
  func underway() -> TraceVerdict? {
    if let more = surplus() { return more }
    if let held = thread.held.min(by: { rank($0.state) < rank($1.state) }) {
      let told = discarded(held) ?? TraceVerdict(state(held.state), .well, sentence(held))
      return heldTwice(held, begunAgain(held, withToken(of: held.id, told)))
    }
    if let message = thread.messages.first(where: { $0.isInList }) {
      return queued(message).map { besideMalformed(message, withToken(of: message.id, $0)) }
    }
    for message in thread.messages {
      guard case .unacked(let tag, let since, let isIndexed) = message.place else { continue }
      let told = withToken(of: message.id, taken(tag, since, isIndexed: isIndexed))
      guard let done = ended(message) else { return told }
      return done.state == .failed ? failedBefore(told) : done
    }
    for message in thread.messages {
      guard case .quarantine(let out) = message.place else { continue }
      let excess = self.excess(of: message)
      if isOver(out) || wasMadeBefore(out, excess) { continue }
      return invitedSince(out, excess) ?? quarantined(out, excess)
    }
    return nil
  }

  /// Of what runs: that it runs though its invite was made before. Nothing keeps it from ending.
  private func begunAgain(_ held: TraceFacts.Held, _ told: TraceVerdict) -> TraceVerdict {
    guard held.state == .active, case .made(let id, at: _)? = excess(of: held) else { return told }
    var more = told
    more.sentence += tr(
      "; the person is invited already (invite record \(id)): it makes an invite more")
    return more
  }

  /// Of a message that nobody has acknowledged though a row says that its task came to nothing: until it is nobody's
  /// any more `redeem retry` leaves it alone, and when it comes back it is tried again by itself.
  private func failedBefore(_ told: TraceVerdict) -> TraceVerdict {
    let record = thread.records.filter { $0.status == "FAILED" }.max {
      ($0.created ?? 0) < ($1.created ?? 0)
    }
    let row = thread.queueRows.filter { $0.status == "FAILED" }.max {
      ($0.created ?? 0) < ($1.created ?? 0)
    }
    let isRecord = (record?.created ?? -.infinity) >= (row?.created ?? -.infinity)
    let said = isRecord ? record?.error : row?.error
    let before =
      said.map { tr("; the invite failed (\($0)), and is tried again when it comes back") }
      ?? tr("; the invite failed, and is tried again when it comes back")
    return TraceVerdict(told.state, .wanting, told.sentence + before, told.next).passing()
  }

  /// Who was invited since a message was taken out, or by its own task before that, would be once more by what is put
  /// back.
  private func invitedSince(_ out: QuarantinedMessage, _ excess: Excess?) -> TraceVerdict? {
    guard let done = written() else { return nil }
    if case .waiting? = excess {
      guard done.state == .waiting else { return nil }
      // `redeem retry` leaves alone what has a message, also in quarantine; the backend's job does not ask.
      return done.next?.kind == .shell
        ? TraceVerdict(done.state, done.standing, done.sentence) : done
    }
    guard [.invited, .accepted, .joined].contains(done.state) else { return nil }
    if case .made? = excess { return done }
    let last = thread.records.filter { $0.status == "SUCCESS" }.compactMap(\.created).max()
    guard let last, let taken = out.taken else { return done }
    return last >= taken ? done : nil
  }

  /// Out of its queue, by somebody's hand.
  private func quarantined(_ out: QuarantinedMessage, _ excess: Excess?) -> TraceVerdict {
    let taken =
      out.queue.map { tr("its message was taken out of \(PythonText.escaped($0))") }
      ?? tr("its message was taken out")
    let when = past(out.taken)
    let place =
      out.user.map { tr("\(taken)\(when) by \(PythonText.escaped($0)): \(out.place)") }
      ?? tr("\(taken)\(when): \(out.place)")
    let isGone = out.forget != nil
    let told = isGone ? tr("\(place), and that file is not there any more") : place
    // Of one whose token was given back its own words.
    let more = excess.map { $0.isRefund || isGone ? "" : words($0) } ?? ""
    return TraceVerdict(
      .quarantined, .wanting, told + refund(out, isGone: isGone) + more, back(out, excess))
  }

  /// What puts it back, or what is left to do where that cannot be done.
  private func back(_ out: QuarantinedMessage, _ excess: Excess?) -> TraceVerdict.Next? {
    if let forget = out.forget {
      return .advice(
        tr(
          "look for the file; if it is nowhere, the message is lost: '\(forget)' has the broker "
            + "forget it, and another trace then says what sends it again"))
    }
    // Whether somebody was invited meanwhile is in a row.
    guard facts.areRowsRead, let file = out.file, let command = out.putBack else { return nil }
    if isRefunded(out.id) { return choice(out, file) }
    if excess != nil {
      return choice(out, unlessMade: QuarantinedMessage.puttingBack(file, isForced: true))
    }
    guard let host = out.host, !out.isHere else { return .shell(command) }
    return .advice(tr("on \(PythonText.escaped(host)), where its file is: '\(command)'"))
  }

  /// A worker stores the result before it acknowledges the message. That it is revoked is stored when workers
  /// are told, and is no end of what one of them has taken; nor is a failure of which no row tells, as long as the
  /// broker may give the message to another one.
  func ended(_ message: TraceFacts.Message) -> TraceVerdict? {
    guard
      let result = thread.results.first(where: { $0.id == message.id && $0.isFinal }),
      result.state != "REVOKED"
    else { return nil }
    return written() ?? (result.state == "SUCCESS" ? byResult() : nil)
  }

  func taken(_ tag: String, _ since: Double?, isIndexed: Bool) -> TraceVerdict {
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
      .abandoned, .wanting, returns.map { tr("\(gone); \($0)") } ?? gone, givingBack(tag))
  }

  // MARK: - In a list

  func queued(_ message: TraceFacts.Message) -> TraceVerdict? {
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
