import CountProtocol
import InviteDomain
import InviteOps

/// `sync-counts` as text.
enum SyncRendering {
  private static let shown = 20

  static func text(_ outcome: SyncOutcome, _ style: Style) -> String {
    if let comparison = outcome.comparison {
      return CountComparisonRendering.text(comparison, outcome.seconds, style)
    }
    var text = ""
    if !outcome.changes.isEmpty {
      text += table(outcome, style)
      if outcome.changed > shown { text += "and \(outcome.changed - shown) more\n" }
      text += "\n"
    }
    for trouble in outcome.problems {
      text +=
        trouble.finding.map { FindingRendering.text($0, style) }
        ?? style.bad(Sanitizing.line(trouble.code)) + ": \(sentence(trouble.problem))\n"
      if let next = trouble.next { text += "  next: \(Sanitizing.line(next))\n" }
    }
    let would = outcome.dryRun ? " (dry run: nothing was changed)" : ""
    text +=
      "\(CountText.of(outcome.scanned, "code")) looked at, \(outcome.changed) changed in "
      + "\(DurationText.format(seconds: outcome.seconds))\(would)\n"
    if outcome.changed > 0 {
      text +=
        "used_count: +\(outcome.usesAdded) -\(outcome.usesRemoved); buckets: "
        + "+\(outcome.tokensAdded) -\(outcome.tokensRemoved)\n"
    }
    if outcome.rolledForward > 0 {
      let finished = CountText.of(outcome.rolledForward, "adjustment")
      text += "finished \(finished) of an interrupted run\n"
    }
    text += breaches(outcome.breaches, style)
    if outcome.newlyUncertain > 0 {
      text +=
        style.warning("\(CountText.of(outcome.newlyUncertain, "count")) became less than exact")
        + ": 'invitectl force-resync --all' looks for evidence\n"
    }
    return text
  }

  /// What backends do not keep to, and what to type.
  static func breaches(_ breaches: [ContractBreach]?, _ style: Style) -> String {
    var text = ""
    for breach in breaches ?? [] {
      text += style.warning("not as assumed") + ": \(Sanitizing.line(breach.sentence))\n"
      if let next = breach.next { text += "  next: \(next)\n" }
    }
    return text
  }

  private static func table(_ outcome: SyncOutcome, _ style: Style) -> String {
    var table = TextTable([
      ("CODE", .left), ("WHY", .left), ("USED", .right), ("MAX", .right), ("COUNTED", .right),
      ("PUSHED", .right), ("STATE", .left),
    ])
    for change in outcome.changes.prefix(shown) {
      table.add([
        change.code, change.why.rawValue, String(change.usedCount),
        change.maxUses == 0 ? "-" : String(change.maxUses), signed(change.delta),
        signed(change.pushed), state(change),
      ])
    }
    return table.render(style: style)
  }

  private static func state(_ change: SyncOutcome.Change) -> String {
    guard change.state != .exact else { return "exact" }
    let held = change.held > 0 ? ", \(change.held) held back" : ""
    let bounds =
      change.usedAtMost.map { "\(change.usedAtLeast) to \($0)" }
      ?? (change.usedAtLeast > 0 ? "\(change.usedAtLeast) or more" : "no bound")
    return "\(change.state.rawValue), \(bounds)\(held)"
  }

  private static func signed(_ number: Int) -> String {
    number > 0 ? "+\(number)" : String(number)
  }

  static func sentence(_ problem: SyncProblem) -> String {
    switch problem {
    case .garbage: "its bucket \(BucketDefect.notInteger.words)"
    case .bucketOutOfRange: "its bucket \(BucketDefect.outOfRange.words)"
    case .badExpiry: "its bucket expires at a time that nobody sets"
    case .badShadow:
      "the key beside its bucket (…:remaining:sync) holds what no sync wrote; without it the "
        + "count goes on from the database"
    case .badRow:
      "its row of invitectl.redeem_sync holds what this version does not write; use the newest "
        + "invitectl, or delete the row, and its count begins anew"
    case .negativeCount:
      "its used_count is below 0, which is no count of uses; nothing was committed, and the bucket was "
        + "left as it is"
    case .belowZero: "more refunds than uses; nothing was committed"
    case .aboveLimit: "more takes than the bucket had tokens; nothing was committed"
    case .outOfRange:
      "used_count or the bucket would be out of range; nothing was committed; correct used_count "
        + "and max_uses"
    case .contended: "it changed all the time; the next run tries again"
    case .deleted: "it was deleted meanwhile"
    case .refused: "the database refuses its new count"
    case .unreadable: "its row cannot be read"
    case .locked: "another session holds its row locked"
    }
  }
}
