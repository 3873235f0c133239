import InviteDomain
import InviteOps
import Localization

/// What `sync-counts` says where it moves no counts.
enum CountComparisonRendering {
  private static let shown = 20

  static func text(_ outcome: JoinResync.Outcome, _ style: Style) -> String {
    var text = tr("\(CountText.of(outcome.applied.count, "count")) set") + "\n"
    for code in outcome.changedMeanwhile {
      let name = style.warning(Sanitizing.line(code))
      text += tr("\(name): its count changed meanwhile; left alone") + "\n"
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
      text += tr("\(style.bad(Sanitizing.line(code.code))): \(Sanitizing.line(code.why))") + "\n"
      if let next = code.next { text += tr("  next: \(Sanitizing.line(next))") + "\n" }
    }
    if comparison.differing > shown {
      text += tr("and \(comparison.differing - shown) more") + "\n"
    }
    text += sum(comparison, seconds, changes: changes) + "\n"
    if comparison.buckets > 0 {
      text += tr("\(CountText.of(comparison.buckets, "bucket")) in Redis") + "\n"
    }
    return text
  }

  private static func sum(
    _ comparison: CountComparison, _ seconds: Double?, changes: Bool
  ) -> String {
    let codes = CountText.of(comparison.codes, "code")
    var looked = tr("\(codes) looked at")
    if let seconds { looked = tr("\(codes) looked at in \(DurationText.format(seconds: seconds))") }
    if !changes { looked = tr("\(looked), nothing was changed") }
    let (differing, undecided) = (comparison.differing, comparison.undecided)
    return comparison.isOfTwoSides
      ? tr(
        "\(looked) (era \(comparison.era)): \(differing) differ, \(comparison.agreeing) agree, "
          + "\(undecided) without a bucket")
      : tr(
        "\(looked) (era \(comparison.era)): \(differing) differ, \(comparison.agreeing) agree, "
          + "\(undecided) may agree")
  }
}
