internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Syncs some codes in step: every effect of the protocol is done for all of them at once.
struct SyncBatch {
  /// Rows of redeem_codes changed in one transaction.
  static let sizes = 100...1000
  /// How often a batch that another session disturbed is begun anew.
  private static let attempts = 4

  let servers: SyncConnections
  let policy: SyncPolicy
  let runID: Int?
  /// A backend's increment of a row waits for the rest of the fold that holds it: as long as the
  /// server is quick 10 µs a row, on a busy one several times that.
  private(set) var pacer = BatchPacer(
    target: .milliseconds(20), range: sizes, size: sizes.upperBound)
  private var suspicion = RowSuspicion()

  init(servers: SyncConnections, policy: SyncPolicy, runID: Int?) {
    self.servers = servers
    self.policy = policy
    self.runID = runID
  }

  /// Syncs the codes; where the database refuses one of them, or one cannot be read, all but it.
  ///
  /// Each attempt reads and decides anew, and an attempt that failed has left nothing: so nothing is
  /// counted twice by it.
  ///
  /// - Parameter isBad: a transaction of just these was refused before.
  mutating func sync(
    _ ids: [Int], isBad: Bool = false, into outcome: inout SyncOutcome
  ) throws(Failure) {
    let action = tr("write the counts of \(CountText.of(ids.count, "code"))")
    try Bisection.run(ids[...], isBad: isBad) { part throws(Failure) in
      let fault = try attempt(Array(part), isPart: part.count < ids.count, &outcome)
      guard let fault, try suspicion.givesUp(on: fault, of: part.count, doing: action) else {
        return fault
      }
      let untold = RowFault.untold(
        part.count, "codes", fault, again: verbatim("'invitectl sync-counts'"))
      for id in part { SyncFindings(servers).report(id, untold, &outcome) }
      return nil
    } culprit: { id, fault throws(Failure) in
      if fault.isSuspicion {
        try suspicion.suspect(id, fault, doing: action)
      } else {
        SyncFindings(servers).report(id, fault, &outcome)
      }
    }
    for (id, fault) in try suspicion.culprits(doing: action) {
      SyncFindings(servers).report(id, fault, &outcome)
    }
  }

  private mutating func attempt(
    _ ids: [Int], isPart: Bool, _ outcome: inout SyncOutcome
  ) throws(Failure) -> RowFault? {
    var waiting = ids
    var rolls = 0
    // Of many, a part is halved instead: the whole of them has been tried often enough.
    var tries = isPart && ids.count > 1 ? 1 : 1 + Self.attempts
    while !waiting.isEmpty {
      let subjects: [CodeRecord]
      switch try CodeRecord.read(waiting, servers) {
      case .success(let found): subjects = found
      case .failure(let fault): return fault
      }
      if let runID {
        let unsettled = subjects.filter { $0.row?.pending != nil }
        if !unsettled.isEmpty, rolls <= Self.attempts {
          rolls += 1
          outcome.rolledForward += try SyncIntents(servers: servers, runID: runID).rollForward(
            unsettled, &outcome)
          waiting.removeAll { outcome.troubled.contains($0) }
          continue
        }
      }
      let plan = try plan(subjects, &outcome)
      guard runID != nil else {
        note(plan, &outcome)
        return nil
      }
      try start(plan)
      switch try finish(plan) {
      case .committed:
        try settle(plan, &outcome)
        return nil
      case .refused(let fault): return fault
      case .disturbed(let cause):
        tries -= 1
        waiting = plan.ids
        if case .lock = cause {
          let locked = try SyncFindings(servers).locked(waiting)
          guard tries > 0 else {
            return SyncFindings(servers).report(locked: locked, raised: cause.raised, &outcome)
          }
          // Nobody else waits for those.
          let free = waiting.filter { !locked.contains($0) }
          if !free.isEmpty, free.count < waiting.count {
            if let fault = try attempt(free, isPart: isPart, &outcome) { return fault }
            waiting.removeAll { !locked.contains($0) }
          }
        } else if tries == 0 {
          if case .foldGuard = cause { return .unwritten }
          return cause.raised ?? .contended
        }
      }
    }
    return nil
  }

  // MARK: - Reading and deciding

  /// Reads the buckets of codes without an intent and decides. The writing connection is left
  /// alone.
  func plan(
    _ subjects: [CodeRecord], _ outcome: inout SyncOutcome
  ) throws(Failure) -> SyncPlan {
    var plan = SyncPlan(policy)
    var sound: [(subject: CodeRecord, core: CodeSync)] = []
    for subject in subjects {
      if let problem = subject.problem {
        outcome.trouble(subject, problem)
        continue
      }
      let core = CodeSync(policy: policy, code: subject.facts, row: subject.row)
      switch core.begin() {
      case .readBucket: sound.append((subject, core))
      case .report(let problem): outcome.trouble(subject, problem)
      case .rest, .write, .apply: break
      }
    }
    guard !sound.isEmpty else { return plan }
    let readings = try BucketReader(servers).read(sound.map(\.subject.code))
    for ((subject, core), read) in zip(sound, readings) {
      let reading = servers.history?.completing(read, of: subject.id) ?? read
      switch core.read(reading, token: Int.random(in: 1...1 << 62)) {
      case .write(let write): plan.items.append(SyncPlan.Item(subject: subject, write: write))
      case .report(let problem): outcome.trouble(subject, problem)
      case .rest, .readBucket, .apply: break
      }
    }
    return plan
  }

  // MARK: - The first transaction

  /// Sends the first transaction. Whatever happens to it before ``finish(_:)``, the next run can
  /// tell by the rows.
  func start(_ plan: SyncPlan) throws(Failure) {
    guard !plan.items.isEmpty, let runID else { return }
    #if FAILPOINTS
      Failpoint.reach("sync-before-first")
    #endif
    try servers.keepLock()
    do {
      let deadline = plan.deadline.earlier(servers.deadline)
      // The server gives up first: what it was at then, only it can say.
      let limit = suspicion.limit((deadline.remaining ?? SyncStatements.longest) * 8 / 10)
      try servers.writer.startPipeline(
        SyncStatements.first(
          plan.writes, runID: runID, in: servers.writer.backend, isWatched: servers.isWatched,
          limit: limit), deadline: deadline)
      #if FAILPOINTS
        Failpoint.reach("sync-first-sent")
      #endif
    } catch {
      throw Failure(
        error, doing: tr("write the counts of \(CountText.of(plan.items.count, "code"))"))
    }
  }

  mutating func finish(_ plan: SyncPlan) throws(Failure) -> FoldEnd {
    guard !plan.items.isEmpty, runID != nil else { return .committed(.zero) }
    do {
      let end = try servers.writer.finishFold(
        folds: SyncStatements.folds(plan.writes, isWatched: servers.isWatched),
        deadline: plan.deadline.earlier(servers.deadline))
      #if FAILPOINTS
        Failpoint.reach("sync-after-first")
      #endif
      servers.progress()
      // What little takes says nothing of how long much would.
      if case .committed(let fold) = end, plan.items.count >= pacer.size / 2 { pacer.note(fold) }
      switch end {
      case .committed where SyncStatements.folds(plan.writes) > 0: suspicion.noteWritten()
      case .refused(let fault): suspicion.note(fault, after: .now - plan.begin)
      case .committed, .disturbed: break
      }
      return end
    } catch {
      throw Failure(
        error, doing: tr("write the counts of \(CountText.of(plan.items.count, "code"))"))
    }
  }

  /// After the commit: intents go to their buckets, and what they answer is recorded.
  func settle(_ plan: SyncPlan, _ outcome: inout SyncOutcome) throws(Failure) {
    note(plan, &outcome)
    guard let runID else { return }
    try SyncIntents(servers: servers, runID: runID).apply(
      plan.items.compactMap { item in
        item.write.row.pending.map { (item.subject, item.write.row, $0) }
      }, rolledForward: false, &outcome)
  }

  private func note(_ plan: SyncPlan, _ outcome: inout SyncOutcome) {
    for item in plan.items {
      outcome.note(
        item.write, item.subject.id, code: item.subject.code, before: item.subject.row)
    }
  }
}
