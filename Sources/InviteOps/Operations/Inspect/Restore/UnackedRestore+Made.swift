internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// Messages that would make an invite more.
extension UnackedRestore {
  /// Says of what would go back what is one too many. Of which the invite was made already, or may have been, it
  /// stays, unless it was asked for by itself and by force: its worker had done it, and died before it could say so.
  ///
  /// - Parameter entries: of the messages, in their order.
  func noteSurplus(
    _ outcome: inout RestoreOutcome, _ entries: [UnackedLook.Entry]
  ) throws(Failure) {
    outcome.messages = notingRefunds(outcome.messages, named: outcome.named)
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
      outcome.messages[place].why =
        sign.isCertain
        ? tr("\(sign.text): given back, it makes an invite more")
        : tr("\(sign.text): given back, it may make an invite more")
      guard !force || !outcome.named.contains(outcome.messages[place].tag) else { continue }
      outcome.messages[place].verdict = .invited
      outcome.messages[place].next = discarding(outcome.messages[place])
      guard !sign.isCertain else { continue }
      outcome.messages[place].otherwise = ShellCommand.invitectl(
        ["inspect-workers", "control", "restore-unacked"], [outcome.messages[place].tag],
        ["--force", "--yes"])
    }
  }

  /// What somebody has, or may have, does not go back.
  static func hold(_ outcome: inout RestoreOutcome, where isHeld: (Int) -> Bool) {
    for index in outcome.messages.indices
    where outcome.messages[index].verdict == .gone && isHeld(index) {
      outcome.messages[index].verdict = .held
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
  static func since(_ entry: UnackedLook.Entry, _ task: QueuedTask) -> Double? {
    guard !task.isRedelivered, let taken = entry.takenAt, (0...1e11).contains(taken) else {
      return nil
    }
    return max(0, taken - FleetPresence.clockDoubt)
  }

  /// What keeps it from running, whoever consumes its queue: it is taken out of `unacked`, and never comes back there.
  func discarding(_ message: RestoreOutcome.Message) -> String? {
    guard let id = message.id, let queue = message.queue else { return nil }
    return QuarantineCommand.takingOut(of: queue, id: id)
  }
}
