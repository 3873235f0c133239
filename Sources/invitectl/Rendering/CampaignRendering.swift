import ClientSupport
import InviteDomain
import InviteOps

/// `simulate` for people.
enum CampaignRendering {
  static func text(_ outcome: CampaignOutcome, _ style: Style) -> String {
    var rows: [(name: String, value: String)] = []
    func add(_ name: String, _ value: String) { rows.append((name, value)) }
    add("campaign", campaign(outcome))
    add("queue", "at most \(messages(outcome.peak)) not done")
    add("done", times(outcome.drainedInSeconds) + " after it begins")
    add("wait", "at most \(times(outcome.longestWaitSeconds))")
    add("seats", stock(outcome.seats, "free"))
    let unlimited = CountText.of(outcome.unlimitedCodes, "code")
    add(
      "codes",
      stock(outcome.codes, "left")
        + (outcome.unlimitedCodes > 0 ? "; not in it: \(unlimited) without a limit" : ""))
    add("a task", runtime(outcome.runtime))
    add("seed", "\(outcome.seed), \(outcome.repetitions) repetitions")
    let width = rows.reduce(0) { max($0, $1.name.count) } + 2
    return rows.map { row in
      style.dim(DisplayWidth.padded(row.name, to: width)) + Sanitizing.line(row.value) + "\n"
    }.joined()
  }

  private static func campaign(_ outcome: CampaignOutcome) -> String {
    "\(CountText.of(outcome.redemptions, "redemption")) in "
      + "\(DurationText.format(seconds: outcome.seconds)), "
      + "\(CountText.of(outcome.workers, "worker")) with \(CountText.of(outcome.concurrency, "task")) "
      + "at once each, \(CountText.of(outcome.backlog, "message")) before"
  }

  private static func messages(_ range: ForecastRange) -> String {
    func whole(_ value: Double?) -> String {
      value.map { String(Int(saturating: $0.rounded())) } ?? "-"
    }
    return "\(whole(range.likely)) messages (\(whole(range.early)) to \(whole(range.late)))"
  }

  private static func times(_ range: ForecastRange) -> String {
    func time(_ seconds: Double?) -> String {
      seconds.map { DurationText.format(seconds: $0) } ?? "-"
    }
    return "\(time(range.likely)) (\(time(range.early)) to \(time(range.late)))"
  }

  private static func stock(_ stock: CampaignOutcome.Stock, _ word: String) -> String {
    guard let out = stock.outInSeconds else { return "\(stock.available) \(word), enough" }
    let missing = stock.missing > 0 ? ", \(stock.missing) get none" : ""
    return "\(stock.available) \(word), the last taken after \(times(out))\(missing)"
  }

  private static func runtime(_ runtime: CampaignOutcome.Runtime) -> String {
    let mean = DurationText.format(seconds: runtime.meanSeconds)
    let count = runtime.measured
    let slots = "with \(CountText.of(runtime.slots, "task")) at once"
    return switch runtime.source {
    case "results": "\(mean), by \(CountText.of(count, "result")) of the last hour \(slots)"
    case "records": "\(mean), by \(CountText.of(count, "invite record")) of the last hour \(slots)"
    default: "\(mean), as given"
    }
  }
}
