import CountProtocol

/// What a follower (`sync-counts --follow`) has been told of the code since it last looked.
struct ModelFeed: Equatable {
  /// The name of its bucket has come, how often does not matter.
  var isNamed = false
  /// Names may be missing: a connection was lost, a database emptied, or a follower begins.
  var isBroken = false
}

extension Model {
  /// Whoever changes the bucket, its name comes; or it does not, and then the feed is known to be broken.
  func name(_ found: inout [ModelState], after state: ModelState) {
    for index in found.indices {
      // What it had gathered goes with a process; the next one begins with all codes.
      if found[index].budget.crashes < state.budget.crashes { found[index].feed.isBroken = true }
      guard found[index].redis.bucket != state.redis.bucket else { continue }
      if found[index].budget.nameLosses > 0 {
        var lost = found[index]
        lost.budget.nameLosses -= 1
        lost.feed.isBroken = mutant != .brokenUnseen
        found.append(lost)
      }
      found[index].feed.isNamed = true
    }
  }

  /// A sync that begins: of the follower, which takes what it was told by then, or one of another process
  /// beside it, which takes nothing from it.
  func followSteps(_ next: inout ModelState, _ index: Int, _ found: inout [ModelState]) {
    // An intent is rolled forward first, and the code is looked at after that.
    guard case .begun = next.actors[index] else { return }
    found.append(next)
    next.feed = ModelFeed()
  }

  /// What is left to be looked at after a look: all of it where it wrote nothing because another sync, or
  /// anybody else, came in between.
  func look(
    _ next: inout ModelState, cameOf state: ModelState, _ facts: SyncCode, seq: Int,
    _ reading: BucketReading
  ) {
    let isDisturbed =
      state.now - reading.now > policy.transactionBound
      || (state.database.row?.seq ?? -1) != seq || state.database.code != facts
    if isDisturbed, mutant != .forgottenLook { next.feed.isNamed = true }
    if mutant == .namesTakenLate { next.feed = ModelFeed() }
  }

  /// Whether a follower would look at the code: its bucket was named, or the database says something else
  /// than is remembered of it, or all codes are gone through.
  func isTold(_ state: ModelState) -> Bool {
    if state.feed.isNamed || state.feed.isBroken { return true }
    guard let row = state.database.row else { return state.redis.bucket != nil }
    guard mutant != .unreadRows else { return false }
    let code = state.database.code
    if row.pending != nil || code.used != row.usedAfter || (code.max ?? 0) != row.maxAfter {
      return true
    }
    if code.isTaken, !row.isTaken { return true }
    return !row.gone && row.version != 0
      && (code.max ?? 0) - code.used - row.held != row.mark + row.adjusted
  }

  /// The row as whoever takes names for all that happened: what was named once since the last look changed
  /// once, so that nothing was taken of a bucket before it was set anew.
  func withNamesBelieved(_ row: SyncRow?, _ reading: BucketReading) -> SyncRow? {
    guard mutant == .nameIsOneChange, var row,
      case .count(_, .at(let version), _) = reading.content,
      version != row.version
    else { return row }
    row.floor = row.mark
    return row
  }
}
