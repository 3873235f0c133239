/// Carries out redemptions, one or a chunk of a batch alike.
final class RedeemEngine {
  private let servers: RedeemServers
  /// Names the batch; `nil` for a single redemption.
  private let batch: String?
  /// Asked for each redemption that passes its gates; a batch holds one permit for all of it.
  private let admission: RedeemAdmission?
  private let lookup: CachedLookup
  private let messages: InviteMessages

  /// - Parameter remembers: how long a code's row is taken for current; a batch does not ask for
  ///   the same row with every chunk. What counts is decided in the servers all the same.
  init(
    _ servers: RedeemServers, batch: String? = nil, admission: RedeemAdmission? = nil,
    remembers: Duration = .zero
  ) {
    self.servers = servers
    self.batch = batch
    self.admission = admission
    messages = InviteMessages(headers: servers.context.taskHeaders)
    lookup = CachedLookup(RedeemLookup(servers: servers), remembers: remembers)
  }

  /// The results in the order of the requests.
  ///
  /// - Throws: what concerns all of them. Each one's own mishap is its result.
  func process(_ requests: [RedeemRequest]) throws(Failure) -> [RedeemResult] {
    let codes = try lookup.codes(requests)
    var results = [RedeemResult?](repeating: nil, count: requests.count)
    var direct: [(index: Int, line: DirectStage.Line)] = []
    var counted: [(index: Int, line: DatabaseStage.Line)] = []
    var seen: Set<String> = []
    for (index, request) in requests.enumerated() {
      guard seen.insert(request.taskID).inserted else {
        results[index] = RedeemResult(request: request, flow: nil, status: .duplicate)
        continue
      }
      let judged = try judge(request, codes[request.code])
      guard judged.refusal == nil, let code = codes[request.code] else {
        results[index] = judged.refusal
        continue
      }
      switch judged.flow {
      case .direct:
        do throws(TaskMessageError) {
          let message = try messages.encoded(request, code)
          direct.append((index, .init(request: request, code: code, message: message)))
        } catch {
          let failure = Failure(.usage, "no worker could take this invite: \(error)")
          results[index] = RedeemResult(request: request, flow: .direct, status: .failed(failure))
        }
      case .redeem, .rebind:
        counted.append((index, .init(request: request, flow: judged.flow, code: code)))
      }
    }
    let lines = direct.map(\.line)
    let taken = try admitted(lines.first?.request.email) { () throws(Failure) in
      try servers.sharesServer
        ? DirectStage(servers: servers, batch: batch).run(lines)
        : SplitStage(servers: servers).run(lines)
    }
    for (place, result) in zip(direct, taken) { results[place.index] = result }
    let used = try admitted(counted.first?.line.request.email) { () throws(Failure) in
      try DatabaseStage(servers: servers).run(counted.map(\.line))
    }
    for (place, result) in zip(counted, used) { results[place.index] = result }
    let done = results.compactMap { $0 }
    SentEvents(servers: servers).publish(done, codes)
    return done
  }

  /// Runs `body` with a permit. A redemption that came to nothing does not count in the window.
  private func admitted(
    _ email: String?, _ body: () throws(Failure) -> [RedeemResult]
  ) throws(Failure) -> [RedeemResult] {
    guard let email else { return [] }
    guard let admission else { return try body() }
    let permit = try admission.acquire(email: email)
    let results: [RedeemResult]
    do {
      results = try body()
    } catch {
      // The permit's lease ends by itself, and the first error is the one to be told.
      try? admission.release(permit, countsCall: false)
      throw error
    }
    let counts = results.contains { if case .queued = $0.status { true } else { false } }
    // What is done is done: should this fail, the lease ends by itself.
    try? admission.release(permit, countsCall: counts)
    return results
  }

  private func judge(
    _ request: RedeemRequest, _ code: CodeFacts?
  ) throws(Failure) -> (flow: RedeemFlow, refusal: RedeemResult?) {
    let mayRebind =
      request.choice == .rebind
      || request.choice == .auto && code?.boundEmail == request.email && code?.isDirect == false
    let rebind =
      if let code, mayRebind { try lookup.rebind(code, email: request.email) } else {
        nil as RebindFacts?
      }
    let flow =
      request.choice.flow ?? RedeemFlow.pick(for: code, email: request.email, rebind: rebind)
    // The usual line of a batch, without building the gates that explain.
    if flow == .direct, let code, code.isDirect, code.isActive, !code.isExpired {
      return (flow, nil)
    }
    let gates = RedeemRules.gates(flow, code: code, email: request.email, rebind: rebind)
    return (flow, gates.refusal.map { .refused(request, flow, $0) })
  }
}
