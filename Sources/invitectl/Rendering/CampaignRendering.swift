import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// `simulate` for people.
enum CampaignRendering {
  static func text(_ outcome: CampaignOutcome, _ style: Style) -> String {
    var rows: [(String, String)] = []
    func add(_ name: String, _ value: String) { rows.append((name, value)) }
    let before = CountText.of(outcome.backlog, "message")
    let redemptions = CountText.of(outcome.redemptions, "redemption")
    let time = DurationText.format(seconds: outcome.seconds)
    add(tr("campaign"), tr("\(redemptions) in \(time), \(before) before"))
    let tasks = CountText.of(outcome.concurrency, "task")
    add("", tr("\(CountText.of(outcome.workers, "worker")) with \(tasks) at once each"))
    if outcome.concurrencyIsAssumed {
      add(
        "",
        tr("no worker that takes invites answers: --concurrency says how many tasks each works on"))
    }
    add(tr("queue"), queue(outcome.peak))
    add(tr("done"), tr("\(times(outcome.drainedInSeconds)) after it begins"))
    add(tr("wait"), tr("at most \(times(outcome.longestWaitSeconds))"))
    let free = tr("\(outcome.seats.available) free")
    // Whom the codes refuse asks for no seat.
    let asksNobody = outcome.codes.missing >= outcome.redemptions && outcome.backlog == 0
    add(
      tr("seats"),
      asksNobody
        ? tr("\(free), unknown whether enough: nobody gets a token") : stock(outcome.seats, free))
    for note in outcome.seatNotes { add("", note) }
    add(tr("codes"), stock(outcome.codes, tr("\(outcome.codes.available) left")))
    for note in notes(outcome) { add("", note) }
    add(tr("a task"), runtime(outcome.runtime))
    add(tr("seed"), tr("\(outcome.seed), \(outcome.repetitions) repetitions"))
    return NamedRows.text(wrapped(rows)) { style.dim($0) }
  }

  /// Of a terminal that nobody has made wider.
  private static let columns = 80

  /// What is longer than a line in several, each below the value that it belongs to.
  private static func wrapped(_ rows: [(String, String)]) -> [(String, String)] {
    let names = rows.reduce(0) { max($0, DisplayWidth.of($1.0)) } + 2
    return rows.flatMap { name, value in
      HelpLine.wrapped(value, to: columns - names).split(separator: "\n").enumerated().map {
        ($0.offset == 0 ? name : "", String($0.element))
      }
    }
  }

  /// About the codes, below them.
  private static func notes(_ outcome: CampaignOutcome) -> [String] {
    var notes = outcome.notes
    if outcome.expiringUses > 0 {
      let uses = CountText.of(outcome.expiringUses, "use")
      notes.append(tr("in it: \(uses) of codes that expire meanwhile"))
    }
    if outcome.unlimitedCodes > 0 {
      let unlimited = CountText.of(outcome.unlimitedCodes, "code")
      notes.append(tr("not in it: \(unlimited) without a limit"))
    }
    return notes
  }

  private static func queue(_ range: ForecastRange) -> String {
    func whole(_ value: Double?) -> String {
      value.map { String(Int(saturating: $0.rounded())) } ?? "-"
    }
    let (likely, early, late) = (whole(range.likely), whole(range.early), whole(range.late))
    return tr(
      range.likely.map { Int(saturating: $0.rounded()) } ?? 0,
      "at most \(likely) message (\(early) to \(late)) not done",
      "at most \(likely) messages (\(early) to \(late)) not done")
  }

  /// What is done meanwhile, on one line.
  static func progress(_ progress: Campaign.Progress) -> String {
    switch progress {
    case .measuring: tr("measuring how long a task takes")
    case .repetition(let number, let all): tr("repetition \(number) of \(all)")
    }
  }

  /// What has a form as a duration.
  private static let longest = 100 * 365 * 86_400.0

  private static func times(_ range: ForecastRange) -> String {
    func time(_ seconds: Double?) -> String {
      guard let seconds else { return "-" }
      return seconds > longest
        ? tr("over 100 years") : DurationText.format(seconds: seconds)
    }
    return tr("\(time(range.likely)) (\(time(range.early)) to \(time(range.late)))")
  }

  private static func stock(_ stock: CampaignOutcome.Stock, _ there: String) -> String {
    guard let out = stock.outInSeconds else { return tr("\(there), enough") }
    // Nothing is taken of what there is none of.
    if stock.available == 0, out.late == 0 {
      return stock.missing > 0 ? tr("none, and \(stock.missing) get none") : tr("none")
    }
    let taken = tr("\(there), the last taken after \(times(out))")
    return stock.missing > 0 ? tr("\(taken), \(stock.missing) get none") : taken
  }

  private static func runtime(_ runtime: CampaignOutcome.Runtime) -> String {
    let mean = DurationText.format(seconds: runtime.meanSeconds)
    let count = runtime.measured
    let slots = tr("with \(CountText.of(runtime.slots, "task")) at once")
    return switch runtime.source {
    case "results":
      tr("\(mean), by \(CountText.of(count, "result")) while messages waited \(slots)")
    case "records":
      tr("\(mean), by \(CountText.of(count, "invite record")) while messages waited \(slots)")
    default: tr("\(mean), as given")
    }
  }
}
