import InviteDomain
import InviteOps
import Localization

/// What `sync-counts --follow` says while it goes on, and at its end.
enum FollowRendering {
  /// One line.
  static func line(_ event: FollowEvent) -> String {
    switch event {
    case .following(let codes, let hasRowFeed):
      let line = tr("following changes of \(CountText.of(codes, "code"))")
      return hasRowFeed ? tr("\(line), and of their rows by the row feed") : line
    case .rowFeed(let isThere):
      return isThere
        ? tr("the row feed is there: changed rows are told from now on")
        : tr(
          "the row feed is gone, or not as it was made: changed rows are found when rows are read")
    case .waiting(let failure):
      return tr("waiting: \(failure.message)")
    case .contract(let breaches):
      let all = breaches.map { Sanitizing.line($0.sentence) }.joined(separator: tr("; "))
      return breaches.isEmpty
        ? tr(
          "backends keep to what the counts rest on; 'invitectl force-resync --all' settles what was "
            + "doubted")
        : tr("not as assumed: \(all); 'invitectl sync-counts' says what to do")
    case .trouble(let trouble):
      // It stands in the journal: the code is masked there, and whole where a person asks for it.
      let what = trouble.finding?.reason ?? SyncRendering.sentence(trouble.problem)
      return
        tr(
          "left alone: \(Masking.code(trouble.code)): \(what); 'invitectl sync-counts' names it whole"
        )
    }
  }

  static func text(_ outcome: FollowOutcome) -> String {
    var text =
      tr(
        "followed for \(DurationText.format(seconds: outcome.seconds)): "
          + "\(CountText.of(outcome.changed, "change")) in \(CountText.of(outcome.ticks, "turn"))")
      + "\n"
    let passes = outcome.fullPasses.sorted { $0.key < $1.key }
      .map { "\($0.value) (\($0.key))" }.joined(separator: tr(", "))
    text += tr("all codes gone through: \(passes.isEmpty ? tr("never") : passes)") + "\n"
    if outcome.feedBreaks > 0 {
      text +=
        tr("names were lost \(CountText.of(outcome.feedBreaks, "time")), and found again") + "\n"
    }
    for breach in outcome.breaches ?? [] {
      text += tr("not as assumed: \(Sanitizing.line(breach.sentence))") + "\n"
      if let next = breach.next { text += tr("  next: \(next)") + "\n" }
    }
    if outcome.problems > 0 {
      text +=
        tr(
          "\(CountText.of(outcome.problems, "code")) left alone: 'invitectl sync-counts' names them"
        ) + "\n"
    }
    return text
  }
}
