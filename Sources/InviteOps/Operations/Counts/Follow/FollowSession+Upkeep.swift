internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

extension FollowSession {
  func note(_ log: RunLog) {
    log.changed = state.tally.changedInRow
    log.problems = state.troubles.count
    log.shortfall = state.troubles.count > 0 ? .partial : nil
    log.detail = state.tally.detail(
      isWhole: !isBlind && due == nil, isOver: servers.isInterrupted)
  }

  /// Says from time to time how it goes, and sees whether the tables are as they were. It is a sign of life for
  /// the lock as well.
  ///
  /// - Returns: whether it was time for that.
  func upkeep(_ log: RunLog) throws(Failure) -> Bool {
    guard ContinuousClock.now >= nextUpkeep else { return false }
    nextUpkeep = ContinuousClock.now + Self.upkeepTime
    try servers.meetTables()
    note(log)
    do {
      try servers.writer.execute(
        FollowQueries.note,
        [String(log.id), String(log.changed), String(log.problems), log.detail],
        deadline: servers.deadline)
    } catch {
      throw Failure(error, doing: tr("record how far the counts are"))
    }
    if state.isReady { state.signs.status(state.status) }
    return true
  }

  /// Lets another run have the lock that waits for it: what it changes is named as well.
  func lend() throws(Failure) {
    do {
      let isWanted = try servers.writer.query(FollowQueries.waiting, deadline: servers.deadline)
        .only().bool("waiting")
      guard isWanted else { return }
    } catch {
      throw Failure(error, doing: tr("see whether another run waits"))
    }
    state.tally.lend()
    try servers.lendLock(wait: .after(request.patience)) {
      state.signs.progress(isReady: true)
    }
    do {
      // It may have died.
      for row in try servers.writer.query(FollowQueries.unsettled, deadline: servers.deadline) {
        wanted.insert(try row.int("id"))
      }
    } catch {
      throw Failure(error, doing: tr("see what another run has left"))
    }
  }
}
