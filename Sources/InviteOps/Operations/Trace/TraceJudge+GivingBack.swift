internal import CeleryProtocol
internal import InviteDomain

/// What has a message come back that a worker had taken which is gone.
extension TraceJudge {
  /// Beside a worker that consumes nothing nobody can be shown to have none: what it once took by stays open, and may
  /// as well be a stranger's. It is to consume first, as `restore-unacked` says itself.
  ///
  /// - Parameter tag: of its delivery.
  func givingBack(_ tag: String) -> TraceVerdict.Next {
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--yes"])
    let idle = facts.fleet.consumed.filter { $0.value.isEmpty }.keys.sorted()
    guard facts.fleet.surplus > 0, !idle.isEmpty else { return .shell(restore) }
    var commands: [String] = []
    var others: [String] = []
    for node in idle {
      guard let stopped = facts.fleet.paused.first(where: { $0.owed.contains(node) }) else {
        others.append(node)
        continue
      }
      if !commands.contains(stopped.resume) { commands.append(stopped.resume) }
    }
    if !others.isEmpty {
      let queue = queue(of: tag)
      // As long as it is paused nobody is told to consume it.
      let paused = facts.fleet.paused.first { $0.queue == queue }
      if let paused, !commands.contains(paused.resume) { commands.append(paused.resume) }
      commands.append(
        ShellCommand.invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue],
          others.map { ShellCommand.Option("-d", $0) } + ["--yes"]))
    }
    return .shell((commands + [restore]).joined(separator: " && "))
  }

  private func queue(of tag: String) -> String {
    for message in thread.messages {
      if case .unacked(let other, _, _) = message.place, other == tag, let queue = message.queue {
        return queue
      }
    }
    return InviteTask.queue
  }
}
