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
  private let lookLife: Duration

  /// - Parameters:
  ///   - pause: between the two readings of the evidence.
  ///   - lookLife: how long rows are tried by what was seen; then it is looked for anew.
  public init(
    _ context: OperationContext, _ request: RetryRequest, pause: Duration = .milliseconds(1200),
    lookLife: Duration = .seconds(60)
  ) {
    self.context = context
    self.request = request
    self.pause = pause
    self.lookLife = lookLife
  }

  /// What a run would do with each row, and why. Nothing is sent, and nothing changed anywhere.
  ///
  /// Where the rows cannot be judged, their errors are listed all the same, and why is in the plan.
  public func plan() throws(Failure) -> RetryPlan {
    let servers = RedeemConnections(context.with(.retryPlan))
    let trouble = Self.trouble(servers)
    if let trouble, trouble.kind == .interrupted { throw trouble }
    var plan: RetryPlan
    do throws(Failure) {
      let connection = try context.with(.retryLook).postgres()
      plan = RetryPlan(try groups(connection))
      if request.kind == .failed, connection.facts?.generation?.counting == .mixed {
        if case .refused(let why) = Purpose.retry.support(.mixed) { plan.notJudged = why }
        return plan
      }
    } catch {
      throw trouble ?? error
    }
    do throws(Failure) {
      if let trouble { throw trouble }
      var outcome = try RetryLook(
        servers: servers, request: request, pause: pause, syncs: false
      ).find(nil)
      defer {
        outcome.groupClosed(request.limit)
        plan.take(outcome)
      }
      try RetryForecast(servers: servers, request: request).fill(&outcome)
      plan.triedBefore = try RetryBefore.of(request, servers.postgres(), context)
    } catch {
      if error.kind == .interrupted { throw error }
      if plan.rows.isEmpty { plan.notJudged = error.message }
      plan.trouble = error
      // All servers could be asked, and nothing else is of this kind then.
      plan.isRead = trouble == nil && error.kind == .usage
    }
    return plan
  }

  /// Why rows cannot be judged. What a run needs is asked for even where there is nothing to be done.
  private static func trouble(_ servers: RedeemConnections) -> Failure? {
    do throws(Failure) {
      _ = try servers.postgres()
      _ = try servers.redis(.broker)
      return nil
    } catch {
      return error
    }
  }

  /// What there is, by the reason that was written; no evidence is looked for.
  private func groups(_ connection: PostgresConnection) throws(Failure) -> RetryGroups {
    var findings = RowFindings(most: RetryReader.most)
    let rows = try RetryReader(connection: connection, context: context, request: request)
      .read(&findings)
    return RetryGroups(
      groups: RetryGroup.of(rows), hasMore: rows.count >= RetryReader.most, findings: findings)
  }

  /// Whether a code that was named is one, or there are rows of it: to be asked before a person is.
  ///
  /// - Throws: ``Failure/Kind/usage`` where there is no such code.
  public func checkCode() throws(Failure) {
    guard let code = request.code else { return }
    let connection = try context.with(.retryLook).postgres()
    var findings = RowFindings()
    let rows = try RetryReader(connection: connection, context: context, request: request)
      .read(&findings)
    guard rows.isEmpty, findings.isEmpty else { return }
    _ = try StoredCodes.one(code, on: connection, deadline: context.requestDeadline)
  }

  /// Judges each row, for a person to see before ``run(shown:waiting:)``. Counts are synced, as
  /// `force-resync` does before it looks at evidence; nothing else is changed.
  public func find() throws(Failure) -> RetryOutcome {
    let servers = RedeemConnections(context.with(request.purpose))
    var outcome = try RetryLook(servers: servers, request: request, pause: pause).find(nil)
    outcome.leaveOutUnjudged()
    outcome.triedBefore = try RetryBefore.of(request, servers.postgres(), context)
    outcome.groupClosed(request.limit)
    return outcome
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
    let look = RetryLook(servers: servers, request: request, pause: pause)
    // From its beginning: a run that sends nothing, or comes to no end, has been one.
    return try RunLog.recording(
      RetryRequest.command, .optional, extent: request.isWhole ? .whole : .chosen(0), context,
      on: connection
    ) { log throws(Failure) in
      let seen = ContinuousClock.now
      var outcome = try look.find(lock)
      outcome.leaveOutUnjudged()
      // Before anything is tried, which is none of these then.
      outcome.triedBefore = try RetryBefore.of(request, connection, context)
      defer { log?.note(outcome) }
      let agreed = shown.map { Set($0.ready.map(\.place)) }
      let chosen = outcome.rows.indices.filter {
        outcome.rows[$0].verdict == .ready && agreed?.contains(outcome.rows[$0].place) ?? true
      }.prefix(request.limit ?? .max)
      if !request.isWhole { log?.extent = .chosen(chosen.count) }
      if !chosen.isEmpty {
        try RetryWork(
          look: look, life: lookLife, connection: connection, lock: lock, turn: turn,
          jobLock: jobLock
        ).carryOut(chosen, &outcome, seen: seen)
      }
      outcome.groupClosed(request.limit)
      return outcome
    }
  }
}

extension RunLog {
  fileprivate func note(_ outcome: RetryOutcome) {
    changed = outcome.tried
    problems = outcome.findings.count
    shortfall = outcome.failure?.kind
  }
}
