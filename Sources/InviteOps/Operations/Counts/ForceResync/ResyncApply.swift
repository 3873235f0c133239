internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Applies one item of a plan by the protocol of the sync: row, ledger and fold in one transaction,
/// the bucket by an intent.
struct ResyncApply {
  let servers: SyncConnections
  let runID: Int

  func apply(_ item: ResyncItem, _ outcome: inout ResyncOutcome) throws(Failure) {
    guard let old = item.row else { return try begin(item, &outcome) }
    let creates = item.verdict == .rebuild
    let seen = SyncCode(used: item.used, max: item.max, isActive: item.isActive)
    guard let row = try row(after: old, of: item, seen: seen, creates: creates) else {
      outcome.changedMeanwhile.append(item.code)
      return
    }
    let write = SyncWrite(
      row: row, expectedSeq: old.seq, cause: creates ? .rebuilt : .resynced,
      delta: item.newUsed - item.used, isGuarded: true, code: seen, bucketBefore: item.tokens)
    guard try store(item, SyncStatements.Item(id: item.id, before: old, write: write), &outcome)
    else { return }
    try settle(item, row, &outcome)
  }

  /// Stores what is known of a code of which there was nothing but the code.
  private func begin(_ item: ResyncItem, _ outcome: inout ResyncOutcome) throws(Failure) {
    // What the plan does not say: whether anybody takes tokens. That nobody does the transaction sees again.
    let isTaken: Bool
    do {
      let rows = try servers.writer.query(
        SyncQueries.details, [PostgresArray.literal([item.id])], deadline: servers.deadline)
      isTaken = try CodeRecord.all(rows).first?.facts.isTaken ?? true
    } catch {
      throw Failure(of: error, doing: tr("read the code"))
    }
    let (server, now) = try servers.identifyServer()
    try servers.check(server.name)
    let seen = SyncCode(
      used: item.used, max: item.max, isActive: item.isActive, isTaken: isTaken)
    let resettlement = ResyncedRow(
      policy: SyncPolicy(), seen: seen, used: item.newUsed, held: 0,
      certainty: item.newCertainty, read: item.now)
    let incarnation = try servers.incarnation()
    let creates = item.verdict == .rebuild
    let row =
      creates
      ? resettlement.first(
        now: now, in: incarnation, isTaken: isTaken, making: item.push, token: Self.token())
      : resettlement.first(now: now, in: incarnation, isTaken: isTaken)
    let write = SyncWrite(
      row: row, cause: creates ? .rebuilt : .resynced, delta: item.newUsed - item.used,
      isGuarded: true, code: seen)
    guard
      try store(item, SyncStatements.Item(id: item.id, before: nil, write: write), &outcome)
    else { return }
    try settle(item, row, &outcome)
  }

  /// A fresh one, which names an intent.
  private static func token() -> Int { Int.random(in: 1...1 << 62) }

  /// - Returns: whether it is stored; why not is in the outcome.
  private func store(
    _ item: ResyncItem, _ write: SyncStatements.Item, _ outcome: inout ResyncOutcome
  ) throws(Failure) -> Bool {
    switch try commit(write) {
    case .committed: break
    case .disturbed(let cause):
      note(cause, of: item, &outcome)
      return false
    case .refused(let fault):
      if fault.isSuspicion {
        outcome.suspects += 1
        // Nothing was written, and nothing is: that is the server, and no code.
        if outcome.applied.isEmpty, outcome.suspects > 2, let diagnostics = fault.diagnostics {
          throw Failure(PostgresError.server(diagnostics), doing: tr("write the counts"))
        }
      }
      outcome.findings.append(
        witness.finding(
          fault, table: RowFinding.codes, id: item.id, code: item.code, again: again(item)))
      return false
    }
    outcome.applied.append(item.code)
    return true
  }

  private func row(
    after old: SyncRow, of item: ResyncItem, seen: SyncCode, creates: Bool
  ) throws(Failure) -> SyncRow? {
    let (server, now) = try servers.identifyServer()
    try servers.check(server.name)
    let resettlement = ResyncedRow(
      policy: SyncPolicy(), seen: seen, used: item.newUsed, held: item.newHeld,
      certainty: item.newCertainty, read: item.now)
    let token = Self.token()
    if creates {
      return resettlement.row(
        after: old, now: now, making: item.push, in: try servers.incarnation(), token: token)
    }
    guard item.tokens != nil else { return resettlement.row(after: old, now: now) }
    return resettlement.row(
      after: old, now: now, adding: item.push, to: item.version, token: token)
  }

  private func commit(_ item: SyncStatements.Item) throws(Failure) -> FoldEnd {
    do {
      let deadline = servers.deadline
      try servers.writer.startPipeline(
        SyncStatements.first(
          [item], runID: runID, in: servers.writer.backend, isWatched: servers.isWatched,
          limit: (deadline.remaining ?? SyncStatements.longest) * 8 / 10), deadline: deadline)
      return try servers.writer.finishFold(
        folds: SyncStatements.folds([item], isWatched: servers.isWatched), deadline: deadline)
    } catch {
      throw Failure(error, doing: tr("write the count"))
    }
  }

  /// A code that is not as it was seen, is locked, or is kept as it is by a trigger.
  private func note(
    _ cause: FoldConflict, of item: ResyncItem, _ outcome: inout ResyncOutcome
  ) {
    let finding: RowFinding? =
      switch cause {
      case .lock(let raised?), .deadlock(let raised?):
        witness.finding(
          raised, table: RowFinding.codes, id: item.id, code: item.code, again: again(item))
      case .lock(nil):
        witness.locked(RowFinding.codes, id: item.id, code: item.code, again: again(item))
      case .foldGuard where isUnchanged(item):
        witness.writtenOtherwise(
          table: RowFinding.codes, id: item.id, code: item.code, again: again(item))
      case .foldGuard, .rowGuard, .deadlock(nil): nil
      }
    if let finding {
      outcome.findings.append(finding)
    } else {
      outcome.changedMeanwhile.append(item.code)
    }
  }

  /// Whether the code still is as the plan saw it, so that it was not a change that was in the way.
  private func isUnchanged(_ item: ResyncItem) -> Bool {
    let now = try? servers.writer.query(
      SyncQueries.details, [PostgresArray.literal([item.id])], deadline: servers.deadline)
    guard let subject = now.flatMap({ try? CodeRecord.all($0).first }) else { return false }
    return subject.facts.used == item.used && (subject.facts.max ?? 0) == item.max
  }

  private var witness: RowWitness {
    RowWitness(connection: servers.writer, deadline: servers.deadline)
  }

  private func again(_ item: ResyncItem) -> String {
    "'\(ShellCommand.invitectl(["force-resync"], [item.code]))'"
  }

  /// Sends the intent of the row, if it has one, and stores what came of it.
  private func settle(
    _ item: ResyncItem, _ row: SyncRow, _ outcome: inout ResyncOutcome
  ) throws(Failure) {
    guard let intent = row.pending else { return }
    let writer = BucketWriter(servers)
    let creates = item.verdict == .rebuild
    let reply =
      creates
      ? try writer.create(item.code, intent) : try writer.apply([(item.code, intent)])[0]
    if creates, reply.reply == .ok { outcome.rebuilt.append(item.code) }
    let settlement = IntentResolution(reply)
    if !settlement.isSettled { outcome.changedMeanwhile.append(item.code) }
    if case .keep = settlement { return }
    do {
      #if FAILPOINTS
        Failpoint.reach("resync-before-second")
      #endif
      let statement = SyncStatements.settle(
        [
          SyncStatements.Settled(
            id: item.id, row: row, intent: intent, settlement: settlement)
        ], rolledForward: false, runID: runID)
      try servers.writer.execute(
        statement.sql, statement.parameters, deadline: servers.deadline)
    } catch {
      throw Failure(error, doing: tr("record what the bucket answered"))
    }
  }
}
