import InviteDomain
import InviteOps

/// A look into a queue for people.
enum PeekRendering {
  static func text(_ outcome: QueuePeek.Outcome, _ style: Style) -> String {
    let steps = outcome.ready.map(String.init).joined(separator: "/")
    let total = outcome.ready.reduce(0, +)
    let names = outcome.steps.map { "p\($0)" }.joined(separator: "/")
    var text =
      "\(Sanitizing.line(outcome.queue)): \(CountText.of(total, "message")) (\(names) \(steps))"
    text += outcome.sampled < total ? ", the next \(outcome.sampled) looked at\n" : "\n"
    for (kind, count) in outcome.unreadable.sorted(by: { $0.key < $1.key }) {
      text += "cannot be read here: \(count) (\(Sanitizing.line(kind)))\n"
    }
    guard !outcome.groups.isEmpty || !outcome.malformed.isEmpty else { return text }
    var table = TextTable([
      ("TASK", .left), ("COUNT", .right), ("STEPS", .left), ("REDELIVERED", .right),
      ("RETRIES", .right), ("NEXT ID", .left), ("NEXT ARGUMENTS", .left),
    ])
    for group in outcome.groups {
      let steps = group.steps.sorted { $0.key < $1.key }.map { "p\($0.key):\($0.value)" }
      table.add([
        group.task ?? "(none)", "\(group.count)", steps.joined(separator: " "),
        "\(group.redelivered)", "\(group.maxRetries)", group.exampleId ?? "-",
        TaskArguments.text(group.exampleArgs, group.exampleKwargs),
      ])
    }
    text += "\n" + table.render(style: style)
    for message in outcome.malformed.prefix(20) {
      text += style.bad("malformed:")
      text += " place \(message.position) of step \(message.step): "
      text += Sanitizing.line(message.defect) + "\n"
    }
    if outcome.malformed.count > 20 { text += "… and \(outcome.malformed.count - 20) more\n" }
    return text
  }
}
