import InviteDomain
import InviteOps
import Localization

/// Workers that are to take nothing more, for people.
enum DrainRendering {
  static func plan(_ plan: DrainOutcome, _ style: Style) -> String {
    tr("Would have them consume no more, and wait until they hold nothing:") + "\n"
      + table(plan, style) + unserved(plan, style)
  }

  static func outcome(_ outcome: DrainOutcome, _ style: Style) -> String {
    let seconds = DurationText.format(seconds: outcome.seconds)
    let words: String? =
      switch outcome.end {
      case .planned: nil
      case .drained:
        tr("\(style.good(tr("Drained"))) in \(seconds): they take nothing and hold nothing.")
      case .timedOut: tr("\(style.warning(tr("Not drained"))) within \(seconds).")
      case .scheduledLater:
        tr(
          "\(style.warning(tr("Not drained"))): what is left is held until a later time; a worker that "
            + "is shut down gives it back to its queue.")
      case .workerLost: tr("\(style.bad(tr("Not drained"))): a worker was lost on the way.")
      }
    var text = words.map { $0 + "\n" } ?? ""
    // Of drained ones the plan has shown the queues, and they hold nothing.
    if outcome.end != .drained { text += table(outcome, style) }
    text += losses(outcome, style)
    for gap in outcome.gaps { text += style.warning(Sanitizing.line(gap)) + "\n" }
    if outcome.end != .drained { text += queues(outcome, style) }
    for (node, queues) in outcome.lost.sorted(by: { $0.key < $1.key }) {
      text +=
        style.bad(
          Sanitizing.line(
            tr("\(node) was not seen to consume again: \(queues.joined(separator: ", "))"))) + "\n"
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
        case .gone: tr("\(worker.name) is gone")
        case .restarted: tr("\(worker.name) was started anew")
        }
      guard !worker.left.isEmpty else {
        text +=
          Sanitizing.line(tr("\(what): of what it was seen with nothing is left in unacked")) + "\n"
        continue
      }
      let messages = CountText.of(worker.left.count, "message")
      text +=
        style.bad(
          Sanitizing.line(tr("\(what), and nobody has what it had: \(messages) in unacked"))) + "\n"
      for task in worker.left.prefix(20) {
        let name = task.name ?? tr("unknown task")
        text += "  " + Sanitizing.line(tr("\(worker.name) had: \(name) \(task.id)")) + "\n"
      }
      if worker.left.count > 20 { text += "  " + tr("… and \(worker.left.count - 20) more") + "\n" }
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
      if isAnyBack { text += tr("They consume their queues again.") + "\n" }
    } else if outcome.hasTaken, outcome.lost.isEmpty {
      text += tr("They do not consume their queues.") + "\n"
    }
    for (node, queues) in outcome.withheld.sorted(by: { $0.key < $1.key }) {
      text +=
        style.warning(
          Sanitizing.line(
            tr(
              "\(node) was not given back \(queues.joined(separator: ", ")), paused meanwhile: "
                + "control resume does it"))) + "\n"
    }
    for node in outcome.idle.keys.sorted() {
      text +=
        style.warning(
          Sanitizing.line(
            tr(
              "\(node) consumed nothing when the drain began: nothing was taken from it, and so "
                + "nothing given back"))) + "\n"
    }
    return text
  }

  /// One line while it goes on.
  static func progress(_ outcome: DrainOutcome) -> String {
    outcome.workers.map { worker in
      worker.isDrained
        ? tr("\(worker.name) drained")
        : "\(worker.name) \(state(worker))"
    }.joined(separator: tr("; "))
  }

  private static func table(_ outcome: DrainOutcome, _ style: Style) -> String {
    var table = TextTable([(tr("WORKER"), .left), (tr("QUEUES"), .left), (tr("HOLDS"), .left)])
    for worker in outcome.workers {
      table.add([
        worker.name, worker.queues.joined(separator: ","), state(worker),
      ])
    }
    var text = table.render(style: style)
    for worker in outcome.workers where outcome.isApplied {
      for task in worker.held.prefix(20) {
        let what = "\(task.state.words) \(task.name ?? tr("unknown task")) \(task.id)"
        let line =
          task.due.map { tr("\(worker.name): \(what), due \($0)") } ?? tr("\(worker.name): \(what)")
        text += "  " + Sanitizing.line(line) + "\n"
      }
      if worker.held.count > 20 { text += "  " + tr("… and \(worker.held.count - 20) more") + "\n" }
    }
    return text
  }

  private static func state(_ worker: DrainOutcome.Worker) -> String {
    if worker.loss == .gone { return tr("gone") }
    return worker.answered ? held(worker.held) : tr("does not answer")
  }

  private static func held(_ tasks: [HeldTask]) -> String {
    let parts = [HeldTask.State.active, .reserved, .scheduled, .untold].compactMap { state in
      let count = tasks.count { $0.state == state }
      return count > 0 ? told(count, state) : nil
    }
    return parts.isEmpty ? tr("nothing") : parts.joined(separator: tr(", "))
  }

  /// So many tasks in a state.
  static func told(_ count: Int, _ state: HeldTask.State) -> String {
    switch state {
    case .active: tr("\(count) active")
    case .reserved: tr("\(count) reserved")
    case .scheduled: tr("\(count) scheduled")
    case .untold: tr("\(count) untold")
    }
  }

  private static func unserved(_ plan: DrainOutcome, _ style: Style) -> String {
    guard !plan.unserved.isEmpty else { return "" }
    let names = plan.unserved.joined(separator: ", ")
    return style.warning(
      Sanitizing.line(
        tr(
          "no other worker that answers consumes \(names): messages wait there meanwhile"))) + "\n"
  }
}
