import InviteDomain
import InviteOps

/// Workers that are to take nothing more, for people.
enum DrainRendering {
  static func plan(_ plan: DrainOutcome, _ style: Style) -> String {
    "Would have them consume no more, and wait until they hold nothing:\n"
      + table(plan, style) + unserved(plan, style)
  }

  static func outcome(_ outcome: DrainOutcome, _ style: Style) -> String {
    let seconds = DurationText.format(seconds: outcome.seconds)
    var text =
      switch outcome.end {
      case .planned: ""
      case .drained:
        style.good("Drained") + " in \(seconds): they take nothing and hold nothing.\n"
      case .timedOut: style.warning("Not drained") + " within \(seconds).\n"
      case .scheduledLater:
        style.warning("Not drained")
          + ": what is left is held until a later time; a worker that is "
          + "shut down gives it back to its queue.\n"
      case .workerLost: style.bad("Not drained") + ": a worker was lost on the way.\n"
      }
    // Of drained ones the plan has shown the queues, and they hold nothing.
    if outcome.end != .drained { text += table(outcome, style) }
    text += losses(outcome, style)
    for gap in outcome.gaps { text += style.warning(Sanitizing.line(gap)) + "\n" }
    if outcome.end != .drained { text += queues(outcome, style) }
    for (node, queues) in outcome.lost.sorted(by: { $0.key < $1.key }) {
      text +=
        style.bad(
          Sanitizing.line(
            "\(node) was not seen to consume again: \(queues.joined(separator: ", "))")) + "\n"
    }
    return text
  }

  /// Workers whose process is no more, and what it had.
  private static func losses(_ outcome: DrainOutcome, _ style: Style) -> String {
    var text = ""
    for worker in outcome.workers {
      guard let loss = worker.loss else { continue }
      let what =
        switch loss {
        case .gone: "\(worker.name) is gone"
        case .restarted: "\(worker.name) was started anew"
        }
      guard !worker.left.isEmpty else {
        text +=
          Sanitizing.line("\(what): of what it was seen with nothing is left in unacked") + "\n"
        continue
      }
      text +=
        style.bad(
          Sanitizing.line(
            "\(what), and nobody has what it had: "
              + CountText.of(worker.left.count, "message") + " in unacked")) + "\n"
      for task in worker.left.prefix(20) {
        text +=
          "  "
          + Sanitizing.line("\(worker.name) had: \(task.name ?? "unknown task") \(task.id)") + "\n"
      }
      if worker.left.count > 20 { text += "  … and \(worker.left.count - 20) more\n" }
    }
    return text
  }

  /// What they consume after a drain that came to no good end.
  private static func queues(_ outcome: DrainOutcome, _ style: Style) -> String {
    var text = ""
    if outcome.isUndone {
      let isAnyBack = outcome.workers.contains { worker in
        worker.loss != .gone
          && !Set(worker.queues).subtracting(outcome.withheld[worker.name] ?? []).isEmpty
      }
      if isAnyBack { text += "They consume their queues again.\n" }
    } else if outcome.hasTaken, outcome.lost.isEmpty {
      text += "They do not consume their queues.\n"
    }
    for (node, queues) in outcome.withheld.sorted(by: { $0.key < $1.key }) {
      text +=
        style.warning(
          Sanitizing.line(
            "\(node) was not given back \(queues.joined(separator: ", ")), paused meanwhile: "
              + "control resume does it")) + "\n"
    }
    for node in outcome.idle.keys.sorted() {
      text +=
        style.warning(
          Sanitizing.line(
            "\(node) consumed nothing when the drain began: nothing was taken from it, and so "
              + "nothing given back")) + "\n"
    }
    return text
  }

  /// One line while it goes on.
  static func progress(_ outcome: DrainOutcome) -> String {
    outcome.workers.map { worker in
      worker.isDrained
        ? "\(worker.name) drained"
        : "\(worker.name) \(state(worker))"
    }.joined(separator: "; ")
  }

  private static func table(_ outcome: DrainOutcome, _ style: Style) -> String {
    var table = TextTable([("WORKER", .left), ("QUEUES", .left), ("HOLDS", .left)])
    for worker in outcome.workers {
      table.add([
        worker.name, worker.queues.joined(separator: ","), state(worker),
      ])
    }
    var text = table.render(style: style)
    for worker in outcome.workers where outcome.isApplied {
      for task in worker.held.prefix(20) {
        let due = task.due.map { ", due \($0)" } ?? ""
        text +=
          "  "
          + Sanitizing.line(
            "\(worker.name): \(task.state.rawValue) \(task.name ?? "unknown task") \(task.id)\(due)"
          )
          + "\n"
      }
      if worker.held.count > 20 { text += "  … and \(worker.held.count - 20) more\n" }
    }
    return text
  }

  private static func state(_ worker: DrainOutcome.Worker) -> String {
    if worker.loss == .gone { return "gone" }
    return worker.answered ? held(worker.held) : "does not answer"
  }

  private static func held(_ tasks: [HeldTask]) -> String {
    let parts = [HeldTask.State.active, .reserved, .scheduled, .untold].compactMap { state in
      let count = tasks.count { $0.state == state }
      return count > 0 ? "\(count) \(state.rawValue)" : nil
    }
    return parts.isEmpty ? "nothing" : parts.joined(separator: ", ")
  }

  private static func unserved(_ plan: DrainOutcome, _ style: Style) -> String {
    guard !plan.unserved.isEmpty else { return "" }
    return style.warning(
      Sanitizing.line(
        "no other worker that answers consumes \(plan.unserved.joined(separator: ", ")): "
          + "messages wait there meanwhile")) + "\n"
  }
}
