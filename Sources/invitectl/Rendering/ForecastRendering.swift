import ClientSupport
import InviteDomain
import InviteOps

/// `forecast` for people.
enum ForecastRendering {
  static func text(_ outcome: ForecastOutcome, _ style: Style) -> String {
    var table = TextTable([
      ("SUBJECT", .left), ("LEFT", .right), ("A DAY", .right), ("ENDS", .left),
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
    text += "\nby \(CountText.of(outcome.historyDays, "day")) of invites"
    text += outcome.knowsWeekdays ? ", each day of the week by its own pace\n" : "\n"
    for judged in outcome.assertions {
      text += "\(mark(judged.verdict, style)) \(judged.assertion)\n"
    }
    return text
  }

  private static func whole(_ line: ForecastLine) -> String {
    let item = line.item.map { "\($0): " } ?? ""
    let note = line.note.map { "; \($0)" } ?? ""
    return item + ends(line) + note
  }

  private static func ends(_ line: ForecastLine) -> String {
    switch line.state {
    case .ends:
      let never = line.subject.isWork ? "more comes than is done" : "not within a year"
      return line.inSeconds.map { range($0, never: never) } ?? never
    case .out: return "nothing is left"
    case .empty: return "nothing waits"
    case .idle, .stalled, .untold: return line.reason ?? "-"
    }
  }

  private static func range(_ range: ForecastRange, never: String) -> String {
    func time(_ seconds: Double) -> String { DurationText.format(seconds: seconds) }
    guard let early = range.early else { return never }
    guard let likely = range.likely else { return "in \(time(early)) or later" }
    guard let late = range.late else {
      return "in \(time(likely)) (\(time(early)) or later)"
    }
    return "in \(time(likely)) (\(time(early)) to \(time(late)))"
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
    case .holds: style.good("holds")
    case .fails: style.bad("fails")
    case .untold: style.warning("cannot be told:")
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
