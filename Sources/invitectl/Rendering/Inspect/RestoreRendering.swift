import InviteDomain
import InviteOps

/// Messages of workers that are gone, for people.
enum RestoreRendering {
  /// More messages than this are counted only.
  private static let most = 50

  static func plan(_ plan: RestoreOutcome, _ style: Style) -> String {
    guard !plan.messages.isEmpty else { return "No message is unacknowledged.\n" }
    return who(plan) + table(plan.messages, style)
      + "Would give back \(CountText.of(plan.count(.gone), "message")) of "
      + "\(plan.messages.count).\n"
  }

  /// What was done, and of the messages those alone that came out otherwise than the plan has shown them.
  static func outcome(
    _ outcome: RestoreOutcome, after plan: RestoreOutcome, _ style: Style
  ) -> String {
    guard !outcome.messages.isEmpty else { return "No message is unacknowledged.\n" }
    let shown = Dictionary(plan.messages.map { ($0.tag, $0) }) { first, _ in first }
    let others = outcome.messages.filter { message in
      guard let before = shown[message.tag] else { return true }
      let isAsPlanned = message.verdict == (before.verdict == .gone ? .restored : before.verdict)
      return !isAsPlanned
    }
    return (others.isEmpty ? "" : "Otherwise than shown:\n" + table(others, style))
      + "Gave back \(CountText.of(outcome.count(.restored), "message")) of "
      + "\(outcome.messages.count).\n"
  }

  private static func who(_ plan: RestoreOutcome) -> String {
    func names(_ names: [String]) -> String {
      names.isEmpty ? "none" : Sanitizing.line(names.joined(separator: ", "))
    }
    return "answer: \(names(plan.living)); gone: \(names(plan.gone))\n"
  }

  private static func table(_ messages: [RestoreOutcome.Message], _ style: Style) -> String {
    var table = TextTable([
      ("TASK ID", .left), ("QUEUE", .left), ("TAKEN", .right), ("STATE", .left), ("WHY", .left),
    ])
    let shown = messages.prefix(most)
    for message in shown {
      table.add([
        message.id ?? message.tag, message.queue ?? "-",
        message.takenSecondsAgo.map { DurationText.format(seconds: $0) } ?? "-",
        word(message.verdict), message.why ?? "",
      ])
    }
    let text = table.render(style: style) { row, column, text in
      guard column == 3 else { return text }
      return switch shown[row].verdict {
      case .gone, .unreadable: style.warning(text)
      case .restored: style.good(text)
      case .held, .settled: style.dim(text)
      }
    }
    let hidden = messages.count - shown.count
    return text + (hidden > 0 ? "… and \(hidden) more\n" : "")
  }

  private static func word(_ verdict: RestoreOutcome.Verdict) -> String {
    switch verdict {
    case .gone: "nobody's"
    case .held: "held"
    case .unreadable: "stays"
    case .restored: "given back"
    case .settled: "settled"
    }
  }
}
