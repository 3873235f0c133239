internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What keeps a task from running that is one too many.
extension TraceJudge {
  /// What can be kept from running; `nil` where there is nothing of the kind, as of a task that runs.
  func surplus() -> TraceVerdict? {
    var found: [TraceVerdict] = []
    for held in thread.held {
      if let verdict = surplus(held) { found.append(verdict) }
    }
    for message in thread.messages {
      guard let id = message.id, !thread.held.contains(where: { $0.id == id }),
        let excess = self.excess(of: message), let verdict = surplus(message, id, excess)
      else { continue }
      found.append(verdict)
    }
    return found.first { $0.standing == .wanting } ?? found.first
  }

  private func surplus(_ held: TraceFacts.Held) -> TraceVerdict? {
    guard held.state != .active, let excess = self.excess(of: held) else { return nil }
    guard let told = discarded(held) else {
      let next =
        excess.isCertain
        ? TraceVerdict.Next.shell(Self.revoking(held.id)) : Self.skipping(held.id)
      return TraceVerdict(
        state(held.state), .wanting,
        sentence(sentence(held), andOthersOf: held) + words(excess), next
      ).passing(unless: excess.isRefund)
    }
    let done = already(excess)
    guard !done.isEmpty else { return nil }
    return TraceVerdict(
      told.state, .well, told.sentence + done, told.standing == .failed ? nil : told.next
    ).passing()
  }

  private func surplus(
    _ message: TraceFacts.Message, _ id: String, _ excess: Excess
  ) -> TraceVerdict? {
    switch message.place {
    case .list(let list, let queue, _, _):
      guard let told = queued(message) else { return nil }
      guard told.standing != .failed else {
        // Nothing runs it any more.
        let done = already(excess)
        return done.isEmpty
          ? nil : TraceVerdict(told.state, .well, told.sentence + done).passing()
      }
      // In a list of other priority steps a quarantine does not look.
      var next = TraceVerdict.Next.shell(takenOut(id, of: queue))
      if !keys.queueLists(queue).contains(list) {
        next = excess.isCertain ? .shell(Self.revoking(id)) : Self.skipping(id)
      }
      return TraceVerdict(
        told.state, .wanting, told.sentence + words(excess), next
      ).passing(unless: excess.isRefund)
    case .unacked(let tag, let since, let isIndexed):
      let told = taken(tag, since, isIndexed: isIndexed)
      guard told.state == .abandoned else { return unheard(message, id, told, excess) }
      return TraceVerdict(
        .abandoned, .wanting, told.sentence + words(excess),
        discarding(id, tag, message.queue, excess))
    case .quarantine: return nil
    }
  }

  /// Of what a worker may have that tells nothing: it comes back where that has ended, to those that answer.
  private func unheard(
    _ message: TraceFacts.Message, _ id: String, _ told: TraceVerdict, _ excess: Excess
  ) -> TraceVerdict? {
    guard !excess.isRefund else { return nil }
    let others = facts.fleet.consumers(of: message.queue ?? InviteTask.queue)
    if !others.isEmpty, facts.fleet.revoked[id]?.isSuperset(of: others) == true {
      return TraceVerdict(
        told.state, .well, told.sentence + revocation(message) + already(excess), told.next
      ).passing()
    }
    let next =
      others.isEmpty || !excess.isCertain
      ? told.next : TraceVerdict.Next.shell(Self.revoking(id))
    return TraceVerdict(told.state, .wanting, told.sentence + words(excess), next).passing()
  }

  /// Of what the broker gives back sooner or later: it is taken out of `unacked` itself, so that no worker gets it in
  /// between, whoever consumes its queue by then. Where it is not known to be one too many, it is a person's choice.
  private func discarding(
    _ id: String, _ tag: String, _ queue: String?, _ excess: Excess
  ) -> TraceVerdict.Next {
    let kept = takenOut(id, of: queue ?? InviteTask.queue)
    // Out of there it can be put back.
    let isConsumed = queue.map { !facts.fleet.consumers(of: $0).isEmpty } ?? true
    guard !excess.isCertain, isConsumed || excess.isOfEither else { return .shell(kept) }
    // What may be made stays without it.
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--force", "--yes"])
    return .advice(
      tr(
        "if the worker's log shows an invite of it, '\(kept)' keeps it from running; else '\(restore)' "
          + "has it run"))
  }

  private static func skipping(_ id: String) -> TraceVerdict.Next {
    .advice(
      tr("if the worker's log shows an invite of it, '\(revoking(id))' has workers skip it"))
  }

  private static func revoking(_ id: String) -> String {
    ShellCommand.invitectl(["inspect-workers", "control", "revoke"], [id], ["--yes"])
  }
}

extension TraceVerdict {
  /// The same, as something that a worker may just be letting go of: it is looked at again.
  func passing(unless isSettled: Bool = false) -> Self {
    var copy = self
    copy.isPassing = !isSettled
    return copy
  }
}
