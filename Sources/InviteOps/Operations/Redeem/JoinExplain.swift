internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
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

  func run(_ request: RedeemRequest, _ mask: RedeemMask) throws(Failure) -> RedeemExplanation {
    let facts = try JoinFacts.read(request.code, servers)
    let flow = request.choice.flow ?? (facts?.code.isDirect ?? true ? .direct : .redeem)
    var gates = JoinRules.gates(flow, facts, email: request.email, mask: mask, in: servers.backend)
    if let older = try olderWorkers() { gates.append(older) }
    let passes = gates.refusal == nil && gates.failure == nil
    return RedeemExplanation(
      code: mask.code(request.code), email: mask.email(request.email), flow: flow,
      chosen: Self.reason(request.choice, facts?.code), gates: gates,
      plan: try passes ? plan(flow, facts, mask.email(request.email)) : [])
  }

  /// Beside them nothing is redeemed, see ``WorkerReleases``.
  private func olderWorkers() throws(Failure) -> RuleCheck? {
    do throws(Failure) {
      try WorkersLists(servers.context).check(beside: servers.generation())
      return nil
    } catch {
      guard error.reason == WorkerReleases.reason else { return nil }
      return RuleCheck(
        name: "workers-current", verdict: .fail, detail: error.message, reason: nil, failure: error)
    }
  }

  private static func reason(_ choice: RedeemFlow.Choice, _ code: CodeFacts?) -> String {
    guard choice == .auto else { return "asked for" }
    guard let code else { return "unknown code" }
    return "code type \(code.type ?? "NULL")"
  }

  private func plan(
    _ flow: RedeemFlow, _ facts: JoinFacts?, _ email: String
  ) throws(Failure) -> [String] {
    var steps: [String] = []
    if limits.permits > 0 { steps.append("hold one of \(limits.permits) permits meanwhile") }
    steps.append("lock the code, then the teams that may take somebody")
    if flow == .rebind {
      steps.append("note the rebind in rebind_history")
    } else if facts?.code.boundEmail == nil {
      steps.append("bind the code to \(email) from now on")
    }
    if let team = try freeTeam(facts?.code.groupID) {
      steps.append("reserve a seat in team \(team)")
      steps.append("record it in the outbox until it is published")
      steps.append(
        "put \(InviteTask.name) into queue '\(InviteTask.queue)' with priority "
          + "\(InviteTask.priority)")
      steps.append("count no use: the backend does when \(email) has joined")
    } else {
      steps.append(
        "have \(email) wait: no team has a free seat, and the backend invites when one has")
    }
    return steps
  }

  private func freeTeam(_ group: Int?) throws(Failure) -> String? {
    let connection = try servers.postgres()
    do throws(PostgresError) {
      for row in try connection.query(
        JoinQueries.seats, [group.map(String.init)], deadline: servers.context.requestDeadline)
      {
        guard let seats = try row.optionalInt("max_seats"), seats > (try row.int("taken")) else {
          continue
        }
        let id = try row.int("id")
        return try row.optionalString("name") ?? String(id)
      }
      return nil
    } catch {
      throw Failure(error, doing: "look for a free seat")
    }
  }
}
