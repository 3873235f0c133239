internal import InviteDomain
internal import Localization

/// A task that the broker gave to a worker again while one has it: each that begins it makes an invite.
///
/// A worker asks whether a task is revoked when it receives it and before it hands it to its pool, never after that
/// (celery/worker/strategy.py, request.py). When its connection was lost it takes all processes for free
/// (Consumer.on_close clears the semaphore), so that what it receives again goes to the pool at once, behind what runs,
/// and is told as reserved till then. So only one that waits for its time is surely skipped.
extension TraceJudge {
  /// Who has the same task once more.
  func sentence(_ sentence: String, andOthersOf held: TraceFacts.Held) -> String {
    held.others.reduce(sentence) { said, copy in
      copy.state == .active
        ? tr("\(said); worker \(copy.worker) runs it, too")
        : tr("\(said); worker \(copy.worker) has the same task a second time")
    }
  }

  /// Of what a worker has: that there is more of it. What runs is not ended by what keeps the others from being begun;
  /// of what nobody has begun one is to be left.
  func heldTwice(_ held: TraceFacts.Held, _ told: TraceVerdict) -> TraceVerdict {
    guard !held.others.isEmpty else { return told }
    let said = sentence(told.sentence, andOthersOf: held)
    let revoked = facts.fleet.revoked[held.id] ?? []
    let running = held.copies.count { $0.state == .active }
    let waiting = held.copies.filter { $0.state != .active }
    let untold = waiting.filter { !revoked.contains($0.worker) }
    // Told to be skipped, and a process of the worker may have it.
    let loose = waiting.count { $0.state == .reserved && revoked.contains($0.worker) }
    guard running + untold.count + loose > 1 else {
      return TraceVerdict(
        told.state, told.standing, skipped(said, isRunning: running > 0, untold), told.next
      ).passing()
    }
    if untold.count > (running > 0 ? 0 : 1) {
      return TraceVerdict(
        told.state, .wanting, tr("\(said): run again, it is an invite more"),
        running > 0 ? skippingOthers(held.id) : leavingOne(held.id, of: untold)
      ).passing()
    }
    let more =
      loose > 0
      ? tr(
        "\(said); workers were told to skip it, but what a process of theirs has already runs all the same, "
          + "and is an invite more")
      : tr("\(said): each of them makes an invite")
    return TraceVerdict(told.state, .wanting, more, untilDone(held.id)).passing()
  }

  /// That at most one of them is run.
  private func skipped(
    _ said: String, isRunning: Bool, _ untold: [TraceFacts.Held.Copy]
  ) -> String {
    if isRunning { return tr("\(said); its task is revoked, so that it is not begun again") }
    return untold.first.map { tr("\(said); all but worker \($0.worker) were told to skip it") }
      ?? said
  }

  /// What is left to do where no command surely keeps it from running.
  func untilDone(_ id: String) -> TraceVerdict.Next {
    .advice(
      tr(
        "wait until the worker is done with it; '\(ShellCommand.invitectl(["trace"], [id]))' then "
          + "says what became of it"))
  }

  private func skippingOthers(_ id: String) -> TraceVerdict.Next {
    .advice(
      tr(
        "'\(revoking(id, at: []))' has workers skip what no process of theirs has yet, which nothing tells, and "
          + "after a lost connection one has it; what runs goes on"))
  }

  /// Told to all of them it is skipped by all. Left is rather one of which it is not sure that it is skipped.
  private func leavingOne(_ id: String, of untold: [TraceFacts.Held.Copy]) -> TraceVerdict.Next {
    let once = untold.filter { copy in untold.count { $0.worker == copy.worker } == 1 }
    guard let kept = once.first(where: { $0.state == .reserved }) ?? once.first else {
      return .advice(
        tr(
          "when one of them runs, '\(revoking(id, at: []))' has workers skip the rest; typed before, it has "
            + "them skip all"))
    }
    let nodes = Set(untold.map(\.worker)).subtracting([kept.worker])
    return .shell(revoking(id, at: nodes.sorted()))
  }

  private func revoking(_ id: String, at nodes: [String]) -> String {
    ShellCommand.invitectl(
      ["inspect-workers", "control", "revoke"], [id],
      nodes.map { ShellCommand.Option("-d", $0) } + ["--yes"])
  }
}
