internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What has a message come back that a worker had taken which is gone.
extension TraceJudge {
  /// Beside a worker that consumes nothing nobody can be shown to have none: what it once took by stays open, and may
  /// as well be a stranger's. It is to consume first, as `restore-unacked` says itself.
  ///
  /// - Parameter tag: of its delivery.
  func givingBack(_ tag: String) -> TraceVerdict.Next {
    if let asked = unlessPending(tag) { return asked }
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--yes"])
    let idle = facts.fleet.consumed.filter { $0.value.isEmpty }.keys.sorted()
    guard facts.fleet.surplus > 0, !idle.isEmpty else { return .shell(restore) }
    var commands: [String] = []
    var others: [String] = []
    var queues: Set<String> = []
    for node in idle {
      guard let stopped = facts.fleet.paused.first(where: { $0.owed.contains(node) }) else {
        others.append(node)
        continue
      }
      queues.insert(stopped.queue)
      if !commands.contains(stopped.resume) { commands.append(stopped.resume) }
    }
    if !others.isEmpty {
      let queue = self.queue(of: tag)
      queues.insert(queue)
      // As long as it is paused nobody is told to consume it.
      let paused = facts.fleet.paused.first { $0.queue == queue }
      if let paused, !commands.contains(paused.resume) { commands.append(paused.resume) }
      commands.append(
        ShellCommand.invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue],
          others.map { ShellCommand.Option("-d", $0) } + ["--yes"]))
    }
    return consuming(queues, .shell((commands + [restore]).joined(separator: " && ")))
  }

  /// Where a record says neither that its invite was made nor that it failed: whether it runs again is a person's
  /// choice.
  private func unlessPending(_ tag: String) -> TraceVerdict.Next? {
    guard let message = message(tag), let id = message.id,
      case .unacked(_, let since, _) = message.place
    else { return nil }
    let start = message.isRedelivered ? nil : since.map { $0 - Self.pendingSlack }
    let pending = thread.records.filter {
      $0.status == "PENDING" && ($0.created ?? .infinity) >= start ?? -.infinity
        && isOfKind($0, of: id)
    }
    guard let record = pending.map(\.id).max() else { return nil }
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--force", "--yes"])
    let kept = takenOut(id, of: message.queue ?? InviteTask.queue)
    return .advice(
      tr(
        "invite record \(record) is PENDING: ask whether the mail came; if it did, '\(kept)' keeps it from "
          + "running; if not, '\(restore)' has it run"))
  }

  /// Clocks of a worker and of the database may differ by so many seconds.
  private static let pendingSlack = 60.0

  private func message(_ tag: String) -> TraceFacts.Message? {
    thread.messages.first { message in
      if case .unacked(let other, _, _) = message.place { return other == tag }
      return false
    }
  }

  private func queue(of tag: String) -> String { message(tag)?.queue ?? InviteTask.queue }
}
