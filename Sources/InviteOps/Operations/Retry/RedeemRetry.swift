internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import PostgresClient

/// Tries invites again that came to nothing, or that wait for a seat, as their rows say them. No token and
/// no use is taken: what the first attempt took is what they are made with.
public struct RedeemRetry {
  private let context: OperationContext
  private let request: RetryRequest
  private let pause: Duration

  /// - Parameter pause: between the two readings of the evidence.
  public init(
    _ context: OperationContext, _ request: RetryRequest, pause: Duration = .milliseconds(1200)
  ) {
    self.context = context
    self.request = request
    self.pause = pause
  }

  /// What there is, by the reason that was written. Nothing is changed, and no evidence is looked for.
  public func groups() throws(Failure) -> RetryGroups {
    let connection = try context.with(.retryLook).postgres()
    var findings = RowFindings()
    let rows = try RetryReader(connection: connection, context: context, request: request)
      .read(&findings)
    return RetryGroups(
      groups: RetryGroup.of(rows), hasMore: rows.count >= RetryReader.most, findings: findings)
  }

  /// Judges each row, for a person to see before ``run(shown:waiting:)``. Counts are synced, as
  /// `force-resync` does before it looks at evidence; nothing else is changed.
  public func find() throws(Failure) -> RetryOutcome {
    let servers = RedeemConnections(context.with(request.purpose))
    return try RetryLook(servers: servers, request: request, pause: pause).find(nil)
  }

  /// Judges each row and tries it again where it may be, as the only run that does.
  ///
  /// - Parameters:
  ///   - shown: what a person has agreed to; of the rest nothing is done. `nil` for all.
  ///   - waiting: told who holds the lock.
  /// - Throws: ``Failure``, of kind `locked` while another run goes on, or the backend's own job.
  public func run(
    shown: RetryOutcome? = nil, waiting: (String) -> Void = { _ in }
  ) throws(Failure) -> RetryOutcome {
    let servers = RedeemConnections(context.with(request.purpose))
    let connection = try servers.postgres()
    // The one of cleanup-queue: --stuck sends messages for rows, too.
    let lock = RunLock(.cleanup, command: RetryRequest.command, on: connection, context)
    let skipped = try lock.take(
      request.ifLocked, wait: .after(request.lockWait), maxSkips: request.maxSkips
    ) { holding in
      if let holding { waiting(holding.sentence) }
    }
    if let skipped {
      var outcome = RetryOutcome()
      outcome.lockHolder = skipped.holder
      return outcome
    }
    let turn = try StuckTurn(context)
    defer { turn.end() }
    let jobLock =
      request.kind == .waiting
      ? try RetryJobLock(context, connection, wait: .after(request.lockWait)) : nil
    defer { jobLock?.leave() }
    var outcome = try RetryLook(servers: servers, request: request, pause: pause).find(lock)
    let agreed = shown.map { Set($0.ready.map(\.place)) }
    let chosen = outcome.rows.indices.filter {
      outcome.rows[$0].verdict == .ready && agreed?.contains(outcome.rows[$0].place) ?? true
    }.prefix(request.limit ?? .max)
    guard !chosen.isEmpty else { return outcome }
    return try RunLog.recording(
      RetryRequest.command, .optional, extent: request.isWhole ? .whole : .chosen(chosen.count),
      context, on: connection
    ) { log throws(Failure) in
      defer { log?.note(outcome) }
      try carryOut(chosen, &outcome, servers, connection, lock, turn, jobLock)
      return outcome
    }
  }

  private func carryOut(
    _ chosen: ArraySlice<Int>, _ outcome: inout RetryOutcome, _ servers: RedeemConnections,
    _ connection: PostgresConnection, _ lock: RunLock, _ turn: StuckTurn, _ jobLock: RetryJobLock?
  ) throws(Failure) {
    let generation = connection.facts?.generation
    let isOnJoin = generation?.counting == .onJoin && request.kind == .failed
    try WorkersLists(context).check(beside: generation)
    var suspicion = RowSuspicion()
    var rows: [Int: RetryRow] = [:]
    func blame(_ suspects: [(id: Int, fault: RowFault)]) {
      for (index, fault) in suspects {
        guard let row = rows[index] else { continue }
        outcome.findings.add(
          RowWitness(connection: connection, deadline: context.requestDeadline).finding(
            fault, table: row.source.rawValue, id: row.id, again: RowAdvice.again))
      }
    }
    let start = ContinuousClock.now
    for (done, index) in chosen.enumerated() {
      if let rate = request.rate, done > 0 {
        try lock.pause(
          BatchPacer.pause(rows: done, elapsed: .now - start, rate: rate))
      }
      guard context.interrupt?.isTriggered != true else {
        outcome.isStopped = true
        break
      }
      try lock.keepAlive()
      try jobLock?.keep()
      let row = outcome.rows[index]
      rows[index] = row
      let begin = ContinuousClock.now
      let end: RetryChange.End
      if isOnJoin {
        end = try RetryJoinChange(servers: servers, connection: connection).carryOut(row)
      } else {
        end = try RetryChange(
          context: context, connection: connection, turn: turn, lock: jobLock,
          limit: suspicion.limit(within: context.configuration.timeout)
        ).carryOut(row)
      }
      switch end {
      case .done(let action, let taskID):
        suspicion.noteWritten()
        outcome.rows[index].action = action
        if action == .queued { outcome.rows[index].taskID = taskID }
      case .kept(let action, let finding):
        outcome.rows[index].action = action
        if let finding { outcome.findings.add(finding) }
      case .suspect(let fault):
        outcome.rows[index].action = .refused
        suspicion.note(fault, after: .now - begin)
        try suspicion.suspect(index, fault, doing: RetryChange.action)
      }
      blame(suspicion.told())
    }
    blame(try suspicion.culprits(doing: RetryChange.action))
  }
}

extension RunLog {
  fileprivate func note(_ outcome: RetryOutcome) {
    changed = outcome.tried
    problems = outcome.findings.count
    shortfall = outcome.failure?.kind
  }
}
