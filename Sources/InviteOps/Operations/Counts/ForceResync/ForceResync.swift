internal import ClientSupport
internal import CountProtocol
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Settles counts that counting alone could not, from evidence or by a person's word.
///
/// ``plan()`` first syncs the codes as `sync-counts` does, which is safe at any time, then looks at
/// both counts and, from upstream to downstream, at what there is to be seen of redemptions.
/// ``apply(_:)`` does what the plan shows and nothing else, where the servers still say the same: a
/// plan is what a person agreed to, never what the counts are taken from.
public struct ForceResync {
  public static let command = "force-resync"

  let context: OperationContext
  let request: ResyncRequest

  public init(_ context: OperationContext, _ request: ResyncRequest) {
    self.context = context.with(.resync)
    self.request = request
  }

  private init(looking request: ResyncRequest, _ context: OperationContext) {
    self.context = context
    self.request = request
  }

  /// What is known of the codes of a request without a sync before it, for who changes nothing: what moved
  /// since the last sync is ``ResyncItem/Verdict/blocked``.
  ///
  /// - Parameter context: for the purpose of who asks.
  static func look(
    _ request: ResyncRequest, _ context: OperationContext
  ) throws(Failure) -> [ResyncItem] {
    let resync = ForceResync(looking: request, context)
    let servers = try SyncConnections(context, dryRun: true)
    let codes = try StoredCodes.all(
      request.codes, on: servers.writer, deadline: servers.deadline)
    var look = Look()
    try resync.judge(servers, codes: codes, &look)
    return look.items
  }

  /// - Throws: ``Failure``, of kind `locked` while another sync runs.
  public func plan() throws(Failure) -> ResyncPlan {
    let servers = try SyncConnections(context, dryRun: false)
    // What the broker has to be is looked at before the sync writes; evidence is read long after.
    if request.source == .evidence { try context.redis(.broker).close() }
    return try plan(servers)
  }

  /// Where uses are counted on join there is nothing between two servers to be settled by a plan.
  func checkGeneration(_ servers: SyncConnections) throws(Failure) {
    guard servers.scanner.facts?.generation?.counting == .onJoin else { return }
    throw Failure(
      .usage, tr("uses are counted on join here: there are no plans to write or to apply"),
      hint: tr("'invitectl force-resync --all --dry-run' shows what differs"))
  }

  private func plan(_ servers: SyncConnections) throws(Failure) -> ResyncPlan {
    try checkGeneration(servers)
    let codes = try StoredCodes.all(
      request.codes, on: servers.writer, deadline: servers.deadline)
    var sync = SyncRequest()
    sync.codes = codes
    sync.partOf = Self.command
    sync.ifLocked = request.ifLocked == .skip ? .fail : request.ifLocked
    sync.lockWait = request.lockWait
    let synced = try SyncCounts(context, sync).run()
    let seenAt = ContinuousClock.now
    var look = Look()
    look.findings = synced.problems.compactMap(\.finding)
    // A code that the sync had to leave alone is not exact, whatever its row says.
    try judge(
      servers, codes: codes.isEmpty ? nil : codes, besides: synced.troubled, &look)
    return ResyncPlan(
      database: context.configuration.database?["dbname"] ?? "", system: try system(servers),
      source: request.source, items: look.items, gaps: look.gaps, findings: look.findings,
      breaches: synced.breaches, broker: look.broker, seenAt: seenAt)
  }

  /// What a look at codes showed.
  struct Look {
    var items: [ResyncItem] = []
    /// What was not seen while evidence was looked for, a sentence each.
    var gaps: [String] = []
    /// For which messages the broker vouches, a sentence; `nil` where it was not asked.
    var broker: String?
    /// Codes that could not be looked at.
    var findings: [RowFinding] = []
  }

  /// Looks at codes and judges them.
  ///
  /// - Parameter codes: stored codes; `nil` for all whose count is less than exact.
  func judge(
    _ servers: SyncConnections, codes: [String]?, besides: Set<Int> = [], _ look: inout Look
  ) throws(Failure) {
    let subjects = try subjects(servers, codes, besides, &look.findings)
    let readings = try BucketReader(servers).read(subjects.map(\.code))
    let found =
      request.source == .evidence && !subjects.isEmpty
      ? try EvidenceReader(servers: servers, wanted: Set(subjects.map { ExactText($0.code) }))
        .read() : nil
    let evidence = found?.evidence ?? [:]
    for subject in subjects {
      guard let fault = found?.faults[ExactText(subject.code)] else { continue }
      look.findings.append(
        SyncFindings(servers).finding(
          subject.id, fault, again: verbatim("'invitectl force-resync --all'")))
    }
    let after = try BucketReader(servers).read(subjects.map(\.code))
    let judge = ResyncJudge(source: request.source)
    look.items = subjects.indices.map { index in
      let subject = subjects[index]
      return judge.judge(
        ResyncItem(
          subject, readings[index], evidence[ExactText(subject.code)] ?? ResyncEvidence(),
          isStill: readings[index].content == after[index].content,
          buckets: context.configuration.bucket, backend: servers.writer.backend))
    }
    look.gaps = found?.gaps ?? []
    look.broker = found?.broker
  }

  /// What tells this PostgreSQL from another one with a database of the same name; `nil` where this
  /// role may not see it.
  func system(_ servers: SyncConnections) throws(Failure) -> String? {
    do {
      let deadline = servers.deadline
      guard
        try servers.writer.query(ResyncQueries.maySeeSystem, deadline: deadline).only()
          .bool("readable")
      else { return nil }
      return try servers.writer.query(SessionQueries.identity, deadline: deadline).only()
        .string("system")
    } catch {
      throw Failure(error, doing: tr("see which server answers"))
    }
  }

  private func subjects(
    _ servers: SyncConnections, _ codes: [String]?, _ besides: Set<Int>,
    _ findings: inout [RowFinding]
  ) throws(Failure) -> [CodeRecord] {
    let ids: [Int]
    do {
      ids = try servers.writer.query(
        ResyncQueries.subjects,
        [codes.map { PostgresArray.literal($0) }, PostgresArray.literal(besides.sorted())],
        deadline: servers.deadline
      ).map { row throws(PostgresError) in try row.int("id") }
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
    var subjects: [CodeRecord] = []
    try Bisection.run(ids[...]) { part throws(Failure) in
      switch try CodeRecord.read(Array(part), servers) {
      case .success(let found):
        subjects += found
        return nil
      case .failure(let fault): return fault
      }
    } culprit: { id, fault throws(Failure) in
      // The sync before has met it, too.
      guard !findings.contains(where: { $0.id == id }) else { return }
      findings.append(
        SyncFindings(servers).finding(id, fault, again: verbatim("'invitectl force-resync --all'")))
    }
    return subjects
  }
}
