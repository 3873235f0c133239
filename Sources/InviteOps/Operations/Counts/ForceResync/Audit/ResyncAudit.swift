internal import ClientSupport
public import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import RedisClient

/// Assigns every use of codes to what it left, and every trace to a use. It only reads.
///
/// Upstream first, as all that looks for evidence: messages, then the tables and the counts at one instant,
/// then the buckets. So a use that is made meanwhile is seen as a token that is gone, or twice as one.
public struct ResyncAudit {
  let context: OperationContext
  private let request: AuditRequest

  public init(_ context: OperationContext, _ request: AuditRequest) {
    self.context = context.with(.audit)
    self.request = request
  }

  /// Where codes are named and each use and each trace is assigned after one look at the broker, that is all. Else
  /// there is a second one, more than a second later: for an instant between two steps of a worker a message is
  /// nowhere, and what it stands for would be called missing.
  ///
  /// - Throws: ``Failure``, of kind `usage` for a code that there is not.
  public func run() throws(Failure) -> AuditReport {
    let first = try context.postgres()
    let counting = first.facts?.generation?.counting ?? .atRequest
    let codes = try StoredCodes.all(request.codes, on: first, deadline: context.requestDeadline)
    // Before the planner of the first session is told what is best for a sync.
    let session = try context.longPostgres(beside: first)
    let buckets = try AuditBuckets(context, counting, beside: first)
    var search = try EvidenceSearch(codes.isEmpty ? nil : Set(codes.map { ExactText($0) }), context)
    try search.look()
    if !codes.isEmpty {
      let report = try look(search, codes, looks: 1, buckets, session, first)
      if report.leftOver == 0 { return report }
    }
    try search.look()
    return try look(search, codes, looks: 2, buckets, session, first)
  }

  /// What the codes come to by what was seen in the broker.
  ///
  /// - Parameters:
  ///   - session: that reads the codes.
  ///   - first: that looks up the codes of messages.
  private func look(
    _ search: EvidenceSearch, _ codes: [String], looks: Int, _ buckets: AuditBuckets,
    _ session: PostgresConnection, _ first: PostgresConnection
  ) throws(Failure) -> AuditReport {
    let generation = first.facts?.generation
    let counting = generation?.counting ?? .atRequest
    let messages = try search.messages(on: first)
    // Afterwards: what was lost while they were looked at was lost as well.
    let retention = MessageRetention(
      try context.redis(.broker), deadline: context.requestDeadline)
    var gaps = messages.gaps + messages.malformed
    let named = codes.isEmpty ? messages.mentioned.keys.sorted().prefix(20).map(\.text) : codes
    for code in named { gaps += messages.mentions(of: code) }
    let (sources, hidden) = try readable(counting, session, isWhole: codes.isEmpty)
    gaps += hidden.map { table in
      tr(
        "invitectl.\(table) cannot be read by this role ('invitectl doctor --grants' says what to "
          + "grant)")
    }
    let pass = AuditPass(
      sources: sources, messages: messages, hidesTables: !hidden.isEmpty,
      retention: retention, deletions: try deletions(session), buckets: buckets, session: session,
      codes: codes.isEmpty ? nil : PostgresArray.literal(codes))
    var report = AuditReport(
      era: generation?.eraName ?? "", limit: request.limit, showsAll: !codes.isEmpty)
    report.looks = looks
    report.gaps = gaps
    report.mayHideUses = counting != .onJoin
    report.isForWorkers = messages.isForWorkers && hidden.isEmpty
    report.breaches = try buckets.breaches()
    try audit(pass, &report)
    if codes.isEmpty {
      report.strangers = try strangers(pass).addingSaturated(messages.strangers)
    }
    return report
  }

  private static let again = verbatim("'invitectl force-resync audit --all'")
  /// Each costs some attempts at the whole of the codes.
  private static let mostFindings = 50
  private static let action = tr("assign the uses of codes")

  // MARK: - What there is

  /// What invitectl keeps of counts is read whole or not at all.
  private static let kept = [OwnTable.sync, .ledger, .runLog].map(\.rawValue)

  /// - Returns: also which of invitectl's tables are there and may not be read.
  private func readable(
    _ counting: BackendCounting, _ session: PostgresConnection, isWhole: Bool
  ) throws(Failure) -> (sources: AuditQueries.Sources, hidden: [String]) {
    var sources = AuditQueries.Sources(counting)
    let deadline = context.requestDeadline
    let others = [OwnTable.outbox, .retries, .anchor].map(\.rawValue)
    var readable: [String: Bool] = [:]
    do throws(PostgresError) {
      try session.execute(AuditQueries.planner(isWhole: isWhole), deadline: deadline)
      sources.queue = try session.query(ResyncQueries.hasQueue, deadline: deadline).only()
        .bool("present")
      for row in try session.query(
        AuditQueries.readable, [PostgresArray.literal(Self.kept + others)], deadline: deadline)
      {
        readable[try row.string("name")] = try row.bool("readable")
      }
    } catch {
      throw Failure(error, doing: tr("see what there is to be read"))
    }
    sources.ledger = Self.kept.allSatisfy { readable[$0] == true }
    sources.outbox = readable[others[0]] == true
    sources.retries = readable[others[1]] == true
    // It explains nothing.
    sources.anchor = readable.removeValue(forKey: others[2]) == true
    return (sources, readable.filter { !$0.value }.keys.sorted())
  }

  private func deletions(
    _ session: PostgresConnection
  ) throws(Failure) -> AuditPass.Deletions {
    do {
      let row = try session.query(AuditQueries.deleted, deadline: context.requestDeadline).only()
      return AuditPass.Deletions(
        areSeen: try row.int("rows") > 0, countedSince: try row.optionalInt("counted_since"))
    } catch {
      throw Failure(error, doing: tr("see whether rows were deleted"))
    }
  }

  private func strangers(_ pass: AuditPass) throws(Failure) -> Int {
    do {
      return try pass.session.query(
        AuditQueries.strangers(pass.session.backend, pass.sources),
        deadline: context.longDeadline
      ).only().int("strangers")
    } catch {
      throw Failure(error, doing: tr("count rows of codes that there are not"))
    }
  }

  // MARK: - The pass over the codes

  /// All of them by one statement, and where one is in the way, in parts.
  private func audit(_ pass: AuditPass, _ report: inout AuditReport) throws(Failure) {
    let seen = try sightings(pass)
    guard let extent = try extent(pass) else { return }
    let sql = AuditQueries.traces(pass.session.backend, pass.sources)
    let witness = RowWitness(connection: pass.session, deadline: context.longDeadline)
    try Bisection.run(extent.ids) { part throws(Failure) in
      // What was given out before an error is void.
      var copy = report
      do {
        try read(
          part, extent.spellings, sql, seen.filter { part.contains($0.id) }, pass, &copy)
      } catch let error as PostgresError {
        guard let fault = RowFault(error) else { throw Failure(error, doing: Self.action) }
        return fault.reading
      } catch {
        throw error as? Failure ?? Failure(.error, tr("could not \(Self.action): \(error)"))
      }
      report = copy
      return nil
    } culprit: { id, fault throws(Failure) in
      guard report.findings.count < Self.mostFindings else {
        throw Failure(
          .error,
          tr(
            "more than \(Self.mostFindings) codes cannot be read, the last for this: \(fault.reason)"
          ),
          hint: tr("'invitectl force-resync audit CODE' says more of a single one"))
      }
      report.findings.append(
        witness.finding(
          fault, table: RowFinding.codes, id: id, code: witness.code(id), again: Self.again))
    }
  }

  private func read(
    _ ids: Range<Int>, _ spellings: AuditQueries.Spellings?, _ sql: String,
    _ sightings: [Sighting], _ pass: AuditPass, _ report: inout AuditReport
  ) throws {
    var found: [(code: AuditedCode, problem: AuditBuckets.Problem?)] = []
    func tell(_ report: inout AuditReport) {
      for (code, problem) in found {
        report.add(
          code, bucketProblem: problem?.words,
          advice: problem.map { pass.buckets.next(code.code, $0) })
      }
      found.removeAll(keepingCapacity: true)
    }
    let codes: [Int] = sightings.map(\.id)
    let taken: [String] = sightings.map { $0.isTaken ? "t" : "f" }
    let emails: [String] = sightings.map(\.email)
    let tasks: [String] = sightings.map(\.task)
    let parameters: [String?] = [
      String(ids.lowerBound), String(ids.upperBound - 1), pass.codes,
      PostgresArray.literal(codes), PostgresArray.literal(taken), PostgresArray.literal(emails),
      PostgresArray.literal(tasks),
      spellings.map { PostgresArray.literal($0.texts) }, spellings.map { String($0.shortest) },
    ]
    var rows = AuditRows(pass.buckets) { subject, look in
      found.append((code: pass.audited(subject, look), problem: look.problem))
    }
    try pass.session.forEachRow(sql, parameters, deadline: context.longDeadline) { row in
      try rows.take(row)
      tell(&report)
    }
    try rows.end()
    tell(&report)
  }
}
