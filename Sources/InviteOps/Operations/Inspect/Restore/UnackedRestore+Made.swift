internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// Messages that would make an invite more.
extension UnackedRestore {
  /// Says of what would go back what is one too many. Of which the invite was made already it stays, unless it was
  /// asked for by itself: its worker had done it, and died before it could say so.
  ///
  /// - Parameter entries: of the messages, in their order.
  func noteSurplus(
    _ outcome: inout RestoreOutcome, _ entries: [UnackedLook.Entry], _ presence: FleetPresence
  ) throws(Failure) {
    outcome.messages = notingRefunds(outcome.messages)
    var places: [Int] = []
    var wanted: [MadeInvites.Message] = []
    for (place, message) in outcome.messages.enumerated() where message.verdict == .gone {
      guard let task = entries[place].task else { continue }
      let calls = try? task.invites()
      guard calls?.isEmpty != true else { continue }
      places.append(place)
      wanted.append(.init(id: task.id, calls: calls ?? [], since: Self.since(entries[place], task)))
    }
    let made = try MadeInvites(wanted, context)
    outcome.gap = made.gap.map { why in
      let count = wanted.count
      return tr(
        count, "whether the invite of \(count) message was made already is not known: \(why)",
        "whether the invites of \(count) messages were made already is not known: \(why)")
    }
    for (place, sign) in zip(places, made.signs) {
      guard let sign else { continue }
      outcome.messages[place].why = tr("\(sign): given back, it makes an invite more")
      guard !outcome.named.contains(outcome.messages[place].tag) else { continue }
      outcome.messages[place].verdict = .invited
      outcome.messages[place].next = discarding(outcome.messages[place], presence)
    }
  }

  /// Whether it was asked for by itself, and not as one of its queue.
  func isNamed(_ entry: UnackedLook.Entry) -> Bool {
    if chosen.contains(CeleryID.canonical(entry.tag)) { return true }
    guard let id = entry.task?.id else { return false }
    return chosen.contains(CeleryID.canonical(id))
  }

  /// What its rows are not older than: they were written when it had been taken. One that was given back before
  /// may have made its invite by then.
  private static func since(_ entry: UnackedLook.Entry, _ task: QueuedTask) -> Double? {
    guard !task.isRedelivered, let taken = entry.takenAt, (0...1e11).contains(taken) else {
      return nil
    }
    return max(0, taken - FleetPresence.clockDoubt)
  }

  /// What keeps it from running: where workers take it they are told to discard it, before it goes back; where
  /// nobody does it is taken out of its queue then.
  private func discarding(
    _ message: RestoreOutcome.Message, _ presence: FleetPresence
  ) -> String? {
    guard let id = message.id else { return nil }
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [message.tag], ["--yes"])
    guard let queue = message.queue, presence.facts.consumers(of: queue).isEmpty else {
      let revoke = ShellCommand.invitectl(
        ["inspect-workers", "control", "revoke"], [id], ["--yes"])
      return "\(revoke) && \(restore)"
    }
    return "\(restore) && \(QuarantineCommand.takingOut(of: queue, id: id))"
  }
}
