import InviteDomain
import InviteOps
import Localization

/// Messages of workers that are gone, for people.
enum RestoreRendering {
  /// More messages than this are counted only.
  private static let most = 50

  static func plan(_ plan: RestoreOutcome, _ style: Style) -> String {
    guard !plan.messages.isEmpty else { return tr("No message is unacknowledged.") + "\n" }
    return who(plan) + table(plan.messages, style)
      + tr(
        "Would give back \(CountText.of(plan.count(.gone), "message")) of \(plan.messages.count).")
      + "\n" + surplus(plan.messages, style) + gap(plan, style)
  }

  /// Of messages that stay since they would be invites more: what to do about the first.
  private static func surplus(_ messages: [RestoreOutcome.Message], _ style: Style) -> String {
    let invited = messages.filter { $0.verdict == .invited || $0.verdict == .refunded }
    guard !invited.isEmpty else { return "" }
    let open = invited.count { $0.otherwise != nil }
    let count = invited.count - open
    var said: [String] = []
    if count > 0 {
      said.append(
        tr(
          count,
          "\(count) message stays: it would be an invite more.",
          "\(count) messages stay: they would be invites more."))
    }
    if open > 0 {
      said.append(
        tr(
          open,
          "\(open) message stays: it may be an invite more.",
          "\(open) messages stay: they may be invites more."))
    }
    var next: [String] = []
    if let command = invited.lazy.filter({ $0.otherwise == nil }).compactMap(\.next).first {
      next.append(tr("so that it never runs: \(command)"))
    }
    // What may be another use's is a person's choice.
    if let open = invited.first(where: { $0.otherwise != nil && $0.next != nil }),
      let kept = open.next, let otherwise = open.otherwise
    {
      next.append(
        tr(
          "if its invite was made, '\(kept)' keeps it from running; else '\(otherwise)' has it run")
      )
    }
    let lines = next.map { Labelled.text(tr(" next:"), Sanitizing.line($0)) + "\n" }
    return said.map { style.warning($0) + "\n" }.joined() + lines.joined()
  }

  private static func gap(_ outcome: RestoreOutcome, _ style: Style) -> String {
    outcome.gap.map { style.warning(Sanitizing.line($0)) + "\n" } ?? ""
  }

  /// What was done, and of the messages those alone that came out otherwise than the plan has shown them.
  static func outcome(
    _ outcome: RestoreOutcome, after plan: RestoreOutcome, _ style: Style
  ) -> String {
    guard !outcome.messages.isEmpty else {
      // The plan above it has said so.
      return plan.messages.isEmpty ? "" : tr("No message is unacknowledged.") + "\n"
    }
    let shown = Dictionary(plan.messages.map { ($0.tag, $0) }) { first, _ in first }
    let others = outcome.messages.filter { message in
      guard let before = shown[message.tag] else { return true }
      let isAsPlanned = message.verdict == (before.verdict == .gone ? .restored : before.verdict)
      return !isAsPlanned
    }
    let count = CountText.of(outcome.count(.restored), "message")
    return (others.isEmpty ? "" : tr("Otherwise than shown:") + "\n" + table(others, style))
      + tr("Gave back \(count) of \(outcome.messages.count).") + "\n" + surplus(others, style)
  }

  private static func who(_ plan: RestoreOutcome) -> String {
    func names(_ names: [String]) -> String {
      names.isEmpty ? tr("none") : Sanitizing.line(names.joined(separator: ", "))
    }
    return tr("answer: \(names(plan.living)); gone: \(names(plan.gone))") + "\n"
  }

  private static func table(_ messages: [RestoreOutcome.Message], _ style: Style) -> String {
    var table = TextTable([
      (tr("TASK ID"), .left), (tr("QUEUE"), .left), (tr("TAKEN"), .right), (tr("STATE"), .left),
      (tr("WHY"), .left),
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
      case .gone, .unreadable, .invited, .refunded: style.warning(text)
      case .restored: style.good(text)
      case .held, .settled: style.dim(text)
      }
    }
    let hidden = messages.count - shown.count
    return text + (hidden > 0 ? tr("… and \(hidden) more") + "\n" : "")
  }

  private static func word(_ verdict: RestoreOutcome.Verdict) -> String {
    switch verdict {
    case .gone: tr("nobody's")
    case .held: tr("held")
    case .unreadable: tr("stays")
    case .invited: tr("invited")
    case .refunded: tr("refunded")
    case .restored: tr("given back")
    case .settled: tr("settled")
    }
  }
}
