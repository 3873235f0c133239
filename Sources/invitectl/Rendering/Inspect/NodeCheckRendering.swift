import InviteDomain
import InviteOps

/// How one worker is, for people.
enum NodeCheckRendering {
  static func text(_ outcome: NodeCheck.Outcome, _ style: Style) -> String {
    var text = Sanitizing.line(outcome.node) + ": "
    text += outcome.shortfall == nil ? style.good("well") : style.bad("not well")
    text += " (\(FleetRendering.age(outcome.elapsedMs / 1000)))"
    if !outcome.queues.isEmpty {
      text += ", consumes " + Sanitizing.line(outcome.queues.joined(separator: ", "))
    }
    return text + "\n" + outcome.diagnoses.map { FleetRendering.diagnosis($0, style) }.joined()
  }
}
