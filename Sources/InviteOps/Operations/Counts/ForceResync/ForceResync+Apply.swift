internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Doing what a plan shows.
extension ForceResync {
  /// For so long a plan of this process stands for what the servers say; each change is guarded by
  /// what was seen besides.
  private static let fresh: Duration = .seconds(30)

  /// Does what `plan` shows, code by code, each guarded by what was seen: a code that changed
  /// meanwhile is left alone and named. Doing it twice does it once.
  ///
  /// A plan from a file, or one that is no longer fresh, is judged again: what it says is compared
  /// with what comes out now, and only what comes out now is written.
  public func apply(_ plan: ResyncPlan) throws(Failure) -> ResyncOutcome {
    try plan.checkGenuine()
    guard plan.database == context.configuration.database?["dbname"] ?? "" else {
      throw Failure(
        .usage, tr("the plan is for database \(plan.database)"),
        hint: tr("point --database-url at it, or make a new plan"))
    }
    guard plan.source == request.source else {
      throw Failure(
        .usage, tr("the plan believes \(plan.source.rawValue), not \(request.source.rawValue)"),
        hint: tr("if you do, say so: --from \(plan.source.rawValue)"))
    }
    let servers = try SyncConnections(context, dryRun: false)
    try checkGeneration(servers)
    if let here = try system(servers), let there = plan.system, here != there {
      throw Failure(
        .usage,
        tr("the plan is of another PostgreSQL server, which has a database of this name too"),
        hint: tr("point --database-url at that server, or make a new plan"))
    }
    var outcome = ResyncOutcome()
    // The sync before a plan of this process has said it.
    if plan.isFromFile { outcome.breaches = try servers.breaches() }
    outcome.exact = ContractBreach.exact(outcome.breaches)
    let items = try items(of: plan, servers, &outcome)
    _ = try servers.take(
      request.ifLocked == .skip ? .fail : request.ifLocked, wait: request.lockWait, maxSkips: 0,
      for: Self.command)
    // The ledger's lines name the run.
    // A plan from a file may be of any codes.
    let isWhole = request.codes.isEmpty && !plan.isFromFile
    try RunLog.recording(
      Self.command, .required, extent: isWhole ? .whole : .chosen(plan.items.count), context,
      on: servers.writer
    ) { log throws(Failure) in
      guard let log else { return }
      log.detail = Self.detail(of: plan, [])
      defer { log.note(outcome) }
      let isWord = plan.source != .evidence
      if isWord { try describe(log, servers) }
      let worker = ResyncApply(servers: servers, runID: log.id)
      for item in items {
        try servers.checkInterrupt()
        try worker.apply(item, &outcome)
      }
      guard isWord else { return }
      let applied = Set(outcome.applied.map { ExactText($0) })
      let waiting = WaitingInvites(
        items.filter { applied.contains(ExactText($0.code)) }, servers)
      log.detail = Self.detail(of: plan, waiting.members)
    }
    return outcome
  }

  /// Whatever becomes of the run: its lines are a person's word.
  private func describe(_ log: RunLog, _ servers: SyncConnections) throws(Failure) {
    do {
      try servers.writer.execute(
        RunLogQueries.describe, [String(log.id), log.detail], deadline: servers.deadline)
    } catch {
      throw Failure(error, doing: tr("record the run in invitectl.run_log"))
    }
  }

  private static func detail(
    of plan: ResyncPlan, _ waiting: [(key: String, value: JSONValue)]
  ) -> String {
    let names: [(key: String, value: JSONValue)] = [
      (key: "plan", value: .string(plan.hash)),
      (key: "source", value: .string(plan.source.rawValue)),
    ]
    return String(decoding: JSONValue.object(JSONObject(names + waiting)).pythonJSON, as: UTF8.self)
  }

  /// What is to be written: items of the plan as the servers say them now.
  private func items(
    of plan: ResyncPlan, _ servers: SyncConnections, _ outcome: inout ResyncOutcome
  ) throws(Failure) -> [ResyncItem] {
    let shown = plan.items.filter(\.changes)
    if let seen = plan.seenAt, ContinuousClock.now - seen < Self.fresh { return shown }
    guard !shown.isEmpty else { return [] }
    var now: [ExactText: ResyncItem] = [:]
    var look = Look()
    try judge(servers, codes: Set(shown.map { ExactText($0.code) }).sorted().map(\.text), &look)
    outcome.findings += look.findings
    for item in look.items { now[ExactText(item.code)] = item }
    var items: [ResyncItem] = []
    for item in shown {
      // A code that the plan has twice is done once.
      let code = ExactText(item.code)
      if let present = now[code], present.isSameDecision(as: item) {
        items.append(present)
        now[code] = nil
      } else {
        outcome.changedMeanwhile.append(item.code)
        outcome.differences.append(
          ResyncDifference(
            code: item.code, shown: item.decision, now: now[code]?.decision))
      }
    }
    return items
  }
}

extension RunLog {
  fileprivate func note(_ outcome: ResyncOutcome) {
    changed = outcome.applied.count
    problems = outcome.changedMeanwhile.count + outcome.findings.count
    shortfall = outcome.failure?.kind
  }
}
