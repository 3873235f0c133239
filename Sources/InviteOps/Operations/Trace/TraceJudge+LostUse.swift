internal import ClientSupport
internal import InviteDomain
internal import Localization

/// Where `redeem retry` would leave an invite alone.
extension TraceJudge {
  /// What is said where fewer uses are counted than invites want one, so that some use was given back and
  /// nothing tells whose: as ``RetryUses`` judges. `nil` where there are enough, or it was not seen.
  var lostUse: String? {
    guard facts.counting == .atRequest, let row = thread.codeRow,
      let holding = facts.holding(of: row)
    else { return nil }
    let counted = row.counted(facts)
    guard counted < holding.others.addingSaturated(holding.failing) else { return nil }
    let uses = CountText.of(counted, "use")
    let said = tr(
      counted, "\(uses) of its code is counted", "\(uses) of its code are counted")
    let holders = tr(
      holding.others, "\(holding.others) that has one", "\(holding.others) that have one")
    return tr(
      "; \(said), for \(holders) and \(holding.failing) that failed: whether its own was given back is "
        + "not clear")
  }
}
