internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// What is to be said of messages that workers have taken.
extension FleetDiagnoser {
  var unackedDiagnoses: [Diagnosis] {
    var found: [Diagnosis] = []
    if state.overdue > 0 {
      let noWorker = census.answered == 0
      let them = state.overdue == 1 ? "it" : "them"
      found.append(
        .init(
          severity: noWorker ? .problem : .warning, kind: "unacked_overdue",
          message: CountText.of(
            state.overdue, "unacknowledged message is", "unacknowledged messages are")
            + " overdue (taken more than "
            + "\(DurationText.format(seconds: visibility)) ago)"
            + (noWorker ? " and no live worker can put \(them) back" : ""),
          hint: noWorker
            ? "start a worker: it puts back what is overdue when it starts"
            : "a worker puts back what is overdue within minutes; look again"))
    }
    let orphans = state.unacked.filter { entry in
      guard let id = entry.task.id, !heldIDs.contains(id) else { return false }
      // Between taking and the worker's own books there is a moment.
      return entry.takenAt.map { state.serverTime - $0 > 5 } ?? false
    }
    if !orphans.isEmpty, refusal == nil { found.append(orphaned(orphans)) }
    let again = state.unacked.map(\.task).filter(\.isRedelivered)
    if let first = again.first {
      found.append(
        .init(
          severity: .warning, kind: "redelivered",
          message: CountText.of(
            again.count, "message is on its way again after a worker lost it",
            "messages are on their way again after a worker lost them")
            + ", e.g. \(first.name ?? "unknown task") \(first.id ?? "")",
          hint: "the task may kill its process; --watch tells whether one goes round in a loop"))
    }
    return found
  }

  /// Of messages that no worker tells of. Whoever does not answer may have them; that their worker died is
  /// said where nobody is left who may.
  private func orphaned(_ orphans: [BrokerState.Unacked]) -> Diagnosis {
    let silent = census.workers.filter(\.status.mayHoldTasks).map(\.name)
    let message =
      CountText.of(orphans.count, "unacknowledged message is", "unacknowledged messages are")
      + " held by no worker that answers"
    let oldest = orphans.compactMap(\.takenAt).min() ?? state.serverTime
    let back = max(0, visibility - (state.serverTime - oldest))
    let returns = "the first returns in \(DurationText.format(seconds: back))"
    let restore =
      "'" + ShellCommand.invitectl(["inspect-workers", "control", "restore-unacked"]) + "'"
    let them = orphans.count == 1 ? "it" : "them"
    guard silent.isEmpty else {
      return Diagnosis(
        severity: .note, kind: "unacked_untold",
        message: message + "; \(silent.joined(separator: ", ")) may have \(them)",
        hint:
          "wait until all answer (one with remote control off never does: its log says what it has); "
          + "if their worker died, \(returns); \(restore) tells them apart as soon as nobody is "
          + "silent")
    }
    let connections = census.strangers ?? 0
    guard connections == 0 else {
      return Diagnosis(
        severity: .note, kind: "unacked_untold",
        message: message
          + "; \(CountText.of(connections, "connection")) of nobody who answers or sends "
          + "heartbeats \(connections == 1 ? "takes" : "take") messages, and may have \(them)",
        hint:
          "a worker with remote control and heartbeats off, or one that is gone and whose connection is "
          + "not closed yet (CLIENT LIST, cmd=brpop); \(returns)")
    }
    // A watch does not look at connections, and some users may not.
    let died =
      census.strangers == nil
      ? "their worker died, or has remote control off" : "their worker died"
    return Diagnosis(
      severity: .warning, kind: "unacked_orphaned", message: message,
      hint: "\(died); \(returns); \(restore) shows what can be given back now")
  }
}
