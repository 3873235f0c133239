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
    if !orphans.isEmpty, refusal == nil, census.shortfall == nil || census.answered == 0 {
      let oldest = orphans.compactMap(\.takenAt).min() ?? state.serverTime
      let back = max(0, visibility - (state.serverTime - oldest))
      found.append(
        .init(
          severity: .warning, kind: "unacked_orphaned",
          message: CountText.of(
            orphans.count, "unacknowledged message is", "unacknowledged messages are")
            + " held by no worker that answers",
          hint: "their worker died; the first returns in \(DurationText.format(seconds: back)); '"
            + ShellCommand.invitectl(["inspect-workers", "control", "restore-unacked"])
            + "' shows what can be given back now"))
    }
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
}
