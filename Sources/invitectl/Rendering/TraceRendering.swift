import InviteDomain
import InviteOps

/// A trace as text: the timeline, what was not seen, and for each invite where it is and what to type.
enum TraceRendering {
  static func text(_ outcome: InviteTrace.Outcome, _ style: Style) -> String {
    var text = style.bold(Sanitizing.line(outcome.who)) + "\n"
    if !outcome.lines.isEmpty {
      var table = TextTable([("AT (UTC)", .left), ("FROM", .left), ("WHAT", .left)])
      for line in outcome.lines {
        table.add([time(line), line.source.rawValue, line.text])
      }
      text += table.render(style: style)
    }
    for gap in outcome.gaps {
      text += style.warning("not seen:") + " \(Sanitizing.line(gap))\n"
    }
    let left = outcome.verdicts.count - mostVerdicts
    if left > 0 { text += "\(CountText.of(left, "more invite")), in -o json\n" }
    return text
      + outcome.verdicts.suffix(mostVerdicts).map { verdict($0, outcome, style) }.joined()
  }

  /// Of the invites of one email or code only the last ones, which matter most.
  private static let mostVerdicts = 10

  private static func time(_ line: TraceLine) -> String {
    guard let at = line.at else { return "-" }
    return String(at.prefix(19)).replacing("T", with: " ")
  }

  private static func verdict(
    _ verdict: TraceVerdict, _ outcome: InviteTrace.Outcome, _ style: Style
  ) -> String {
    // Of several invites each is named.
    let whose =
      outcome.verdicts.count > 1
      ? " \([verdict.email, verdict.code].filter { !$0.isEmpty }.joined(separator: " by ")):" : ""
    var text =
      paint(verdict.standing, "now:", style) + Sanitizing.line("\(whose) \(verdict.sentence)")
      + "\n"
    guard let next = verdict.next else { return text }
    text += style.dim(" next:") + " \(next.kind == .sql ? "in psql: " : "")"
    return text + Sanitizing.line(next.text) + "\n"
  }

  private static func paint(
    _ standing: TraceVerdict.Standing, _ text: String, _ style: Style
  ) -> String {
    switch standing {
    case .well: style.good(text)
    case .wanting, .missing: style.warning(text)
    case .failed: style.bad(text)
    }
  }
}
