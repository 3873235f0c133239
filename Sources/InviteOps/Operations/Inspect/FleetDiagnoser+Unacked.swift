internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// What is to be said of messages that workers have taken.
extension FleetDiagnoser {
  var unackedDiagnoses: [Diagnosis] {
    var found: [Diagnosis] = []
    if state.overdue > 0 { found.append(overdueDiagnosis) }
    let orphans = state.unacked.filter { entry in
      guard let id = entry.task.id, !heldIDs.contains(id) else { return false }
      // Between taking and the worker's own books there is a moment.
      return entry.takenAt.map { state.serverTime - $0 > 5 } ?? false
    }
    if !orphans.isEmpty, refusal == nil { found.append(orphaned(orphans)) }
    let again = state.unacked.map(\.task).filter(\.isRedelivered)
    if let first = again.first {
      let count = again.count
      let which = "\(first.name ?? tr("unknown task")) \(first.id ?? "")"
      found.append(
        .init(
          severity: .warning, kind: "redelivered",
          message: tr(
            count, "\(count) message is on its way again after a worker lost it, e.g. \(which)",
            "\(count) messages are on their way again after a worker lost them, e.g. \(which)"),
          hint: tr("the task may kill its process; --watch tells whether one goes round in a loop"))
      )
    }
    return found
  }

  private var overdueDiagnosis: Diagnosis {
    let count = state.overdue
    let age = DurationText.format(seconds: visibility)
    let message = tr(
      count, "\(count) unacknowledged message is overdue (taken more than \(age) ago)",
      "\(count) unacknowledged messages are overdue (taken more than \(age) ago)")
    guard census.answered == 0 else {
      return Diagnosis(
        severity: .warning, kind: "unacked_overdue", message: message,
        hint: tr("a worker puts back what is overdue within minutes; look again"))
    }
    return Diagnosis(
      severity: .problem, kind: "unacked_overdue",
      message: tr(
        count, "\(message) and no live worker can put it back",
        "\(message) and no live worker can put them back"),
      hint: QuarantinedMessage.after(
        QuarantinedMessage.beforehand(waiting),
        tr("start a worker: it puts back what is overdue when it starts")))
  }

  /// Of messages that no worker tells of. Whoever does not answer may have them; that their worker died is
  /// said where nobody is left who may.
  private func orphaned(_ orphans: [BrokerState.Unacked]) -> Diagnosis {
    let silent = census.workers.filter(\.status.mayHoldTasks).map(\.name)
    let count = orphans.count
    let message = tr(
      count, "\(count) unacknowledged message is held by no worker that answers",
      "\(count) unacknowledged messages are held by no worker that answers")
    let oldest = orphans.compactMap(\.takenAt).min() ?? state.serverTime
    let back = max(0, visibility - (state.serverTime - oldest))
    let returns = tr("the first returns in \(DurationText.format(seconds: back))")
    let restore =
      "'" + ShellCommand.invitectl(["inspect-workers", "control", "restore-unacked"]) + "'"
    guard silent.isEmpty else {
      let names = silent.joined(separator: ", ")
      return Diagnosis(
        severity: .note, kind: "unacked_untold",
        message: tr(
          count, "\(message); \(names) may have it", "\(message); \(names) may have them"),
        hint:
          tr(
            """
            wait until all answer (one with remote control off never does: its log says what it \
            has); if their worker died, \(returns); \(restore) tells them apart as soon as nobody \
            is silent
            """))
    }
    let connections = census.strangers ?? 0
    guard connections == 0 else {
      let takers = tr(
        connections,
        "\(connections) connection of nobody who answers or sends heartbeats takes messages",
        "\(connections) connections of nobody who answers or sends heartbeats take messages")
      return Diagnosis(
        severity: .note, kind: "unacked_untold",
        message: tr(
          count, "\(message); \(takers), and may have it",
          "\(message); \(takers), and may have them"),
        hint:
          tr(
            "a worker with remote control and heartbeats off, or one that is gone and whose connection is "
              + "not closed yet (CLIENT LIST, cmd=brpop); \(returns); \(restore) says what else may be "
              + "done"))
    }
    // A watch does not look at connections, and some users may not.
    let died =
      census.strangers == nil
      ? tr("their worker died, or has remote control off") : tr("their worker died")
    return Diagnosis(
      severity: .warning, kind: "unacked_orphaned", message: message,
      hint: tr(
        "\(died); \(returns); \(restore) shows what can be given back now, and whose invite was made already"
      ))
  }
}
