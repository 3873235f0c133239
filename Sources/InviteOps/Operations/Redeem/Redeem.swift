internal import CeleryProtocol
internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient
internal import Telemetry

/// One redemption: judged, taken, put into the queue, and on request followed to its end.
public struct Redeem {
  private let servers: RedeemConnections
  private let limits: RedeemLimits

  /// - Parameter queueMayBeNew: queue even where no worker has ever been seen.
  public init(
    _ context: OperationContext, limits: RedeemLimits = RedeemLimits(), queueMayBeNew: Bool = false
  ) {
    servers = RedeemConnections(context.with(.redeem), queueMayBeNew: queueMayBeNew)
    self.limits = limits
  }

  /// - Parameters:
  ///   - wait: how long to wait for the worker; `nil` not to.
  ///   - queued: told before the wait, so that what was done is known however the wait ends.
  ///   - progress: told while waiting.
  /// - Throws: ``Failure/Kind/unanswered`` when the wait ends without a result; the invite is in
  ///   the queue then.
  public func run(
    _ request: RedeemRequest, wait: Duration? = nil,
    queued: (RedeemOutcome) -> Void = { _ in },
    progress: (TaskProgress) -> Void = { _ in }
  ) throws(Failure) -> RedeemOutcome {
    try servers.openAll()
    guard let wait else { return try redeem(request) }
    let start = ContinuousClock.now
    // Before the message can be taken, or its result could be missed.
    let watch = try TaskWatch(request.taskID, servers: servers)
    let tracer = InviteTracer(servers: servers)
    var window = try tracer.windowFromNow()
    var outcome = try redeem(request)
    guard [.queued, .duplicate, .waiting].contains(outcome.status) else { return outcome }
    queued(outcome)
    do throws(Failure) {
      if outcome.status == .duplicate {
        // What its worker left may be older than this run. Where nothing tells how old, nothing counts.
        window = try tracer.window(of: request.taskID, outcome.flow) ?? window
      }
      let rows = window
      let traces = { () throws(Failure) in
        try tracer.traces(code: request.code, email: request.email, rows)
      }
      guard outcome.status == .queued || outcome.status == .duplicate else {
        return try follow(outcome, traces, until: .after(wait), progress)
      }
      var task = try withoutActuallyEscaping(progress) { (report) throws(Failure) in
        try TaskWait(
          servers: servers, message: try message(request, outcome),
          isOurs: outcome.status == .queued, watch: watch,
          traces: traces, report: report
        ).run(until: .after(wait))
      }
      task.waitedSeconds = start.duration(to: .now).seconds
      outcome.task = task
      return outcome
    } catch {
      guard error.kind == .interrupted else { throw error }
      throw Failure(
        .interrupted, tr("stopped while waiting for the worker; the invite is in the queue"),
        hint:
          tr(
            "'\(ShellCommand.invitectl(["inspect-workers", "task"], [request.taskID]))' says what becomes of it"
          )
      )
    }
  }

  /// Nobody has sent a message yet, or it is not known which.
  private func follow(
    _ outcome: RedeemOutcome, _ traces: @escaping () throws(Failure) -> InviteTraces,
    until deadline: Deadline, _ progress: (TaskProgress) -> Void
  ) throws(Failure) -> RedeemOutcome {
    var outcome = outcome
    outcome.task = try withoutActuallyEscaping(progress) { (report) throws(Failure) in
      try InviteFollow(servers: servers, traces: traces, report: report).run(until: deadline)
    }
    return outcome
  }

  private func redeem(_ request: RedeemRequest) throws(Failure) -> RedeemOutcome {
    try checkNotGivenBack(request)
    let engine = RedeemEngine(servers)
    let prepared = try engine.prepare([request])
    let result = try admitted(engine, prepared, email: request.email)[0]
    let events = TaskSentPublisher(servers: servers, connection: engine.idleBroker)
    events.publish([result])
    events.end()
    if case .failed(let failure) = result.status { throw failure }
    var outcome = RedeemOutcome(result)
    if outcome.status == .queued { outcome.traceparent = servers.context.trace.traceparent }
    return outcome
  }

  /// The mark of a refund outlives what tells of its id: what is redeemed by it once more would be taken for the use
  /// that was given back, and kept from running. Where the mark may not be read nothing is refused.
  private func checkNotGivenBack(_ request: RedeemRequest) throws(Failure) {
    guard request.isNamed, let buckets = try? servers.redis(.bucket) else { return }
    let ids = CeleryID.spellings(request.taskID)
    let words = ["EXISTS"] + ids.map { RefundedInvites.mark(ofTask: $0) }
    let found = try? buckets.call(words, deadline: servers.context.requestDeadline).asInteger()
    guard let found, found > 0 else { return }
    throw Failure(
      .conflict, tr("the token of task \(request.taskID) was given back"),
      hint: tr("leave --id out, or give another one"))
  }

  /// Carries it out with a permit; with another one when the first ended before the act, as it does
  /// when this process was stopped meanwhile.
  private func admitted(
    _ engine: RedeemEngine, _ prepared: RedeemEngine.Prepared, email: String
  ) throws(Failure) -> [RedeemResult] {
    guard prepared.acts else { return try carryOut(engine, prepared, nil) }
    let admission = RedeemAdmission(servers: servers, limits: limits)
    while true {
      let permit = try admission.acquire(email: email)
      do {
        try servers.checkInterrupt()
        let results = try carryOut(engine, prepared, permit)
        // A redemption that came to nothing does not count in the window.
        let counts = results.contains { if case .queued = $0.status { true } else { false } }
        // What is done is done: should this fail, the lease ends by itself.
        try? admission.release(permit, countsCall: counts)
        return results
      } catch {
        // The permit's lease ends by itself, and the first error is the one to be told.
        try? admission.release(permit, countsCall: false)
        guard RedeemAdmission.isLapse(error) else { throw error }
      }
    }
  }

  private func carryOut(
    _ engine: RedeemEngine, _ prepared: RedeemEngine.Prepared, _ permit: RedeemAdmission.Permit?
  ) throws(Failure) -> [RedeemResult] {
    try engine.settle(engine.receive(engine.begin(prepared, under: permit)))
  }

  /// The message as it was built: everything in it follows from the request and the code.
  private func message(
    _ request: RedeemRequest, _ outcome: RedeemOutcome
  ) throws(Failure) -> TaskMessage {
    if try servers.countsOnJoin() {
      let entry = try Outbox(servers: servers).find([request.taskID])[request.taskID]
      if let entry { return try entry.message(headers: servers.context.taskHeaders) }
    }
    let group = try RedeemLookup(servers: servers).code(request.code)?.groupID
    do {
      return try InviteTask(
        email: request.email, code: request.code, groupID: group,
        isRebind: outcome.flow == .rebind, id: request.taskID
      ).message(headers: servers.context.taskHeaders)
    } catch {
      throw Failure(.usage, "\(error)")
    }
  }
}
