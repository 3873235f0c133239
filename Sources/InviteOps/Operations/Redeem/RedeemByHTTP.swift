internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage

/// One redemption by the backend's own API: right whatever the backend counts, and how.
public struct RedeemByHTTP {
  private let servers: RedeemConnections
  private let url: BackendURL

  /// By the configured URL, or the usual one.
  public init(_ context: OperationContext) {
    servers = RedeemConnections(context.with(.redeemByHTTP))
    url = context.configuration.backendURL ?? .standard
  }

  /// - Parameters:
  ///   - wait: how long to follow the invite; `nil` not to.
  ///   - queued: told before that.
  ///   - progress: told meanwhile.
  /// - Throws: ``Failure``, also where the API refuses for another reason than a rule.
  public func run(
    _ request: RedeemRequest, wait: Duration? = nil,
    queued: (RedeemOutcome) -> Void = { _ in },
    progress: (TaskProgress) -> Void = { _ in }
  ) throws(Failure) -> RedeemOutcome {
    let flow = try flow(request)
    let tracer = InviteTracer(servers: servers)
    let window = wait == nil ? nil : try tracer.windowFromNow()
    let answer = try BackendAPI(servers.context, url).redeem(
      by: Self.route(flow), code: request.code, email: request.email)
    var outcome = try outcome(request, flow, answer)
    guard let wait, let window, outcome.status == .queued || outcome.status == .waiting else {
      return outcome
    }
    queued(outcome)
    do throws(Failure) {
      outcome.task = try withoutActuallyEscaping(progress) { (report) throws(Failure) in
        try InviteFollow(
          servers: servers,
          traces: { () throws(Failure) in
            try tracer.traces(code: request.code, email: request.email, window)
          }, report: report
        ).run(until: .after(wait))
      }
      return outcome
    } catch {
      guard error.kind == .interrupted else { throw error }
      throw Failure(
        .interrupted, "stopped while following the invite; it was asked for",
        hint: "GET \(url)/public/invite-status?email=… says what becomes of it")
    }
  }

  private static func route(_ flow: RedeemFlow) -> String {
    switch flow {
    case .direct: "public/direct-redeem"
    case .redeem: "public/redeem"
    case .rebind: "public/rebind"
    }
  }

  /// The code's type tells, and a rebind only where somebody says so: it may be the only one.
  private func flow(_ request: RedeemRequest) throws(Failure) -> RedeemFlow {
    if let flow = request.choice.flow { return flow }
    guard servers.context.configuration.database != nil else {
      throw Failure(
        .usage, "without a database nobody can tell which flow the code is for",
        hint: "say --flow direct, redeem or rebind, or set DATABASE_URL")
    }
    let code = try RedeemLookup(servers: servers).codes([request.code])[request.code]
    return code?.isDirect ?? true ? .direct : .redeem
  }

  private func outcome(
    _ request: RedeemRequest, _ flow: RedeemFlow, _ answer: BackendAnswer
  ) throws(Failure) -> RedeemOutcome {
    let who = "\(Masking.code(request.code)) for \(Masking.email(request.email))"
    var result = RedeemResult(request: request, flow: flow, status: .queued(remaining: nil))
    switch answer {
    case .queued(let team): result.team = team
    case .waiting(let position):
      result = RedeemResult(request: request, flow: flow, status: .waiting(position: position))
    case .refused(let name, let text):
      let reason = name.flatMap(RefusalReason.init(rawValue:)) ?? .refusedByBackend
      result = RedeemResult(
        request: request, flow: flow, status: .refused(reason, detail: "the backend says: \(text)"))
    case .invalid(let text):
      throw Failure(
        .usage, "the backend does not take \(who): \(text)",
        hint: "correct the code or the email; nothing was done")
    case .tooOften(let limit):
      throw Failure(
        .transient,
        "the backend takes no more requests from here: "
          + (limit ?? "its rate limit is reached") + "; nothing was done",
        hint: "run the same command again in a minute", reason: "RATE_LIMITED")
    case .unavailable(let text):
      throw Failure(
        .transient, "the backend did not redeem \(who): \(text)",
        hint: "run the same command again later; 'invitectl doctor' says whether its queue and "
          + "workers run", reason: RefusalReason.queueError.rawValue)
    case .broken(let status, let text):
      throw Failure(
        .unanswered,
        "the backend answered \(status) to \(who) (\(text)): whether it was redeemed is not known",
        hint: "see its log, and invite_records, before you do it again; 'invitectl doctor' names "
          + "what makes it fail")
    case .misled(let status):
      throw Failure(
        .error, "\(url) is not the backend's API, or not open to this machine (HTTP \(status))",
        hint: "set INVITECTL_BACKEND_URL to its URL with the prefix, e.g. \(BackendURL.standard)")
    }
    var outcome = RedeemOutcome(result)
    outcome.via = .http
    return outcome
  }
}

/// By which way a redemption is made.
public enum RedeemWay: String, Sendable, CaseIterable, Encodable {
  /// By the servers where this backend's way of counting is supported; by its API where somebody
  /// says where that is.
  case auto
  /// By the backend's API.
  case http
  /// By PostgreSQL and Redis.
  case servers
}
