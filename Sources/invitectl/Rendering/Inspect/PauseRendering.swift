import InviteDomain
import InviteOps
import Localization

/// A queue that is paused or resumed, for people.
enum PauseRendering {
  static func plan(_ plan: PauseOutcome, _ style: Style) -> String {
    let nobody = plan.leftOut.isEmpty ? tr("no worker that answers") : tr("no worker")
    let workers = plan.workers.isEmpty ? nobody : names(plan.workers)
    var text =
      switch plan.direction {
      case .pause: tr("Would have \(workers) stop consuming \(name(plan)).") + "\n"
      case .resume: tr("Would have \(workers) consume \(name(plan)) again.") + "\n"
      }
    if let paused = plan.paused {
      text += tr("It is paused \(Sanitizing.line(paused.byWhom)).") + "\n"
    }
    return text + leftOut(plan) + held(plan, style) + waiting(plan) + malformed(plan, style)
      + silent(plan, style)
  }

  /// What a pause does not hold back.
  private static func held(_ outcome: PauseOutcome, _ style: Style) -> String {
    outcome.held.map { holder in
      let counts: [(Int, HeldTask.State)] = [
        (holder.active, .active), (holder.reserved, .reserved), (holder.scheduled, .scheduled),
      ]
      let parts = counts.filter { $0.0 > 0 }.map { DrainRendering.told($0.0, $0.1) }
        .joined(separator: tr(", "))
      let name = Sanitizing.line(holder.name)
      return style.warning(tr("\(name) still holds \(parts) of it, which it runs.")) + "\n"
    }.joined()
  }

  /// What was done. Who is left out stands in the plan already, and is named once.
  static func outcome(
    _ outcome: PauseOutcome, after plan: PauseOutcome, _ style: Style
  ) -> String {
    let done = outcome.workers.filter { !outcome.undone.contains($0) }
    var text =
      switch outcome.direction {
      case .pause: tr("Paused \(name(outcome)): \(count(done)) stopped consuming it.") + "\n"
      case .resume: resumed(outcome, done) + "\n"
      }
    if !outcome.undone.isEmpty {
      text += style.bad(tr("not seen to do it: \(names(outcome.undone))")) + "\n"
    }
    return text + leftOut(outcome, besides: plan.leftOut) + held(outcome, style)
      + waiting(outcome) + silent(outcome, style) + consumption(outcome, style)
  }

  /// Who consumes it now; of those who do not answer nothing is known.
  private static func resumed(_ outcome: PauseOutcome, _ done: [String]) -> String {
    let who = consumers(done, outcome.others)
    return outcome.next == nil
      ? tr("Resumed \(name(outcome)): \(who).")
      : tr("Not wholly resumed \(name(outcome)): \(who).")
  }

  private static func consumers(_ done: [String], _ others: [String]) -> String {
    guard !done.isEmpty else {
      return others.isEmpty
        ? tr("no worker consumes it again, as far as workers answer")
        : tr(
          others.count, "\(names(others)) consumes it already",
          "\(names(others)) consume it already")
    }
    let again = tr(
      done.count, "\(names(done)) consumes it again", "\(names(done)) consume it again")
    return others.isEmpty ? again : tr("\(again), \(names(others)) already did")
  }

  /// Whether somebody goes on whom nobody could tell.
  private static func consumption(_ outcome: PauseOutcome, _ style: Style) -> String {
    switch outcome.consumption {
    case .nobody?, nil: return ""
    case .taken?:
      return style.bad(tr("somebody goes on taking its messages: a probe was taken")) + "\n"
    case .notSeen?:
      let unseen = tr("not seen whether anybody goes on taking its messages")
      let why = outcome.gap.map { tr("\(unseen): \(Sanitizing.line($0))") }
      return style.warning(why ?? unseen) + "\n"
    }
  }

  /// A line for each, with what is to be typed alone on the next one.
  private static func leftOut(
    _ outcome: PauseOutcome, besides told: [PauseOutcome.LeftOut] = []
  ) -> String {
    outcome.leftOut.filter { !told.contains($0) }.map { worker in
      tr("left out: \(Sanitizing.line(worker.name)), \(why(worker.reason))") + "\n"
        + (worker.next.map { "  " + tr("by hand: \($0)") + "\n" } ?? "")
    }.joined()
  }

  private static func why(_ reason: PauseOutcome.LeftOut.Reason) -> String {
    switch reason {
    case .restarted: tr("which was started anew since, and did not begin with this queue")
    case .drained: tr("which was drained since, and consumes nothing")
    case .duplicateName: tr("a name that two workers have: one of them did not lose the queue")
    case .gone: tr("which is gone")
    case .consumesNothing:
      tr("which answers and consumes no queue, as one that was drained before the pause")
    }
  }

  private static func waiting(_ outcome: PauseOutcome) -> String {
    tr(
      outcome.ready, "\(outcome.ready) message waits in it.",
      "\(outcome.ready) messages wait in it.") + "\n"
  }

  /// Of a resume, the message at which workers may end.
  private static func malformed(_ plan: PauseOutcome, _ style: Style) -> String {
    guard let message = plan.malformed else { return "" }
    let text = style.bad(Sanitizing.line(message.sentence)) + "\n"
    guard let advice = message.advice else { return text }
    return text + Labelled.text(tr(" next:"), Sanitizing.line(advice)) + "\n"
  }

  private static func silent(_ outcome: PauseOutcome, _ style: Style) -> String {
    let awaited = outcome.awaited
    let others = outcome.silent.filter { !awaited.contains($0) }
    var text = ""
    if !awaited.isEmpty {
      text +=
        style.warning(
          tr(
            awaited.count, "does not answer, and may consume it: \(names(awaited))",
            "do not answer, and may consume it: \(names(awaited))")) + "\n"
    }
    if !others.isEmpty {
      text +=
        tr(
          others.count, "does not answer, and lost nothing by this pause: \(names(others))",
          "do not answer, and lost nothing by this pause: \(names(others))") + "\n"
    }
    return text
  }

  private static func count(_ workers: [String]) -> String {
    workers.isEmpty ? tr("no worker") : names(workers)
  }

  private static func names(_ names: [String]) -> String {
    Sanitizing.line(names.joined(separator: ", "))
  }

  private static func name(_ outcome: PauseOutcome) -> String { Sanitizing.line(outcome.queue) }
}
