import InviteDomain
import InviteOps
import Localization

/// A message on its way out of a queue or back, for people.
enum QuarantineRendering {
  static func plan(_ plan: QuarantineOutcome) -> String {
    switch plan.direction {
    case .out:
      let place =
        plan.isUnacked
        ? plan.isWorkerGone
          ? tr("which a worker that is gone had taken")
          : tr("which a worker has taken and not acknowledged")
        : plan.position == 0
          ? tr("the next of its list")
          : tr("behind \(CountText.of(plan.position, "message")) of its list")
      return tr("Would take one message out of \(name(plan)), \(place):") + "\n" + message(plan)
        + "  " + tr("to   \(Sanitizing.line(plan.file))") + "\n"
    case .back:
      return tr("Would put one message back into \(name(plan)), to be taken next:") + "\n"
        + message(plan)
    }
  }

  /// What was done. The message is shown once more where it is another one than the plan has shown: workers
  /// may have taken that meanwhile.
  static func outcome(_ outcome: QuarantineOutcome, after plan: QuarantineOutcome) -> String {
    let isShown =
      outcome.id == plan.id && outcome.bytes == plan.bytes && outcome.step == plan.step
    let what = isShown ? tr("it") : tr("another message")
    let file = Sanitizing.line(outcome.file)
    let text =
      switch (outcome.direction, outcome.left) {
      case (.out, let left?):
        tr("Took \(what) out of \(name(outcome)); \(left) there now, into \(file)")
      case (.out, nil): tr("Took \(what) out of \(name(outcome)), into \(file)")
      case (.back, let left?): tr("Put \(what) back into \(name(outcome)); \(left) there now")
      case (.back, nil): tr("Put \(what) back into \(name(outcome))")
      }
    return isShown ? tr("\(text).") + "\n" : tr("\(text):") + "\n" + message(outcome)
  }

  private static func message(_ message: QuarantineOutcome) -> String {
    var lines = [
      tr("task \(message.task ?? tr("unknown")) \(message.id ?? "")"),
      tr("size \(message.bytes) bytes"),
    ]
    if let step = message.step { lines.append(tr("step \(step)")) }
    if let defect = message.defect { lines.append(tr("but  \(defect)")) }
    switch message.isRefunded {
    case true?: lines.append(tr("its token was given back: this is an invite more"))
    case nil: lines.append(tr("not seen whether its token was given back"))
    case false?: break
    }
    if let made = message.made { lines.append(tr("\(made): put back, it is an invite more")) }
    if let gap = message.gap {
      lines.append(tr("not seen whether its invite was made already: \(gap)"))
    }
    return lines.map { "  \(Sanitizing.line($0))\n" }.joined()
  }

  private static func name(_ outcome: QuarantineOutcome) -> String {
    Sanitizing.line(outcome.queue)
  }
}
