import InviteDomain
import InviteOps

/// A queue that is paused or resumed, for people.
enum PauseRendering {
  static func plan(_ plan: PauseOutcome, _ style: Style) -> String {
    let nobody = plan.leftOut.isEmpty ? "no worker that answers" : "no worker"
    let workers = plan.workers.isEmpty ? nobody : names(plan.workers)
    var text =
      switch plan.direction {
      case .pause: "Would have \(workers) stop consuming \(name(plan)).\n"
      case .resume: "Would have \(workers) consume \(name(plan)) again.\n"
      }
    if let paused = plan.paused { text += "It is paused \(Sanitizing.line(paused.byWhom)).\n" }
    return text + leftOut(plan) + waiting(plan) + silent(plan, style)
  }

  static func outcome(_ outcome: PauseOutcome, _ style: Style) -> String {
    let done = outcome.workers.filter { !outcome.undone.contains($0) }
    var text =
      switch outcome.direction {
      case .pause: "Paused \(name(outcome)): \(count(done)) stopped consuming it.\n"
      case .resume:
        "\(outcome.next == nil ? "Resumed" : "Not wholly resumed") \(name(outcome)): "
          + resumed(done, outcome.others) + ".\n"
      }
    if !outcome.undone.isEmpty {
      text += style.bad("not seen to do it: \(names(outcome.undone))") + "\n"
    }
    return text + leftOut(outcome) + waiting(outcome) + silent(outcome, style)
      + consumption(outcome, style)
  }

  /// Who consumes it now; of those who do not answer nothing is known.
  private static func resumed(_ done: [String], _ others: [String]) -> String {
    guard !done.isEmpty else {
      return others.isEmpty
        ? "no worker consumes it again, as far as workers answer"
        : "\(names(others)) \(others.count == 1 ? "consumes" : "consume") it already"
    }
    return "\(names(done)) \(done.count == 1 ? "consumes" : "consume") it again"
      + (others.isEmpty ? "" : ", \(names(others)) already did")
  }

  /// Whether somebody goes on whom nobody could tell.
  private static func consumption(_ outcome: PauseOutcome, _ style: Style) -> String {
    switch outcome.consumption {
    case .nobody?, nil: return ""
    case .taken?:
      return style.bad("somebody goes on taking its messages: a probe was taken") + "\n"
    case .notSeen?:
      let why = outcome.gap.map { ": \(Sanitizing.line($0))" } ?? ""
      return style.warning("not seen whether anybody goes on taking its messages\(why)") + "\n"
    }
  }

  /// A line for each, with what is to be typed alone on the next one.
  private static func leftOut(_ outcome: PauseOutcome) -> String {
    outcome.leftOut.map { worker in
      "left out: \(Sanitizing.line(worker.name)), \(why(worker.reason))\n"
        + (worker.next.map { "  by hand: \($0)\n" } ?? "")
    }.joined()
  }

  private static func why(_ reason: PauseOutcome.LeftOut.Reason) -> String {
    switch reason {
    case .restarted: "which was started anew since, and did not begin with this queue"
    case .drained: "which was drained since, and consumes nothing"
    case .duplicateName: "a name that two workers have: one of them did not lose the queue"
    case .gone: "which is gone"
    }
  }

  private static func waiting(_ outcome: PauseOutcome) -> String {
    CountText.of(outcome.ready, "message waits", "messages wait") + " in it.\n"
  }

  private static func silent(_ outcome: PauseOutcome, _ style: Style) -> String {
    guard !outcome.silent.isEmpty else { return "" }
    return style.warning(
      (outcome.silent.count == 1 ? "does" : "do")
        + " not answer, and may consume it: \(names(outcome.silent))") + "\n"
  }

  private static func count(_ workers: [String]) -> String {
    workers.isEmpty ? "no worker" : names(workers)
  }

  private static func names(_ names: [String]) -> String {
    Sanitizing.line(names.joined(separator: ", "))
  }

  private static func name(_ outcome: PauseOutcome) -> String { Sanitizing.line(outcome.queue) }
}
