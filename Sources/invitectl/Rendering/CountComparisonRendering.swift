import InviteDomain
import InviteOps

/// What `sync-counts` says where it moves no counts.
enum CountComparisonRendering {
  private static let shown = 20

  static func text(_ outcome: JoinResync.Outcome, _ style: Style) -> String {
    var text = "\(CountText.of(outcome.applied.count, "count")) set\n"
    for code in outcome.changedMeanwhile {
      text += style.warning(Sanitizing.line(code)) + ": its count changed meanwhile; left alone\n"
    }
    for finding in outcome.findings { text += FindingRendering.text(finding, style) }
    return text
  }

  /// - Parameter changes: whether counts are about to be set.
  static func text(
    _ comparison: CountComparison, _ seconds: Double?, changes: Bool = false, _ style: Style
  ) -> String {
    var text = ""
    for code in comparison.differences.prefix(shown) {
      text += style.bad(Sanitizing.line(code.code)) + ": \(Sanitizing.line(code.why))\n"
      if let next = code.next { text += "  next: \(Sanitizing.line(next))\n" }
    }
    if comparison.differing > shown { text += "and \(comparison.differing - shown) more\n" }
    let took = seconds.map { " in \(DurationText.format(seconds: $0))" } ?? ""
    text +=
      "\(CountText.of(comparison.codes, "code")) looked at\(took)\(changes ? "" : ", nothing was changed") "
      + "(era \(comparison.era)): \(comparison.differing) differ, \(comparison.agreeing) agree, "
      + "\(comparison.undecided) \(comparison.isOfTwoSides ? "without a bucket" : "may agree")\n"
    if comparison.buckets > 0 {
      text += "\(CountText.of(comparison.buckets, "bucket")) in Redis\n"
    }
    return text
  }
}
