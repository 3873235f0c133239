internal import InviteDomain
internal import Localization

/// A task that the broker gave to a worker again while one has it: each that begins it makes an invite.
extension TraceJudge {
  /// Who has the same task once more.
  func sentence(_ sentence: String, andOthersOf held: TraceFacts.Held) -> String {
    held.others.reduce(sentence) { said, node in
      tr("\(said); worker \(node) has the same task a second time")
    }
  }

  /// Of what a worker has: that there is more of it. What runs is not ended by what keeps the others from being begun;
  /// of what nobody has begun one is to be left.
  func heldTwice(_ held: TraceFacts.Held, _ told: TraceVerdict) -> TraceVerdict {
    guard !held.others.isEmpty else { return told }
    let said = sentence(told.sentence, andOthersOf: held)
    let revoked = facts.fleet.revoked[held.id] ?? []
    let isRunning = held.state == .active
    let untold = (isRunning ? held.others : held.holders).filter { !revoked.contains($0) }
    guard untold.count > (isRunning ? 0 : 1) else {
      let skipped =
        isRunning || untold.isEmpty
        ? tr("\(said); its task is revoked, so that it is not begun again")
        : tr("\(said); all but worker \(untold[0]) were told to skip it")
      return TraceVerdict(told.state, told.standing, skipped, told.next).passing()
    }
    return TraceVerdict(
      told.state, .wanting, tr("\(said): run again, it is an invite more"),
      isRunning ? skippingOthers(held.id) : leavingOne(held.id, of: untold)
    ).passing()
  }

  private func skippingOthers(_ id: String) -> TraceVerdict.Next {
    .advice(tr("'\(revoking(id, at: []))' has workers skip it; what runs goes on"))
  }

  /// Told to all of them it is skipped by all.
  private func leavingOne(_ id: String, of untold: [String]) -> TraceVerdict.Next {
    let once = untold.first { node in untold.count { $0 == node } == 1 }
    guard let kept = once else {
      return .advice(
        tr(
          "when one of them runs, '\(revoking(id, at: []))' has workers skip the rest; typed before, it has "
            + "them skip all"))
    }
    return .shell(revoking(id, at: Set(untold).subtracting([kept]).sorted()))
  }

  private func revoking(_ id: String, at nodes: [String]) -> String {
    ShellCommand.invitectl(
      ["inspect-workers", "control", "revoke"], [id],
      nodes.map { ShellCommand.Option("-d", $0) } + ["--yes"])
  }
}
