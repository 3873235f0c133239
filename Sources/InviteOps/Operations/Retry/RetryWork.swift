internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Tries rows again, one after the other, by a look that is never old.
struct RetryWork {
  let look: RetryLook
  /// How long a look is believed: what it saw may have changed since, and a slow run takes hours.
  let life: Duration
  let connection: PostgresConnection
  let lock: RunLock
  let turn: StuckTurn
  let jobLock: RetryJobLock?

  private var context: OperationContext { look.servers.context }
  private var request: RetryRequest { look.request }

  /// Who has done what to which row, and who is to blame.
  private struct Progress {
    var suspicion = RowSuspicion()
    var rows: [Int: RetryRow] = [:]
    /// When the servers were last looked at.
    var seen: ContinuousClock.Instant
  }

  /// - Parameters:
  ///   - chosen: which rows of the outcome.
  ///   - seen: when the look that found them began.
  func carryOut(
    _ chosen: ArraySlice<Int>, _ outcome: inout RetryOutcome, seen: ContinuousClock.Instant
  ) throws(Failure) {
    try WorkersLists(context).check(beside: connection.facts?.generation)
    var progress = Progress(seen: seen)
    let start = ContinuousClock.now
    for (done, (place, index)) in zip(chosen.indices, chosen).enumerated() {
      if let rate = request.rate, done > 0 {
        try lock.pause(BatchPacer.pause(rows: done, elapsed: .now - start, rate: rate))
      }
      guard context.interrupt?.isTriggered != true else {
        outcome.isStopped = true
        break
      }
      try lock.keepAlive()
      if .now - progress.seen > life {
        try lookAgain(at: chosen[place...], &outcome, &progress)
      }
      guard outcome.rows[index].verdict == .ready else { continue }
      try jobLock?.keep()
      try tryAgain(index, &outcome, &progress)
      blame(progress.suspicion.told(), &outcome, progress)
    }
    blame(try progress.suspicion.culprits(doing: RetryChange.action), &outcome, progress)
  }

  /// Judges those that are left by what is seen now.
  private func lookAgain(
    at rest: ArraySlice<Int>, _ outcome: inout RetryOutcome, _ progress: inout Progress
  ) throws(Failure) {
    progress.seen = .now
    let fresh = try look.find(lock, only: Set(rest.map { outcome.rows[$0].place }))
    let rows = Dictionary(fresh.rows.map { ($0.place, $0) }) { first, _ in first }
    for index in rest {
      let row = outcome.rows[index]
      guard let now = rows[row.place] else {
        outcome.rows[index].action = .moved
        outcome.rows[index].verdict = .underWay
        outcome.rows[index].evidence = tr("it has changed since this run began")
        continue
      }
      outcome.rows[index].verdict = now.verdict
      outcome.rows[index].evidence = now.evidence
      if now.verdict != .ready,
        let finding = fresh.findings.shown.first(where: {
          $0.table == row.source.rawValue && $0.id == row.id
        })
      {
        outcome.findings.add(finding)
      }
    }
  }

  private func tryAgain(
    _ index: Int, _ outcome: inout RetryOutcome, _ progress: inout Progress
  ) throws(Failure) {
    let row = outcome.rows[index]
    progress.rows[index] = row
    let begin = ContinuousClock.now
    let isOnJoin =
      connection.facts?.generation?.counting == .onJoin && request.kind == .failed
    let end =
      isOnJoin
      ? try RetryJoinChange(servers: look.servers, connection: connection).carryOut(row)
      : try RetryChange(
        context: context, connection: connection, turn: turn, lock: jobLock, again: request.again,
        limit: progress.suspicion.limit(within: context.configuration.timeout)
      ).carryOut(row)
    switch end {
    case .done(let action, let taskID):
      progress.suspicion.noteWritten()
      outcome.rows[index].action = action
      if action != .waiting { outcome.rows[index].taskID = taskID }
    case .kept(let action, let finding):
      outcome.rows[index].action = action
      if let finding { outcome.findings.add(finding) }
    case .suspect(let fault):
      outcome.rows[index].action = .refused
      progress.suspicion.note(fault, after: .now - begin)
      try progress.suspicion.suspect(index, fault, doing: RetryChange.action)
    }
  }

  private func blame(
    _ suspects: [(id: Int, fault: RowFault)], _ outcome: inout RetryOutcome, _ progress: Progress
  ) {
    for (index, fault) in suspects {
      guard let row = progress.rows[index] else { continue }
      outcome.findings.add(
        RowWitness(connection: connection, deadline: context.requestDeadline).finding(
          fault, table: row.source.rawValue, id: row.id, again: RowAdvice.again))
    }
  }
}
