/// What is left of the certainty of a count where backends were seen to break what the rules rest on. Every
/// move goes through here, so that nothing is called exact, and no bound is drawn, that rests on it.
extension SyncRules {
  /// - Parameter certainty: what it is where backends keep to everything.
  func doubted(_ certainty: Certainty) -> Certainty {
    let doubts = policy.doubts
    if doubts.isBoundless { return .boundless }
    // Within one life of a bucket each take and refund is seen, whoever set it, and however they take.
    guard certainty.state != .exact else { return certainty }
    var certainty = certainty
    if let known = doubts.lateWrites, let row, row.read < known, row.certainty.state != .exact,
      !policy.lowerOnly
    {
      // The bucket of then may have held more than its code had left: at most all that it can have had.
      certainty = certainty.widened(.doubted, low: 0, high: max(row.maxTop, code.limit ?? 0))
    }
    if doubts.blindTakes, certainty.hasUpperBound {
      certainty = certainty.widened(.doubted, low: 0, high: SyncBounds.widest)
    }
    return certainty
  }
}
