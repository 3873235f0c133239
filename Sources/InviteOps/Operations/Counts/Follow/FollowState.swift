internal import InviteDomain
internal import Localization

/// What a follower knows that outlives its connections.
final class FollowState {
  var tally = FollowTally()
  var troubles = FollowTroubles()
  var signs: ServiceSigns
  /// Whether all codes were gone through once.
  var isReady = false
  /// All changes of buckets before this are synced.
  var whole = ContinuousClock.now
  /// What backends are known not to keep to.
  private(set) var breaches: [ContractBreach] = []
  let say: (FollowEvent) -> Void

  init(_ manager: ServiceManager, _ say: @escaping (FollowEvent) -> Void) {
    signs = ServiceSigns(manager)
    self.say = say
  }

  /// Says what backends are known not to keep to, where that is something else than before.
  func meet(_ breaches: [ContractBreach]) {
    guard breaches != self.breaches else { return }
    self.breaches = breaches
    say(.contract(breaches))
  }

  /// Says whether there is a row feed, where that is something else than before.
  func meet(rowFeed isThere: Bool) {
    guard isThere != tally.hasRowFeed else { return }
    tally.hasRowFeed = isThere
    // What it begins with is said with that.
    if isReady { say(.rowFeed(isThere)) }
  }

  /// Notes what came of a look, and says what nobody was told of.
  ///
  /// - Parameter ids: those that were looked at.
  func note(_ outcome: SyncOutcome, of ids: [Int]) {
    tally.add(outcome)
    for trouble in troubles.note(outcome, of: ids, at: ContinuousClock.now) {
      say(.trouble(trouble))
    }
  }

  /// Notes the problems that a look at all codes has met since the last time, before others go on.
  func notePart(_ problems: ArraySlice<SyncOutcome.Trouble>) {
    for trouble in troubles.notePart(problems, at: ContinuousClock.now) { say(.trouble(trouble)) }
  }

  /// Notes what came of a look at all codes that was given up.
  func noteUnended(_ outcome: SyncOutcome, told: Int) {
    tally.add(outcome)
    notePart(outcome.problems[told...])
  }

  /// The same of one that began at `begin` and came to its end.
  ///
  /// - Parameter told: how many of its problems were noted already.
  func noteAll(_ outcome: SyncOutcome, since begin: ContinuousClock.Instant, told: Int) {
    tally.add(outcome)
    for trouble in troubles.noteAll(outcome, since: begin, told: told, at: ContinuousClock.now) {
      say(.trouble(trouble))
    }
  }

  /// In a few words, for whoever asks the service manager.
  var status: String {
    var text = tr(
      "\(CountText.of(tally.changed, "change")) synced, \(DurationText.format(tally.behind)) behind"
    )
    if troubles.count > 0 {
      text = tr("\(text), \(CountText.of(troubles.count, "code")) left alone")
    }
    if breaches.contains(where: { $0.assumption.isBoundless }) {
      text = tr("\(text), no count is called exact")
    }
    return text
  }
}
