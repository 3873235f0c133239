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
  private let context: OperationContext
  private let request: AuditRequest

  public init(_ context: OperationContext, _ request: AuditRequest) {
    self.context = context.with(.audit)
    self.request = request
  }

  /// - Throws: ``Failure``, of kind `usage` for a code that there is not.
  public func run() throws(Failure) -> AuditReport {
    let first = try context.postgres()
    let generation = first.facts?.generation
    let counting = generation?.counting ?? .atRequest
    let codes = try StoredCodes.all(request.codes, on: first, deadline: context.requestDeadline)
    // Before the planner of the first session is told what is best for a sync.
    let session = try context.longPostgres(beside: first)
    let buckets = try AuditBuckets(context, counting, beside: first)
    let messages = try EvidenceMessages.read(
      codes.isEmpty ? nil : Set(codes), context, on: first)
    // Afterwards: what was lost while they were looked at was lost as well.
    let retention = MessageRetention(
      try context.redis(.broker), deadline: context.requestDeadline)
    var gaps = messages.gaps + messages.malformed
    let named = codes.isEmpty ? Array(messages.mentioned.keys.sorted().prefix(20)) : codes
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
    guard let ids = try bounds(pass) else { return }
    let sql = AuditQueries.traces(pass.session.backend, pass.sources)
    let witness = RowWitness(connection: pass.session, deadline: context.longDeadline)
    try Bisection.run(ids) { part throws(Failure) in
      // What was given out before an error is void.
      var copy = report
      do {
        try read(part, sql, seen.filter { part.contains($0.id) }, pass, &copy)
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

  /// `nil` where there is no code. Ids beyond 61 bits are none that a sequence gives.
  private func bounds(_ pass: AuditPass) throws(Failure) -> Range<Int>? {
    do {
      let row = try pass.session.query(
        AuditQueries.bounds, [pass.codes], deadline: context.longDeadline
      ).only()
      guard let first = try row.optionalInt("first"), let last = try row.optionalInt("last") else {
        return nil
      }
      let most = 1 << 61
      return max(first, -most)..<max(max(first, -most), min(last, most)) + 1
    } catch {
      throw Failure(error, doing: tr("read the codes"))
    }
  }

  private func read(
    _ ids: Range<Int>, _ sql: String, _ sightings: [Sighting], _ pass: AuditPass,
    _ report: inout AuditReport
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
    var rows = AuditRows(pass.buckets) { subject, look in
      found.append((code: pass.audited(subject, look), problem: look.problem))
    }
    let codes: [Int] = sightings.map(\.id)
    let taken: [String] = sightings.map { $0.isTaken ? "t" : "f" }
    let emails: [String] = sightings.map(\.email)
    let tasks: [String] = sightings.map(\.task)
    let parameters: [String?] = [
      String(ids.lowerBound), String(ids.upperBound - 1), pass.codes,
      PostgresArray.literal(codes), PostgresArray.literal(taken), PostgresArray.literal(emails),
      PostgresArray.literal(tasks),
    ]
    try pass.session.forEachRow(sql, parameters, deadline: context.longDeadline) { row in
      try rows.take(row)
      tell(&report)
    }
    try rows.end()
    tell(&report)
  }

  // MARK: - Messages

  private struct Sighting {
    let id: Int
    let task: String
    let email: String
    let isTaken: Bool
  }

  /// The messages by the ids of their codes, so that one of which the database cannot be asked is in the
  /// way of its own code alone.
  private func sightings(_ pass: AuditPass) throws(Failure) -> [Sighting] {
    let byCode = pass.messages.byCode
    guard !byCode.isEmpty else { return [] }
    var found: [Sighting] = []
    do {
      for row in try pass.session.query(
        AuditQueries.ids, [PostgresArray.literal(byCode.keys.sorted())],
        deadline: context.longDeadline)
      {
        let (id, code) = (try row.int("id"), try row.string("code"))
        for (task, message) in byCode[code] ?? [:] {
          // An id of a task may be any text.
          let task = task.replacing("\0", with: "\u{FFFD}")
          for email in message.emails {
            found.append(
              Sighting(id: id, task: task, email: email, isTaken: message.isTaken))
          }
        }
      }
    } catch {
      throw Failure(error, doing: tr("look up the codes of messages"))
    }
    return found
  }
}
