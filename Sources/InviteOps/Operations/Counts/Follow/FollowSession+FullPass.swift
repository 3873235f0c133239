internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension FollowSession {
  /// One pass over all codes, with ticks in between. Only a signal ends it before: where names are lost
  /// meanwhile, another one follows, or servers that lose some all the time would let none come to its end.
  func fullPass(_ reason: FollowTally.FullPass, _ log: RunLog) throws(Failure) {
    try meetBackend()
    due = nil
    let begin = ContinuousClock.now
    try servers.lookAgain()
    // The ticks in between look again, and move the beginning on.
    let began = servers.began
    try rows.begin()
    var outcome = emptyOutcome()
    var pass = try SyncPass(servers, policy: policy, runID: log.id, codes: [])
    var isComplete = true
    var told = 0
    do throws(Failure) {
      while try pass.step(&outcome) {
        state.signs.progress(isReady: state.isReady)
        guard ContinuousClock.now >= nextTick || servers.isInterrupted else { continue }
        try pass.finish(&outcome)
        isComplete = !servers.isInterrupted
        guard isComplete else { break }
        // Before the turn, which may find them mended.
        state.notePart(outcome.problems[told...])
        told = outcome.problems.count
        try tick()
        _ = try upkeep(log)
      }
    } catch {
      // What is under way commits whatever became of the rest: the record should know of it.
      try? pass.finish(&outcome)
      state.noteUnended(outcome, told: told)
      throw error
    }
    guard isComplete else {
      state.noteUnended(outcome, told: told)
      return try stopReading()
    }
    state.noteAll(outcome, since: begin, told: told)
    if !request.coexist {
      state.tally.note(SeenNote(servers, except: outcome.troubled, began: began))
    }
    // Perhaps too young to be adjusted; folds alone have nothing left to do. Of the first that are told: what
    // was set since names come is named.
    wanted.formUnion(try ids(outcome.changes.filter { $0.why != .fold }.map(\.code)))
    state.tally.finish(reason)
    nextFull = ContinuousClock.now + request.fullEvery
    nextUpkeep = ContinuousClock.now
    if isBlind {
      // What changed since it began was named, unless names were lost meanwhile.
      isBlind = due == .feed || due == .flush
      state.whole = isBlind ? begin : max(begin, lastTick)
    }
    guard !state.isReady else { return }
    state.isReady = true
    state.signs.ready(state.status)
    state.say(.following(codes: outcome.scanned, hasRowFeed: notices.isListening))
  }

  /// Asks what a run asks before it begins, by a session of its own: a follower goes on for weeks, and the backend's
  /// code, the privileges or schema invitectl may be others by then.
  private func meetBackend() throws(Failure) {
    do throws(Failure) {
      try FollowCounts.lookedAt(servers.context).close()
    } catch {
      // That it could not be asked says nothing, and the next pass asks again.
      guard error.isPassing || error.kind == .interrupted else { throw error }
    }
    state.signs.progress(isReady: state.isReady)
  }

  /// Ends what a pass that was given up was reading ahead.
  private func stopReading() throws(Failure) {
    guard servers.scanner.isRunning else { return }
    do {
      _ = try servers.scanner.cancelRunning(bound: .seconds(2))
    } catch {
      // That it was cancelled is what was asked for.
      guard servers.scanner.isUsable else { throw Failure(error, doing: tr("read the codes")) }
    }
  }
}
