import InviteDomain
import InviteOps

/// A message on its way out of a queue or back, for people.
enum QuarantineRendering {
  static func plan(_ plan: QuarantineOutcome) -> String {
    switch plan.direction {
    case .out:
      let place =
        plan.position == 0
        ? "the next of its list" : "behind \(CountText.of(plan.position, "message")) of its list"
      return "Would take one message out of \(name(plan)), \(place):\n" + message(plan)
        + "  to   \(Sanitizing.line(plan.file))\n"
    case .back:
      return "Would put one message back into \(name(plan)), to be taken next:\n" + message(plan)
    }
  }

  /// What was done. The message is shown once more where it is another one than the plan has shown: workers
  /// may have taken that meanwhile.
  static func outcome(_ outcome: QuarantineOutcome, after plan: QuarantineOutcome) -> String {
    let left = outcome.left.map { "; \($0) there now" } ?? ""
    let isShown =
      outcome.id == plan.id && outcome.bytes == plan.bytes && outcome.step == plan.step
    let what = isShown ? "it" : "another message"
    let text =
      switch outcome.direction {
      case .out:
        "Took \(what) out of \(name(outcome))\(left), into \(Sanitizing.line(outcome.file))"
      case .back: "Put \(what) back into \(name(outcome))\(left)"
      }
    return text + (isShown ? ".\n" : ":\n" + message(outcome))
  }

  private static func message(_ message: QuarantineOutcome) -> String {
    var lines = [
      "task \(message.task ?? "unknown") \(message.id ?? "")", "size \(message.bytes) bytes",
    ]
    if let step = message.step { lines.append("step \(step)") }
    if let defect = message.defect { lines.append("but  \(defect)") }
    return lines.map { "  \(Sanitizing.line($0))\n" }.joined()
  }

  private static func name(_ outcome: QuarantineOutcome) -> String {
    Sanitizing.line(outcome.queue)
  }
}
