import CountProtocol
import InviteDomain
import InviteOps
import Localization

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
      if outcome.changed > shown { text += tr("and \(outcome.changed - shown) more") + "\n" }
      text += "\n"
    }
    for trouble in outcome.problems {
      text +=
        trouble.finding.map { FindingRendering.text($0, style) }
        ?? tr("\(style.bad(Sanitizing.line(trouble.code))): \(sentence(trouble.problem))") + "\n"
      if let next = trouble.next { text += tr("  next: \(Sanitizing.line(next))") + "\n" }
    }
    let sum = tr(
      "\(CountText.of(outcome.scanned, "code")) looked at, \(outcome.changed) changed in "
        + "\(DurationText.format(seconds: outcome.seconds))")
    text += (outcome.dryRun ? tr("\(sum) (dry run: nothing was changed)") : sum) + "\n"
    if outcome.changed > 0 {
      text +=
        tr(
          "used_count: +\(outcome.usesAdded) -\(outcome.usesRemoved); buckets: "
            + "+\(outcome.tokensAdded) -\(outcome.tokensRemoved)") + "\n"
    }
    if outcome.rolledForward > 0 {
      let finished = CountText.of(outcome.rolledForward, "adjustment")
      text += tr("finished \(finished) of an interrupted run") + "\n"
    }
    text += breaches(outcome.breaches, style)
    if outcome.newlyUncertain > 0 {
      let counts = style.warning(
        tr("\(CountText.of(outcome.newlyUncertain, "count")) became less than exact"))
      text += tr("\(counts): 'invitectl force-resync --all' looks for evidence") + "\n"
    }
    return text
  }

  /// What backends do not keep to, and what to type.
  static func breaches(_ breaches: [ContractBreach]?, _ style: Style) -> String {
    var text = ""
    for breach in breaches ?? [] {
      let label = style.warning(tr("not as assumed"))
      text += tr("\(label): \(Sanitizing.line(breach.sentence))") + "\n"
      if let next = breach.next { text += tr("  next: \(next)") + "\n" }
    }
    return text
  }

  private static func table(_ outcome: SyncOutcome, _ style: Style) -> String {
    var table = TextTable([
      (tr("CODE"), .left), (tr("WHY"), .left), (tr("USED"), .right), (tr("MAX"), .right),
      (tr("COUNTED"), .right),
      (tr("PUSHED"), .right), (tr("STATE"), .left),
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
    guard change.state != .exact else { return tr("exact") }
    let bounds =
      change.usedAtMost.map { tr("\(change.usedAtLeast) to \($0)") }
      ?? (change.usedAtLeast > 0 ? tr("\(change.usedAtLeast) or more") : tr("no bound"))
    let state = tr("\(change.state.rawValue), \(bounds)")
    return change.held > 0 ? tr("\(state), \(change.held) held back") : state
  }

  private static func signed(_ number: Int) -> String {
    number > 0 ? "+\(number)" : String(number)
  }

  static func sentence(_ problem: SyncProblem) -> String {
    switch problem {
    case .garbage: tr("its bucket \(BucketDefect.notInteger.words)")
    case .bucketOutOfRange: tr("its bucket \(BucketDefect.outOfRange.words)")
    case .badExpiry: tr("its bucket expires at a time that nobody sets")
    case .badShadow:
      tr(
        "the key beside its bucket (…:remaining:sync) holds what no sync wrote; without it the "
          + "count goes on from the database")
    case .badRow:
      tr(
        "its row of invitectl.redeem_sync holds what this version does not write; use the newest "
          + "invitectl, or delete the row, and its count begins anew")
    case .negativeCount:
      tr(
        "its used_count is below 0, which is no count of uses; nothing was committed, and the bucket was "
          + "left as it is")
    case .belowZero: tr("more refunds than uses; nothing was committed")
    case .aboveLimit: tr("more takes than the bucket had tokens; nothing was committed")
    case .outOfRange:
      tr(
        "used_count or the bucket would be out of range; nothing was committed; correct used_count "
          + "and max_uses")
    case .contended: tr("it changed all the time; the next run tries again")
    case .deleted: tr("it was deleted meanwhile")
    case .refused: tr("the database refuses its new count")
    case .unreadable: tr("its row cannot be read")
    case .locked: tr("another session holds its row locked")
    }
  }
}
