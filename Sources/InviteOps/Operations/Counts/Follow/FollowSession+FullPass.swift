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
    due = nil
    let begin = ContinuousClock.now
    try servers.lookAgain()
    // The ticks in between look again, and move the beginning on.
    let began = servers.began
    try rows.begin()
    var outcome = emptyOutcome()
    var pass = try SyncPass(servers, policy: policy, runID: log.id, codes: [])
    var isComplete = true
    do throws(Failure) {
      while try pass.step(&outcome) {
        state.signs.progress(isReady: state.isReady)
        guard ContinuousClock.now >= nextTick || servers.isInterrupted else { continue }
        try pass.finish(&outcome)
        isComplete = !servers.isInterrupted
        guard isComplete else { break }
        try tick()
        _ = try upkeep(log)
      }
    } catch {
      // What is under way commits whatever became of the rest: the record should know of it.
      try? pass.finish(&outcome)
      state.note(outcome, of: outcome.problems.map(\.id))
      throw error
    }
    guard isComplete else {
      state.note(outcome, of: outcome.problems.map(\.id))
      return try stopReading()
    }
    state.noteAll(outcome, since: begin)
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
