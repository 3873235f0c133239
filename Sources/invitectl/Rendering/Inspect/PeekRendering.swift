import InviteDomain
import InviteOps
import Localization

/// A look into a queue for people.
enum PeekRendering {
  static func text(_ outcome: QueuePeek.Outcome, _ style: Style) -> String {
    let steps = outcome.ready.map(String.init).joined(separator: "/")
    let total = outcome.ready.reduce(0, +)
    let names = outcome.steps.map { "p\($0)" }.joined(separator: "/")
    let all = tr(
      "\(Sanitizing.line(outcome.queue)): \(CountText.of(total, "message")) (\(names) \(steps))")
    var text = outcome.sampled < total ? tr("\(all), the next \(outcome.sampled) looked at") : all
    text += "\n"
    for (kind, count) in outcome.unreadable.sorted(by: { $0.key < $1.key }) {
      text += tr("cannot be read here: \(count) (\(Sanitizing.line(kind)))") + "\n"
    }
    guard !outcome.groups.isEmpty || !outcome.malformed.isEmpty else { return text }
    var table = TextTable([
      (tr("TASK"), .left), (tr("COUNT"), .right), (tr("STEPS"), .left), (tr("REDELIVERED"), .right),
      (tr("RETRIES"), .right), (tr("NEXT ID"), .left), (tr("NEXT ARGUMENTS"), .left),
    ])
    for group in outcome.groups {
      let steps = group.steps.sorted { $0.key < $1.key }.map { "p\($0.key):\($0.value)" }
      table.add([
        group.task ?? tr("(none)"), "\(group.count)", steps.joined(separator: " "),
        "\(group.redelivered)", "\(group.maxRetries)", group.exampleId ?? "-",
        TaskArguments.text(group.exampleArgs, group.exampleKwargs),
      ])
    }
    text += "\n" + table.render(style: style)
    for message in outcome.malformed.prefix(20) {
      let mark = style.bad(tr("malformed:"))
      let defect = Sanitizing.line(message.defect)
      text += tr("\(mark) place \(message.position) of step \(message.step): \(defect)") + "\n"
    }
    if outcome.malformed.count > 20 {
      text += tr("… and \(outcome.malformed.count - 20) more") + "\n"
    }
    return text
  }
}
