internal import InviteDomain

/// By which flow one redemption goes, and whether a rule refuses it.
extension RedeemEngine {
  func judge(
    _ request: RedeemRequest, _ code: CodeFacts?
  ) throws(Failure) -> (flow: RedeemFlow, refusal: RedeemResult?, rebind: RebindFacts?) {
    let mayRebind =
      request.choice == .rebind
      || request.choice == .auto && code?.isDirect == false
        && code?.isBound(to: request.email) == true
    let rebind =
      if let code, mayRebind { try lookup.rebind(code, email: request.email) } else {
        nil as RebindFacts?
      }
    let flow =
      request.choice.flow ?? RedeemFlow.pick(for: code, email: request.email, rebind: rebind)
    // The usual line of a batch, without building the gates that explain.
    if flow == .direct, let code, code.isDirect, code.isActive, !code.isExpired {
      return (flow, nil, nil)
    }
    let gates = RedeemRules.gates(
      flow, code: code, email: request.email, rebind: rebind, in: servers.backend)
    return (flow, gates.refusal.map { .refused(request, flow, $0) }, rebind)
  }
}
