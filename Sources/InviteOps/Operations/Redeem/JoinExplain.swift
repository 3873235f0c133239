internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// What a redemption would come to where uses are counted on join, without changing anything.
struct JoinExplain {
  let servers: RedeemConnections
  let limits: RedeemLimits

  init(_ servers: RedeemConnections, _ limits: RedeemLimits) {
    self.servers = servers
    self.limits = limits
  }

  /// What is done for who passes the rules.
  private enum Step {
    case reserve(team: String)
    case wait
    /// Nothing: it waits already, or its rebind is on its way.
    case nothing(RedeemOutcome.Status)
    case fail(RuleCheck)
  }

  func run(_ request: RedeemRequest, _ mask: RedeemMask) throws(Failure) -> RedeemExplanation {
    let facts = try JoinFacts.read(request.code, servers)
    let flow = request.choice.flow ?? (facts?.code.isDirect ?? true ? .direct : .redeem)
    var gates = JoinRules.gates(flow, facts, email: request.email, mask: mask, in: servers.backend)
    let queueRefusal = try queueRefusal()
    if let queueRefusal, queueRefusal.reason == WorkerReleases.reason {
      gates.append(Self.failed("workers-current", queueRefusal))
    }
    var plan: [String] = []
    var prospect: RedeemOutcome.Status?
    if gates.refusal == nil, gates.failure == nil, let facts {
      let step = try step(request, flow, facts, queueRefusal)
      switch step {
      case .fail(let gate): gates.append(gate)
      case .reserve: prospect = .queued
      case .wait: prospect = .waiting
      case .nothing(let status): prospect = status
      }
      if prospect != nil { plan = self.plan(step, flow, facts, mask.email(request.email)) }
    }
    return RedeemExplanation(
      code: mask.code(request.code), email: mask.email(request.email), flow: flow,
      chosen: Self.reason(request.choice, facts?.code), gates: gates, plan: plan,
      prospect: prospect)
  }

  /// Why no message may be sent.
  private func queueRefusal() throws(Failure) -> Failure? {
    do throws(Failure) {
      try WorkersLists(servers.context, queueMayBeNew: servers.queueMayBeNew)
        .check(beside: servers.generation())
      return nil
    } catch {
      let reasons = [WorkerReleases.reason, RefusalReason.queueError.rawValue]
      return error.reason.map(reasons.contains) ?? false ? error : nil
    }
  }

  private static func failed(_ name: String, _ failure: Failure) -> RuleCheck {
    RuleCheck(
      name: name, verdict: .fail, detail: failure.message, reason: nil, failure: failure)
  }

  /// In the order of ``JoinDecision``.
  private func step(
    _ request: RedeemRequest, _ flow: RedeemFlow, _ facts: JoinFacts, _ queueRefusal: Failure?
  ) throws(Failure) -> Step {
    let connection = try servers.postgres()
    let deadline = servers.context.requestDeadline
    do throws(PostgresError) {
      let isRebind = flow == .rebind
      if isRebind {
        let underWay = try connection.query(
          JoinQueries.rebindUnderWay, [request.code, request.email], deadline: deadline)
        if !underWay.isEmpty { return .nothing(.underWay) }
      }
      let position = try JoinSeats.position(
        request.code, request.email, isRebind: isRebind, on: connection, deadline: deadline)
      if isRebind, position != nil { return .nothing(.waiting) }
      switch try JoinSeats.first(facts.code.groupID, on: connection, deadline: deadline) {
      case .failure(let failure): return .fail(Self.failed("seats", failure))
      case .success(let seat?):
        return queueRefusal.map { .fail(Self.failed("queue-ready", $0)) }
          ?? .reserve(team: seat.name)
      case .success(nil):
        if position != nil { return .nothing(.waiting) }
        return JoinSeats.waitRefusal(on: connection).map { .fail(Self.failed("can-wait", $0)) }
          ?? .wait
      }
    } catch {
      throw Failure(error, doing: tr("look for a free seat"))
    }
  }

  private static func reason(_ choice: RedeemFlow.Choice, _ code: CodeFacts?) -> String {
    guard choice == .auto else { return tr("asked for") }
    guard let code else { return tr("unknown code") }
    return tr("code type \(code.type ?? "NULL")")
  }

  private func plan(
    _ step: Step, _ flow: RedeemFlow, _ facts: JoinFacts, _ email: String
  ) -> [String] {
    var steps: [String] = []
    if limits.permits > 0 { steps.append(tr("hold one of \(limits.permits) permits meanwhile")) }
    steps.append(tr("lock the code, then the teams that may take somebody"))
    let waits = tr("no team has a free seat, and the backend invites when one has")
    switch step {
    case .nothing(.underWay): return steps + [tr("do no more: this rebind is on its way")]
    case .nothing: return steps + [tr("do no more: \(email) waits already; \(waits)")]
    case .reserve, .wait, .fail: break
    }
    if flow == .rebind {
      steps.append(tr("note the rebind in rebind_history"))
    } else if facts.code.boundEmail == nil {
      steps.append(tr("bind the code to \(email) from now on"))
    }
    guard case .reserve(let team) = step else {
      return steps + [tr("have \(email) wait: \(waits)")]
    }
    let (task, queue) = (InviteTask.name, InviteTask.queue)
    return steps + [
      tr("reserve a seat in team \(team)"), tr("record it in the outbox until it is published"),
      tr("put \(task) into queue '\(queue)' with priority \(InviteTask.priority)"),
      tr("count no use: the backend does when \(email) has joined"),
    ]
  }
}
