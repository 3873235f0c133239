/// Carries out redemptions, one or a chunk of a batch alike.
struct RedeemEngine {
  let servers: RedeemServers
  /// Names the batch; `nil` for a single redemption.
  let batch: String?

  init(_ servers: RedeemServers, batch: String? = nil) {
    self.servers = servers
    self.batch = batch
  }

  /// The results in the order of the requests.
  ///
  /// - Throws: what concerns all of them. Each one's own mishap is its result.
  func process(_ requests: [RedeemRequest]) throws(Failure) -> [RedeemResult] {
    let lookup = RedeemLookup(servers: servers)
    let codes = try lookup.codes(requests.lazy.map(\.code))
    var results = [RedeemResult?](repeating: nil, count: requests.count)
    var direct: [(index: Int, line: DirectStage.Line)] = []
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
        throw Failure(.error, "the \(judged.flow.rawValue) flow is not built yet")
      }
    }
    let taken = try DirectStage(servers: servers, batch: batch).run(direct.map(\.line))
    for (place, result) in zip(direct, taken) { results[place.index] = result }
    return results.compactMap { $0 }
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
      return .success(try task.message())
    } catch {
      return .failure(Failure(.usage, "no worker could take this invite: \(error)"))
    }
  }
}
