import InviteDomain
import InviteOps
import Localization

/// A trace as text: the timeline, what was not seen, and for each invite where it is and what to type.
enum TraceRendering {
  static func text(_ outcome: InviteTrace.Outcome, _ style: Style) -> String {
    var text = style.bold(Sanitizing.line(outcome.who)) + "\n"
    if !outcome.lines.isEmpty {
      var table = TextTable([(tr("AT (UTC)"), .left), (tr("FROM"), .left), (tr("WHAT"), .left)])
      for line in outcome.lines {
        table.add([time(line), line.source.rawValue, line.text])
      }
      text += table.render(style: style)
    }
    for gap in outcome.gaps {
      text += style.warning(tr("not seen:")) + Labelled.blank + "\(Sanitizing.line(gap))\n"
    }
    let left = outcome.verdicts.count - mostVerdicts
    if left > 0 { text += tr("\(CountText.of(left, "more invite")), in -o json") + "\n" }
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
    let sentence =
      outcome.verdicts.count > 1 ? tr("\(whose(verdict)): \(verdict.sentence)") : verdict.sentence
    let text =
      paint(verdict.standing, tr("now:"), style) + Labelled.blank + Sanitizing.line(sentence) + "\n"
    guard let next = verdict.next else { return text }
    let words = next.kind == .sql ? tr("in psql: \(next.text)") : next.text
    return text + style.dim(tr(" next:")) + Labelled.blank + Sanitizing.line(words) + "\n"
  }

  private static func whose(_ verdict: TraceVerdict) -> String {
    let (email, code) = (verdict.email, verdict.code)
    guard let task = verdict.task else {
      return email.isEmpty || code.isEmpty ? email + code : tr("\(email) by \(code)")
    }
    if !code.isEmpty { return tr("task \(task) by \(code)") }
    return email.isEmpty ? tr("task \(task)") : tr("task \(task) of \(email)")
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
