internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization

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
        .interrupted, tr("stopped while following the invite; it was asked for"),
        hint: tr("GET \(url)/public/invite-status?email=… says what becomes of it"))
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
        .usage, tr("without a database nobody can tell which flow the code is for"),
        hint: tr("say --flow direct, redeem or rebind, or set DATABASE_URL"))
    }
    let code = try RedeemLookup(servers: servers).code(request.code)
    return code?.isDirect ?? true ? .direct : .redeem
  }

  private func outcome(
    _ request: RedeemRequest, _ flow: RedeemFlow, _ answer: BackendAnswer
  ) throws(Failure) -> RedeemOutcome {
    let trouble = BackendTrouble(url: url, route: Self.route(flow), request: request)
    if let failure = trouble.failure(answer) { throw failure }
    var result = RedeemResult(request: request, flow: flow, status: .queued(remaining: nil))
    switch answer {
    case .queued(let team): result.team = team
    case .waiting(let position):
      result = RedeemResult(request: request, flow: flow, status: .waiting(position: position))
    case .refused(let name, let text):
      let reason = name.flatMap(RefusalReason.init(rawValue:)) ?? .refusedByBackend
      let text = BackendTrouble.masked(text, request)
      result = RedeemResult(
        request: request, flow: flow,
        status: .refused(reason, detail: tr("the backend says: \(text)")))
    case .invalid, .tooOften, .unavailable, .misled, .broken, .foreign: break
    }
    return RedeemOutcome(result, via: .http)
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
