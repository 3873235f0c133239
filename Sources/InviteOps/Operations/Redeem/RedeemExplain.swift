internal import CeleryProtocol
internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import RedisClient

/// Judges a redemption by every rule and reads what it would touch, without changing anything.
public struct RedeemExplain {
  private let servers: RedeemConnections
  private let limits: RedeemLimits

  /// - Parameter queueMayBeNew: as of the redemption that is looked at.
  public init(
    _ context: OperationContext, limits: RedeemLimits = RedeemLimits(), queueMayBeNew: Bool = false
  ) {
    servers = RedeemConnections(context.with(.redeemLook), queueMayBeNew: queueMayBeNew)
    self.limits = limits
  }

  /// - Parameter shows: whether codes and emails appear whole.
  public func run(_ request: RedeemRequest, shows: Bool) throws(Failure) -> RedeemExplanation {
    let mask = RedeemMask(shows: shows)
    if try servers.countsOnJoin() { return try JoinExplain(servers, limits).run(request, mask) }
    let lookup = RedeemLookup(servers: servers)
    let code = try lookup.code(request.code)
    let rebind =
      if let code, request.choice == .rebind || request.choice == .auto {
        try lookup.rebind(code, email: request.email)
      } else {
        nil as RebindFacts?
      }
    let flow =
      request.choice.flow ?? RedeemFlow.pick(for: code, email: request.email, rebind: rebind)
    var gates = RedeemRules.gates(
      flow, code: code, email: request.email, rebind: rebind, mask: mask, in: servers.backend)
    let state = try read(request)
    if flow == .direct {
      gates.append(
        Self.tokens(
          code, state, buckets: servers.context.configuration.bucket, servers.backend))
    }
    gates.append(queue(state))
    let passes = gates.refusal == nil && gates.failure == nil
    return RedeemExplanation(
      code: mask.code(request.code), email: mask.email(request.email), flow: flow,
      chosen: Self.reason(request.choice, code, flow), gates: gates,
      plan: passes && code != nil
        ? plan(flow, code, state, mask.email(request.email)) : [],
      prospect: passes ? .queued : nil)
  }

  /// What lies in Redis.
  private struct State {
    /// `nil` when there is none.
    var tokens: BucketValue?
    var bucketSeconds: Int?
    var queueType = "none"
    var waiting = 0
  }

  private func read(_ request: RedeemRequest) throws(Failure) -> State {
    let queue = servers.brokerKeys.queue(InviteTask.queue, priority: InviteTask.priority)
    let bucket = try servers.redis(.bucket)
    let broker = try servers.redis(.broker)
    let key = BucketKey.remaining(request.code)
    let deadline = servers.context.requestDeadline
    do throws(RedisError) {
      var state = State()
      let replies = try bucket.pipeline([["GET", key], ["TTL", key]], deadline: deadline)
      state.tokens = BucketValue(replies[0])
      let life = try replies[1].asInteger()
      state.bucketSeconds = life >= 0 ? life : nil
      let found = try broker.pipeline([["TYPE", queue], ["LLEN", queue]], deadline: deadline)
      state.queueType = try found[0].asString()
      state.waiting = (try? found[1].asInteger()) ?? 0
      return state
    } catch {
      throw Failure(error, doing: tr("look into Redis"))
    }
  }

  private static func tokens(
    _ code: CodeFacts?, _ state: State, buckets: RedisEndpoint, _ backend: BackendSchema
  ) -> RuleCheck {
    guard let code else { return .unknown("tokens-left") }
    switch state.tokens {
    case .count(let left)?:
      let text =
        state.bucketSeconds.map {
          tr("\(left) in the bucket, which ends in \(DurationText.format(.seconds($0)))")
        } ?? tr("\(left) in the bucket, which never ends")
      return .check("tokens-left", left > 0, .codeUsedUp, text)
    case .defect(let defect)?:
      let failure = RedeemBucket.failure(defect, code, buckets: buckets)
      return RuleCheck(
        name: "tokens-left", verdict: .fail, detail: tr("the bucket \(defect.words)"), reason: nil,
        failure: failure)
    case nil:
      guard let start = code.initialTokens else {
        guard code.isBelowZero else {
          return .check("tokens-left", false, .codeUsedUp, code.unmade(in: backend))
        }
        return RuleCheck(
          name: "tokens-left", verdict: .fail,
          detail: tr("no bucket, and \(code.usesText) makes none"),
          reason: nil, failure: code.unmakable(in: backend, again: RowAdvice.again))
      }
      return .check(
        "tokens-left", start > 0, .codeUsedUp,
        tr("no bucket; made from the database it starts with \(start)"))
    }
  }

  private func queue(_ state: State) -> RuleCheck {
    let fits = ["none", "list"].contains(state.queueType)
    return .check(
      "queue-ready", fits, .queueError,
      fits
        ? tr(
          state.waiting, "\(state.waiting) message waiting in 'invites'",
          "\(state.waiting) messages waiting in 'invites'")
        : tr("the queue's key holds a \(state.queueType), not a list"))
  }

  private static func reason(
    _ choice: RedeemFlow.Choice, _ code: CodeFacts?, _ flow: RedeemFlow
  ) -> String {
    guard choice == .auto else { return tr("asked for") }
    guard let code else { return tr("unknown code") }
    return switch flow {
    case .direct: tr("code type DIRECT")
    case .redeem: tr("code type \(code.type ?? "NULL")")
    case .rebind: tr("bound to this email, whose team is not active any more")
    }
  }

  private func plan(
    _ flow: RedeemFlow, _ code: CodeFacts?, _ state: State, _ email: String
  ) -> [String] {
    var steps: [String] = []
    if limits.permits > 0 { steps.append(tr("hold one of \(limits.permits) permits meanwhile")) }
    switch flow {
    case .direct:
      let start = code?.initialTokens ?? 0
      if state.tokens == nil {
        let life = DurationText.format(.seconds(DirectStage.bucketLifetime))
        steps.append(tr("make the bucket with \(start) tokens for \(life)"))
      }
      let left = state.tokens?.count ?? start
      steps.append(tr("take one token: \(left) -> \(left - 1)"))
    case .redeem:
      let used = code?.usedCount ?? 0
      steps.append(tr("count the use in the database: used_count \(used) -> \(used + 1)"))
      if code?.activatedAt == nil, code?.boundEmail == nil {
        steps.append(tr("bind the code to \(email) from now on"))
      }
    case .rebind: steps.append(tr("count no use"))
    }
    if flow != .direct || !servers.sharesServer {
      steps.append(tr("record it in the outbox until it is published"))
    }
    steps.append(
      tr(
        "put \(InviteTask.name) into queue '\(InviteTask.queue)' with priority "
          + "\(InviteTask.priority), \(state.waiting) before it"))
    return steps
  }
}
