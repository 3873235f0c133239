internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import Logging
internal import PostgresClient

/// One life of a follower's connections, which has the lock, until one of them is lost.
final class FollowSession {
  /// How long a row of `run_log` is about.
  private static let rowTime = Duration.seconds(60)
  /// How often that row is brought up to date, and how long a run waits that wants the lock.
  static let upkeepTime = Duration.seconds(5)
  /// How long the last turn waits for names: a busy server answers within it, and one that is away holds up no end.
  private static let lastPatience = Duration.seconds(5)
  /// Names in one question.
  private static let chunk = 10_000

  private let context: OperationContext
  let request: FollowRequest
  let servers: SyncConnections
  let state: FollowState
  /// With what is known of backends that do not keep to what counts rest on.
  var policy: SyncPolicy
  private let feed: FollowFeed
  var notices: FollowNotices
  var rows: FollowRows
  var batch: SyncBatch
  /// Codes to be looked at in the next tick.
  var wanted: Set<Int> = []
  /// Codes whose buckets were too young to be adjusted, and since when.
  private var postponed: [Int: ContinuousClock.Instant] = [:]
  /// Why all codes are to be gone through next.
  var due: FollowTally.FullPass?
  /// Whether names may be missing, until all codes were gone through.
  var isBlind = true
  private(set) var nextTick = ContinuousClock.now
  /// When the last tick began that came to its end.
  private(set) var lastTick = ContinuousClock.now
  var nextFull = ContinuousClock.now
  var nextUpkeep = ContinuousClock.now

  /// Has buckets named from now on.
  init(
    _ servers: SyncConnections, _ request: FollowRequest, _ state: FollowState
  ) throws(Failure) {
    context = servers.context
    self.request = request
    self.servers = servers
    self.state = state
    try servers.meetTables()
    servers.progress = { state.signs.progress(isReady: state.isReady) }
    var policy = SyncPolicy()
    policy.lowerOnly = request.coexist
    let standing = try servers.contract()
    policy.doubts = standing.doubts
    state.meet(standing.breaches)
    self.policy = policy
    // A run that is not recorded writes nothing: each row of run_log has a batch of its own.
    batch = SyncBatch(servers: servers, policy: policy, runID: nil)
    feed = try FollowFeed(servers)
    let notices = try FollowNotices(servers)
    self.notices = notices
    state.meet(rowFeed: notices.isListening)
    rows = try FollowRows(servers, every: request.rowsEvery)
  }

  /// Goes through all codes for this reason, and follows until a signal comes.
  func follow(_ reason: FollowTally.FullPass) throws(Failure) {
    due = reason
    while try followRow() {}
  }

  /// - Returns: whether to go on.
  private func followRow() throws(Failure) -> Bool {
    try RunLog.recording(
      SyncCounts.command, .required, extent: .whole, context, on: servers.writer
    ) { (log: RunLog?) throws(Failure) -> Bool in
      // It is there: the run would not go on without.
      guard let log else { return false }
      state.tally.beginRow()
      batch = SyncBatch(servers: servers, policy: policy, runID: log.id)
      defer { note(log) }
      let end = ContinuousClock.now + Self.rowTime
      repeat {
        guard try step(log) else { return false }
      } while ContinuousClock.now < end
      return true
    }
  }

  private func step(_ log: RunLog) throws(Failure) -> Bool {
    if due == nil, ContinuousClock.now >= nextFull { due = .timer }
    if let reason = due { try fullPass(reason, log) }
    // No longer than until the upkeep: without a word the server ends the session, and the lock with it.
    let left = min(nextTick, nextUpkeep) - ContinuousClock.now
    if left > .zero { SocketWait.pause(left, interrupt: context.interrupt) }
    guard !servers.isInterrupted else {
      state.signs.stopping()
      // The last one: what was taken until the signal came is counted.
      try tick()
      return false
    }
    if ContinuousClock.now >= nextTick { try tick() }
    if try upkeep(log) {
      state.signs.progress(isReady: state.isReady)
      try lend()
      try meetContract(log)
      try meetRowFeed()
    }
    return true
  }

  // MARK: - What changed

  /// Looks at all that was named and found changed until now.
  func tick() throws(Failure) {
    let begin = ContinuousClock.now
    nextTick = begin + request.every
    try servers.keepLock()
    let isLast = servers.isInterrupted
    #if FAILPOINTS
      Failpoint.reach("follow-tick")
    #endif
    var named = 0
    let deadline = isLast ? servers.deadline.earlier(.after(Self.lastPatience)) : servers.deadline
    switch try feed.gather(deadline) {
    case .broken(let why):
      context.logger.warning(
        "names of changed buckets may be missing: all codes are gone through",
        metadata: ["why": "\(Speech.english(of: why))"])
      isBlind = true
      due = .feed
      state.tally.isBehind(ContinuousClock.now - state.whole)
      // Where that fails, this session is over, which is one break.
      if !isLast { try feed.reopen() }
      state.tally.breakFeed()
      return
    case .codes(let codes, let isFlushed):
      if isFlushed {
        isBlind = true
        // More than what was due by then: names are missing until the pass that follows.
        if due != .feed { due = .flush }
      }
      named = codes.count
      wanted.formUnion(try ids(codes))
    }
    wanted.formUnion(state.troubles.due(at: begin))
    wanted.formUnion(postponed.keys)
    if !isLast { try hear() }
    if !isLast, rows.isDue(at: begin) { try readRows() }
    let chosen = state.troubles.ready(wanted, at: begin, isLast: isLast)
    try look(chosen)
    try postpone(chosen, at: begin)
    wanted = []
    state.tally.tick(named: named)
    let oldest = isBlind || named > 0 ? ContinuousClock.now - state.whole : .zero
    state.tally.isBehind(oldest)
    if !isBlind { state.whole = begin }
    lastTick = begin
    state.signs.progress(isReady: state.isReady)
  }

  private func readRows() throws(Failure) {
    state.tally.readRows()
    if let ids = try rows.read() {
      wanted.formUnion(ids)
    } else if due == nil {
      due = .rows
    }
  }

  /// A bucket that was just set anew cannot be adjusted yet, and nobody names it when it can.
  private func postpone(_ ids: [Int], at now: ContinuousClock.Instant) throws(Failure) {
    guard !ids.isEmpty else { return }
    let before = postponed
    for id in ids { postponed[id] = nil }
    do {
      for row in try servers.writer.query(
        FollowQueries.off, [PostgresArray.literal(ids)], deadline: servers.deadline)
      {
        let id = try row.int("id")
        let since = before[id] ?? now
        // One that will not be adjusted for long is left to the passes over all codes.
        if now - since < Self.rowTime { postponed[id] = since }
      }
    } catch {
      throw Failure(error, doing: tr("see which buckets are still to be adjusted"))
    }
  }

  /// The ids of those of the codes that there are.
  func ids(_ codes: [String]) throws(Failure) -> [Int] {
    var ids: [Int] = []
    do throws(PostgresError) {
      for start in stride(from: 0, to: codes.count, by: Self.chunk) {
        let some = codes[start..<min(start + Self.chunk, codes.count)]
        try Bisection.run(some) { part throws(PostgresError) in
          do throws(PostgresError) {
            var found: [Int] = []
            for row in try servers.writer.query(
              FollowQueries.named, [PostgresArray.literal(Array(part))],
              deadline: servers.deadline)
            {
              found.append(try row.int("id"))
            }
            ids += found
            return nil
          } catch {
            guard let fault = RowFault(error) else { throw error }
            return fault
          }
        } culprit: { _, _ throws(PostgresError) in
          // Letters that the database's encoding does not have are in no code.
        }
      }
    } catch {
      throw Failure(error, doing: tr("look for the codes whose buckets changed"))
    }
    return ids
  }

  private func look(_ ids: [Int]) throws(Failure) {
    var rest = ids[...]
    while !rest.isEmpty {
      let some = Array(rest.prefix(batch.pacer.size))
      rest = rest.dropFirst(some.count)
      var outcome = emptyOutcome()
      outcome.scanned = some.count
      try batch.sync(some, into: &outcome)
      state.note(outcome, of: some)
      state.signs.progress(isReady: state.isReady)
    }
  }

  func emptyOutcome() -> SyncOutcome {
    var outcome = SyncOutcome()
    outcome.buckets = context.configuration.bucket
    outcome.backend = servers.writer.backend
    return outcome
  }
}
