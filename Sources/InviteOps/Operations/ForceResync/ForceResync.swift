internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Settles counts that counting alone could not, from evidence or by a person's word.
///
/// ``plan()`` first syncs the codes as `sync-counts` does, which is safe at any time, then looks at
/// both counts and, from upstream to downstream, at what there is to be seen of redemptions.
/// ``apply(_:)`` does what the plan shows and nothing else.
public struct ForceResync {
  public static let command = "force-resync"

  private let context: OperationContext
  private let request: ResyncRequest

  public init(_ context: OperationContext, _ request: ResyncRequest) {
    self.context = context.with(.resync)
    self.request = request
  }

  /// - Throws: ``Failure``, of kind `locked` while another sync runs.
  public func plan() throws(Failure) -> ResyncPlan {
    let servers = try SyncServers(context, dryRun: false)
    return try plan(servers)
  }

  private func plan(_ servers: SyncServers) throws(Failure) -> ResyncPlan {
    var sync = SyncRequest()
    sync.codes = request.codes
    sync.ifLocked = request.ifLocked == .skip ? .fail : request.ifLocked
    sync.lockWait = request.lockWait
    let synced = try SyncCounts(context, sync).run()
    var findings = synced.problems.compactMap(\.finding)
    let subjects = try subjects(servers, &findings)
    let readings = try BucketReader(servers).read(subjects.map(\.code))
    let found =
      request.source == .evidence && !subjects.isEmpty
      ? try EvidenceReader(servers: servers, wanted: Set(subjects.map(\.code))).read() : nil
    let evidence = found?.evidence ?? [:]
    let after = try BucketReader(servers).read(subjects.map(\.code))
    let judge = ResyncJudge(source: request.source)
    let items = subjects.indices.map { index in
      let subject = subjects[index]
      return judge.judge(
        ResyncItem(
          subject, readings[index], evidence[subject.code] ?? ResyncEvidence(),
          isStill: readings[index].content == after[index].content,
          database: context.configuration.bucket.database))
    }
    return ResyncPlan(
      database: context.configuration.database?["dbname"] ?? "", source: request.source,
      items: items, gaps: found?.completeness.gaps ?? [], findings: findings)
  }

  private func subjects(
    _ servers: SyncServers, _ findings: inout [RowFinding]
  ) throws(Failure) -> [SyncSubject] {
    let ids: [Int]
    do throws(PostgresError) {
      ids = try servers.writer.query(
        ResyncQueries.subjects,
        [request.codes.isEmpty ? nil : PostgresArray.literal(request.codes)],
        deadline: servers.deadline
      ).map { row throws(PostgresError) in try row.int("id") }
    } catch {
      throw Failure(error, doing: "read the codes")
    }
    var subjects: [SyncSubject] = []
    try Bisection.run(ids[...]) { part throws(Failure) in
      switch try SyncSubject.read(Array(part), servers) {
      case .success(let found):
        subjects += found
        return nil
      case .failure(let fault): return fault
      }
    } culprit: { id, fault throws(Failure) in
      // The sync before has met it, too.
      guard !findings.contains(where: { $0.id == id }) else { return }
      findings.append(
        SyncFindings(servers).finding(id, fault, again: "'invitectl force-resync --all'"))
    }
    return subjects
  }

  /// Does what `plan` shows, code by code, each guarded by what was seen: a code that changed
  /// meanwhile is left alone and named. Doing it twice does it once.
  public func apply(_ plan: ResyncPlan) throws(Failure) -> ResyncOutcome {
    guard plan.isGenuine else {
      throw Failure(
        .conflict, "the plan was edited or is of another version",
        hint: "make a new one with 'invitectl force-resync --plan FILE'")
    }
    guard plan.database == context.configuration.database?["dbname"] ?? "" else {
      throw Failure(
        .usage, "the plan is for database \(plan.database)",
        hint: "point --database-url at it, or make a new plan")
    }
    let servers = try SyncServers(context, dryRun: false)
    _ = try servers.take(
      request.ifLocked == .skip ? .fail : request.ifLocked, wait: request.lockWait, maxSkips: 0,
      for: Self.command)
    var outcome = ResyncOutcome()
    // The ledger's lines name the run.
    try RunLog.recording(Self.command, .required, context, on: servers.writer) {
      log throws(Failure) in
      guard let log else { return }
      log.detail = "{\"plan\":\"\(plan.hash)\",\"source\":\"\(plan.source.rawValue)\"}"
      defer { log.note(outcome) }
      let worker = ResyncApply(servers: servers, runID: log.id)
      for item in plan.items where item.changes {
        try servers.checkInterrupt()
        try worker.apply(item, &outcome)
      }
    }
    return outcome
  }
}

extension RunLog {
  fileprivate func note(_ outcome: ResyncOutcome) {
    changed = outcome.applied.count
    problems = outcome.changedMeanwhile.count + outcome.findings.count
    shortfall = outcome.failure?.kind
  }
}
