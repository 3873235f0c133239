import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// `forecast` for people.
enum ForecastRendering {
  /// Of a terminal that nobody has made wider.
  private static let columns = 80

  static func text(_ outcome: ForecastOutcome, _ style: Style) -> String {
    var table = TextTable([
      (tr("SUBJECT"), .left), (tr("LEFT"), .right), (tr("A DAY"), .right), (tr("ENDS"), .left),
    ])
    for line in outcome.subjects {
      table.add([
        line.subject.rawValue, line.remaining.map { amount($0, line) } ?? "-",
        line.perDay.map { amount($0, line) } ?? "-", whole(line),
      ])
    }
    var text = table.render(style: style) { row, column, text in
      column == 3 ? paint(outcome.subjects[row], text, style) : text
    }
    let days = CountText.of(outcome.historyDays, "day")
    text += "\n"
    let below = outcome.subjects.flatMap { remarks($0) }
    if !below.isEmpty { text += below.joined(separator: "\n") + "\n\n" }
    text +=
      outcome.knowsWeekdays
      ? tr("by \(days) of invites, each day of the week by its own pace")
      : tr("by \(days) of invites")
    text += "\n"
    for judged in outcome.assertions {
      text += "\(mark(judged.verdict, style)) \(judged.assertion)\n"
    }
    return text
  }

  private static func whole(_ line: ForecastLine) -> String {
    let end = ends(line)
    return line.item.map { tr("\($0): \(end)") } ?? end
  }

  /// Why it cannot be told, and what is not in it: below the table, which is as wide as its widest cell.
  private static func remarks(_ line: ForecastLine) -> [String] {
    let reason = [.stalled, .untold].contains(line.state) ? line.reason : nil
    let remarks = ([reason].compactMap { $0 } + line.notes).map {
      HelpLine.wrapped(Sanitizing.line(tr("\(line.subject.rawValue): \($0)")), to: columns)
    }
    // Each whole, to be typed in psql.
    return remarks + (line.statements ?? []).map { "       " + Sanitizing.line($0) }
  }

  private static func ends(_ line: ForecastLine) -> String {
    switch line.state {
    case .ends:
      let never = line.subject.isWork ? tr("more comes than is done") : tr("not within a year")
      return line.inSeconds.map { range($0, never: never) } ?? never
    case .out: return tr("nothing is left")
    case .empty: return tr("nothing waits")
    case .idle: return line.reason ?? "-"
    case .stalled: return tr("stands still")
    case .untold: return tr("not to be told")
    }
  }

  private static func range(_ range: ForecastRange, never: String) -> String {
    func time(_ seconds: Double) -> String { DurationText.format(seconds: seconds) }
    guard let early = range.early else { return never }
    guard let likely = range.likely else { return tr("in \(time(early)) or later") }
    guard let late = range.late else {
      return tr("in \(time(likely)) (\(time(early)) or later)")
    }
    return tr("in \(time(likely)) (\(time(early)) to \(time(late)))")
  }

  private static func amount(_ number: Int, _ line: ForecastLine) -> String {
    line.subject == .disk ? ByteText.format(number) : String(number)
  }

  private static func amount(_ number: Double, _ line: ForecastLine) -> String {
    if line.subject == .disk { return ByteText.format(Int(saturating: number.rounded())) }
    let tenths = Int(saturating: (number * 10).rounded())
    return number >= 10 || tenths % 10 == 0
      ? String(Int(saturating: number.rounded())) : "\(tenths / 10).\(tenths % 10)"
  }

  private static func mark(_ verdict: ForecastAssertion.Verdict, _ style: Style) -> String {
    switch verdict {
    case .holds: style.good(tr("holds"))
    case .fails: style.bad(tr("fails"))
    case .untold: style.warning(tr("cannot be told:"))
    }
  }

  private static func paint(_ line: ForecastLine, _ text: String, _ style: Style) -> String {
    switch line.state {
    case .out, .stalled: style.bad(text)
    case .untold: style.warning(text)
    case .ends, .idle, .empty: text
    }
  }
}
