internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Syncs some codes in step: every effect of the protocol is done for all of them at once.
struct SyncBatch {
  /// Rows of redeem_codes changed in one transaction.
  static let sizes = 100...1000
  /// How often a batch that another session disturbed is begun anew.
  private static let attempts = 4

  let servers: SyncServers
  let policy: SyncPolicy
  let runID: Int?
  /// A backend's increment of a row waits for the rest of the fold that holds it: as long as the
  /// server is quick 10 µs a row, on a busy one several times that.
  private(set) var pacer = BatchPacer(
    target: .milliseconds(20), range: sizes, size: sizes.upperBound)

  init(servers: SyncServers, policy: SyncPolicy, runID: Int?) {
    self.servers = servers
    self.policy = policy
    self.runID = runID
  }

  /// What is to be written for some codes, decided from one reading of their buckets.
  struct Plan {
    fileprivate(set) var items: [Item] = []
    /// The first transaction must be over by then. Well within what the protocol allows between
    /// the read and the commit.
    fileprivate let deadline: Deadline

    struct Item {
      let subject: SyncSubject
      let write: SyncWrite
    }

    fileprivate init(_ policy: SyncPolicy) {
      deadline = Deadline.after(.milliseconds(policy.transactionBound * 8 / 10))
    }

    /// Whether so much of the time is over that the buckets are better read anew.
    var isStale: Bool { (deadline.remaining ?? .zero) < .seconds(6) }

    var ids: [Int] { items.map(\.subject.id) }
  }

  /// - Parameter runID: `nil` for a dry run, which writes nothing.
  mutating func sync(_ ids: [Int], into outcome: inout SyncOutcome) throws(Failure) {
    var waiting = ids
    var tries = 0
    while !waiting.isEmpty {
      let subjects = try details(waiting)
      if runID != nil {
        let unsettled = subjects.filter { $0.row?.pending != nil }
        if !unsettled.isEmpty, tries <= Self.attempts {
          tries += 1
          outcome.rolledForward += try rollForward(unsettled, &outcome)
          waiting.removeAll { outcome.troubled.contains($0) }
          continue
        }
      }
      let plan = try plan(subjects, &outcome)
      guard runID != nil else {
        note(plan, &outcome)
        return
      }
      try start(plan)
      switch try finish(plan) {
      case .done:
        try settle(plan, &outcome)
        return
      case .disturbed:
        tries += 1
        waiting = plan.ids
        guard tries > Self.attempts else { continue }
        if waiting.count == 1 {
          outcome.trouble(plan.items[0].subject, .contended)
          return
        }
        // One of them is in the way of all the others: each by itself.
        for id in waiting { try sync([id], into: &outcome) }
        return
      }
    }
  }

  private func details(_ ids: [Int]) throws(Failure) -> [SyncSubject] {
    do {
      return try SyncSubject.all(
        servers.writer.query(
          SyncQueries.details, [PostgresArray.literal(ids)], deadline: servers.deadline))
    } catch let error as PostgresError {
      throw Failure(error, doing: "read \(ids.count) codes")
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.error, "could not read \(ids.count) codes: \(error)")
    }
  }

  // MARK: - Reading and deciding

  /// Reads the buckets of codes without an intent and decides. The writing connection is left
  /// alone.
  func plan(
    _ subjects: [SyncSubject], _ outcome: inout SyncOutcome
  ) throws(Failure) -> Plan {
    var plan = Plan(policy)
    var sound: [(subject: SyncSubject, core: CodeSync)] = []
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
    for ((subject, core), reading) in zip(sound, readings) {
      switch core.read(reading, token: Int.random(in: 1...1 << 62)) {
      case .write(let write): plan.items.append(Plan.Item(subject: subject, write: write))
      case .report(let problem): outcome.trouble(subject, problem)
      case .rest, .readBucket, .apply: break
      }
    }
    return plan
  }

  // MARK: - The first transaction

  enum CommitOutcome { case done, disturbed }

  /// Sends the first transaction. Whatever happens to it before ``finish(_:)``, the next run can
  /// tell by the rows.
  func start(_ plan: Plan) throws(Failure) {
    guard !plan.items.isEmpty, let runID else { return }
    let writes = plan.items.map { item in
      SyncStatements.Item(id: item.subject.id, before: item.subject.row, write: item.write)
    }
    #if DEBUG
      Failpoint.reach("sync-before-first")
    #endif
    try servers.keepLock()
    do {
      try servers.writer.startPipeline(
        SyncStatements.first(writes, runID: runID, in: servers.writer.backend),
        deadline: plan.deadline.earlier(servers.deadline))
      #if DEBUG
        Failpoint.reach("sync-first-sent")
      #endif
    } catch {
      throw Failure(error, doing: "write the counts of \(plan.items.count) codes")
    }
  }

  mutating func finish(_ plan: Plan) throws(Failure) -> CommitOutcome {
    guard !plan.items.isEmpty, runID != nil else { return .done }
    do {
      let fold = try servers.writer.finishFold(deadline: plan.deadline.earlier(servers.deadline))
      #if DEBUG
        Failpoint.reach("sync-after-first")
      #endif
      // What little takes says nothing of how long much would.
      if plan.items.count >= pacer.size / 2 { pacer.note(fold) }
      return .done
    } catch {
      guard SyncStatements.isDisturbance(error) else {
        throw Failure(error, doing: "write the counts of \(plan.items.count) codes")
      }
      return .disturbed
    }
  }

  /// After the commit: intents go to their buckets, and what they answer is recorded.
  func settle(_ plan: Plan, _ outcome: inout SyncOutcome) throws(Failure) {
    note(plan, &outcome)
    try apply(
      plan.items.compactMap { item in item.write.row.pending.map { (item.subject, $0) } },
      rolledForward: false, &outcome)
  }

  private func note(_ plan: Plan, _ outcome: inout SyncOutcome) {
    for item in plan.items {
      outcome.note(item.write, code: item.subject.code, before: item.subject.row)
    }
  }

  // MARK: - Intents

  private func rollForward(
    _ subjects: [SyncSubject], _ outcome: inout SyncOutcome
  ) throws(Failure) -> Int {
    let intents = subjects.compactMap { subject in subject.row?.pending.map { (subject, $0) } }
    try apply(intents, rolledForward: true, &outcome)
    return intents.count
  }

  /// Sends intents to their buckets and settles the replies.
  private func apply(
    _ intents: [(subject: SyncSubject, intent: SyncIntent)], rolledForward: Bool,
    _ outcome: inout SyncOutcome
  ) throws(Failure) {
    guard !intents.isEmpty else { return }
    let replies = try BucketWriter(servers).apply(
      intents.map { (code: $0.subject.code, intent: $0.intent) })
    var settled: [(id: Int, token: Int, applied: Bool)] = []
    for (item, reply) in zip(intents, replies) {
      switch SyncSettlement(reply) {
      case .settled: settled.append((item.subject.id, item.intent.token, true))
      case .void: settled.append((item.subject.id, item.intent.token, false))
      case .keep(let problem): outcome.trouble(item.subject, problem)
      }
    }
    guard !settled.isEmpty else { return }
    do {
      #if DEBUG
        Failpoint.reach("sync-before-second")
      #endif
      try servers.writer.execute(
        SyncQueries.settle,
        [
          PostgresArray.literal(settled.map(\.id)), PostgresArray.literal(settled.map(\.token)),
          PostgresArray.literal(settled.map { $0.applied ? "t" : "f" }),
          rolledForward ? "t" : "f",
        ], deadline: servers.deadline)
      #if DEBUG
        Failpoint.reach("sync-after-second")
      #endif
    } catch {
      throw Failure(error, doing: "record what \(settled.count) buckets answered")
    }
  }
}
