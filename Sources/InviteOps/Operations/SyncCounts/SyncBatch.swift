internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Syncs some codes in step: every effect of the protocol is done for all of them at once.
struct SyncBatch {
  /// Rows of redeem_codes changed in one transaction; a backend's increment of one of them waits
  /// for the rest of the fold, 17–22 µs a row.
  static let size = 1000
  /// How often a batch that another session disturbed is begun anew.
  private static let attempts = 4

  let servers: SyncServers
  let policy: SyncPolicy
  let runID: Int?

  private struct Planned {
    let subject: SyncSubject
    let write: SyncWrite
  }

  /// - Parameter runID: `nil` for a dry run, which writes nothing.
  func sync(_ ids: [Int], into outcome: inout SyncOutcome) throws(Failure) {
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
      let planned = try plan(subjects, &outcome)
      guard runID != nil else {
        for plan in planned {
          outcome.note(plan.write, code: plan.subject.code, before: plan.subject.row)
        }
        return
      }
      switch try commit(planned) {
      case .done:
        for plan in planned {
          outcome.note(plan.write, code: plan.subject.code, before: plan.subject.row)
        }
        try apply(
          planned.compactMap { plan in
            plan.write.row.pending.map { (plan.subject, $0) }
          }, rolledForward: false, &outcome)
        return
      case .disturbed:
        tries += 1
        waiting = planned.map(\.subject.id)
        guard tries > Self.attempts else { continue }
        if waiting.count == 1 {
          outcome.trouble(planned[0].subject, .contended)
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
      let rows = try servers.writer.query(
        SyncQueries.details, [PostgresArray.literal(ids)], deadline: servers.deadline)
      return try rows.map { try SyncSubject($0) }
    } catch let error as PostgresError {
      throw Failure(error, doing: "read \(ids.count) codes")
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.error, "could not read \(ids.count) codes: \(error)")
    }
  }

  // MARK: - Reading and deciding

  private func plan(
    _ subjects: [SyncSubject], _ outcome: inout SyncOutcome
  ) throws(Failure) -> [Planned] {
    guard !subjects.isEmpty else { return [] }
    let readings = try BucketReader(servers).read(subjects.map(\.code))
    var planned: [Planned] = []
    for (subject, reading) in zip(subjects, readings) {
      let core = CodeSync(policy: policy, code: subject.facts, row: subject.row)
      guard case .readBucket = core.begin() else { continue }
      switch core.read(reading, token: Int.random(in: 1...1 << 62)) {
      case .write(let write): planned.append(Planned(subject: subject, write: write))
      case .report(let problem): outcome.trouble(subject, problem)
      case .rest, .readBucket, .apply: break
      }
    }
    return planned
  }

  // MARK: - The first transaction

  private enum CommitOutcome { case done, disturbed }

  private func commit(_ planned: [Planned]) throws(Failure) -> CommitOutcome {
    guard !planned.isEmpty, let runID else { return .done }
    let writes = planned.map { (id: $0.subject.id, write: $0.write) }
    // Well within what the protocol allows between the read and the commit.
    let deadline = Deadline.after(.milliseconds(policy.transactionBound * 8 / 10))
      .earlier(servers.deadline)
    do {
      #if DEBUG
        Failpoint.reach("sync-before-first")
      #endif
      try servers.writer.atomically(
        SyncStatements.first(writes, runID: runID), deadline: deadline)
      #if DEBUG
        Failpoint.reach("sync-after-first")
      #endif
      return .done
    } catch {
      guard SyncStatements.isDisturbance(error) else {
        throw Failure(error, doing: "write the counts of \(planned.count) codes")
      }
      return .disturbed
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
