import InviteDomain
import InviteOps
import Localization

/// How one worker is, for people.
enum NodeCheckRendering {
  static func text(_ outcome: NodeCheck.Outcome, _ style: Style) -> String {
    let node = Sanitizing.line(outcome.node)
    let state = outcome.shortfall == nil ? style.good(tr("well")) : style.bad(tr("not well"))
    let time = FleetRendering.age(outcome.elapsedMs / 1000)
    let queues = Sanitizing.line(outcome.queues.joined(separator: ", "))
    let text =
      queues.isEmpty
      ? tr("\(node): \(state) (\(time))") : tr("\(node): \(state) (\(time)), consumes \(queues)")
    return text + "\n" + outcome.diagnoses.map { FleetRendering.diagnosis($0, style) }.joined()
  }
}
