/// Carries out redemptions, one or a chunk of a batch alike.
struct RedeemEngine {
  let servers: RedeemServers
  /// Names the batch; `nil` for a single redemption.
  let batch: String?
  /// Asked for each redemption that passes its gates; a batch holds one permit for all of it.
  let admission: RedeemAdmission?

  init(_ servers: RedeemServers, batch: String? = nil, admission: RedeemAdmission? = nil) {
    self.servers = servers
    self.batch = batch
    self.admission = admission
  }

  /// The results in the order of the requests.
  ///
  /// - Throws: what concerns all of them. Each one's own mishap is its result.
  func process(_ requests: [RedeemRequest]) throws(Failure) -> [RedeemResult] {
    let lookup = RedeemLookup(servers: servers)
    let codes = try lookup.codes(requests.lazy.map(\.code))
    var results = [RedeemResult?](repeating: nil, count: requests.count)
    var direct: [(index: Int, line: DirectStage.Line)] = []
    var counted: [(index: Int, line: DatabaseStage.Line)] = []
    for (index, request) in requests.enumerated() {
      let judged = try judge(request, codes[request.code], lookup)
      guard judged.refusal == nil, let code = codes[request.code] else {
        results[index] = judged.refusal
        continue
      }
      switch judged.flow {
      case .direct:
        switch message(request, code) {
        case .success(let message):
          direct.append((index, .init(request: request, code: code, message: message)))
        case .failure(let failure):
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
    return results.compactMap { $0 }
  }

  /// Runs `body` with a permit. A redemption that came to nothing does not count in the window.
  private func admitted(
    _ email: String?, _ body: () throws(Failure) -> [RedeemResult]
  ) throws(Failure) -> [RedeemResult] {
    guard let admission, let email else { return try body() }
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
    _ request: RedeemRequest, _ code: CodeFacts?, _ lookup: RedeemLookup
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
    let gates = RedeemRules.gates(flow, code: code, email: request.email, rebind: rebind)
    return (flow, gates.refusal.map { .refused(request, flow, $0) })
  }

  private func message(
    _ request: RedeemRequest, _ code: CodeFacts
  ) -> Result<TaskMessage, Failure> {
    do throws(TaskMessageError) {
      let task = try InviteTask(
        email: request.email, code: code.code, groupID: code.groupID, id: request.taskID)
      return .success(try task.message(headers: servers.context.taskHeaders))
    } catch {
      return .failure(Failure(.usage, "no worker could take this invite: \(error)"))
    }
  }
}
