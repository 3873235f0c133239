internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Reads the rows and judges each of them.
struct RetryLook {
  let servers: RedeemConnections
  let request: RetryRequest
  let pause: Duration
  /// Whether counts may be synced first; a look that changes nothing goes by what the last sync knew.
  var syncs = true

  private var context: OperationContext { servers.context }

  /// Of how many codes uses are looked for at first where only some rows are to be tried: what it costs
  /// follows the limit.
  private static let fewest = 20

  /// - Parameters:
  ///   - lock: what must not be lost while much is read.
  ///   - places: rows of which it is to be known whether they are ready; `nil` for as many as the limit asks.
  func find(
    _ lock: RunLock?, only places: Set<RetryRow.Place>? = nil
  ) throws(Failure) -> RetryOutcome {
    guard let limit = request.limit, places == nil else {
      return try find(lock, Choice(places: places, most: nil))
    }
    var codes = max(limit, Self.fewest)
    while true {
      let outcome = try find(lock, Choice(places: nil, most: codes))
      // Each look is a whole one: where the oldest rows are none that can be tried, more are judged.
      let isWhole = !outcome.rows.contains { $0.verdict == .notJudged }
      if isWhole || outcome.ready.count >= limit { return outcome }
      codes = codes > Int.max / 4 ? .max : codes * 4
    }
  }

  /// Of which codes it is looked for whose uses are counted.
  private struct Choice {
    /// Those of these rows; `nil` for all.
    let places: Set<RetryRow.Place>?
    /// Those of the oldest rows, at most so many; `nil` for all.
    let most: Int?

    /// - Parameter open: rows whose code is open, the oldest first.
    func codes(of open: [RetryRow]) -> Set<ExactText> {
      var chosen: Set<ExactText> = []
      for row in open where places?.contains(row.place) ?? true {
        if let most, chosen.count >= most { break }
        if let code = row.storedCode { chosen.insert(ExactText(code)) }
      }
      return chosen
    }
  }

  private func find(_ lock: RunLock?, _ choice: Choice) throws(Failure) -> RetryOutcome {
    let connection = try servers.postgres()
    let reader = RetryReader(connection: connection, context: context, request: request)
    var outcome = RetryOutcome()
    let first = try reader.read(&outcome.findings)
    guard !first.isEmpty else {
      try checkCode(connection)
      return outcome
    }
    // On join nothing is counted yet, and what waits has its use.
    let counting = connection.facts?.generation?.counting
    let asksForUses = request.kind == .failed && counting == .atRequest
    let open = asksForUses ? first.filter { $0.isOpen } : []
    let codes = choice.codes(of: open)
    let left = Set(open.compactMap(\.storedCode).map { ExactText($0) }).subtracting(codes)
    var uses = try RetryUses(codes, context, connection, syncs: syncs)
    try lock?.keepAlive()
    let evidence = try StuckEvidence(
      context, connection, again: RowAdvice.again, pause: pause, keeping: lock)
    // The rows last: whoever made an invite before its message was looked for has said so here.
    outcome = RetryOutcome()
    outcome.workers = evidence.answered.sorted()
    outcome.silentWorkers = evidence.completeness.silentWorkers.sorted()
    outcome.gaps = evidence.completeness.gaps
    let seen = ContinuousClock.now
    outcome.rows = try reader.read(&outcome.findings)
    outcome.hasMore = outcome.rows.count >= RetryReader.most
    try uses.readHolders()
    let givenBack = try asksForUses ? refunded(outcome.rows, seen) : [:]
    judge(&outcome, evidence, left) { row in
      guard asksForUses, let doubt = uses.doubt(row, evidence) else { return nil }
      // By a count that is settled it would be left all the same.
      return givenBack[Self.name(row)] ?? doubt
    }
    try leaveTried(&outcome)
    // Elsewhere none is given back.
    if counting == .atRequest { try leaveRefunded(&outcome, seen) }
    if request.kind == .waiting || counting == .atRequest {
      try seat(
        &outcome,
        RetrySeats(
          connection, underWay: evidence.underWay, limit: context.longLimit,
          lock: context.lockLimit))
    }
    return outcome
  }

  /// Where nothing is to be tried, a code that was named has to be one.
  private func checkCode(_ connection: PostgresConnection) throws(Failure) {
    guard let code = request.code else { return }
    _ = try StoredCodes.one(code, on: connection, deadline: context.requestDeadline)
  }

  /// - Parameter left: codes of which no uses were looked for.
  private func judge(
    _ outcome: inout RetryOutcome, _ evidence: StuckEvidence, _ left: Set<ExactText>,
    _ use: (RetryRow) -> StuckDoubt?
  ) {
    var first: [StuckEvidence.Key: RetryRow] = [:]
    // Of failed attempts the last one stands for all; of rows that wait the first one.
    let order =
      request.kind == .failed ? Array(outcome.rows.indices.reversed()) : Array(outcome.rows.indices)
    for index in order {
      let row = outcome.rows[index]
      if let other = first[row.key] {
        outcome.rows[index].verdict = .duplicate
        outcome.rows[index].evidence =
          tr("\(other.source.rawValue) \(other.id) is of the same email and code")
        continue
      }
      first[row.key] = row
      if let code = row.storedCode, left.contains(ExactText(code)) {
        outcome.rows[index].verdict = .notJudged
        outcome.rows[index].evidence = tr("left to another run, for --limit")
        continue
      }
      let (verdict, why, doubt) = judge(row, evidence, use)
      outcome.rows[index].verdict = verdict
      outcome.rows[index].evidence = why
      if let doubt { outcome.findings.add(row.finding(doubt)) }
    }
  }

  private func judge(
    _ row: RetryRow, _ evidence: StuckEvidence, _ use: (RetryRow) -> StuckDoubt?
  ) -> (RetryRow.Verdict, String, StuckDoubt?) {
    let stuck = row.asStuck
    let (verdict, why) = evidence.verdict(stuck)
    switch verdict {
    case .queued, .held, .done: return (.underWay, why, nil)
    case .returning: return (.underWay, why, evidence.abandonment(stuck))
    case .stranded: return (.underWay, why, evidence.stranding(stuck, context))
    case .unknown, .duplicate, .codeless:
      return (
        .unknown, why,
        evidence.doubt(stuck)
          ?? StuckDoubt(
            reason: tr("not everything could be seen: \(why)"),
            hint: tr(
              "let the workers answer and take what cannot be read here, then run "
                + "the same command again"))
      )
    case .lost: break
    }
    if let closed = row.closure { return (.closed, closed.reason, nil) }
    if let doubt = use(row) { return (.unknown, doubt.reason, doubt) }
    return (.ready, why, nil)
  }

  /// What is ready by all else, and whose token was given back, stays as it is: the uses that are counted may be
  /// enough, and are those of others then.
  ///
  /// - Parameter seen: when the rows were read.
  private func leaveRefunded(
    _ outcome: inout RetryOutcome, _ seen: ContinuousClock.Instant
  ) throws(Failure) {
    var ready: [(index: Int, key: StuckEvidence.Key, age: Double)] = []
    for (index, row) in outcome.rows.enumerated() where row.verdict == .ready && !row.isRebind {
      ready.append((index: index, key: row.key, age: row.ageSeconds))
    }
    for (index, doubt) in try StuckDoubt.ofRefunded(ready, seen: seen, context) {
      outcome.rows[index].verdict = .unknown
      outcome.rows[index].evidence = doubt.reason
      outcome.findings.add(outcome.rows[index].finding(doubt))
    }
  }

  /// Why rows are not tried whose token was given back, by ``name(_:)``.
  ///
  /// - Parameter seen: when they were read.
  private func refunded(
    _ rows: [RetryRow], _ seen: ContinuousClock.Instant
  ) throws(Failure) -> [String: StuckDoubt] {
    var redeemed: [(index: Int, key: StuckEvidence.Key, age: Double)] = []
    for (index, row) in rows.enumerated() where !row.isRebind {
      redeemed.append((index: index, key: row.key, age: row.ageSeconds))
    }
    var doubts: [String: StuckDoubt] = [:]
    for (index, doubt) in try StuckDoubt.ofRefunded(redeemed, seen: seen, context) {
      doubts[Self.name(rows[index])] = doubt
    }
    return doubts
  }

  private static func name(_ row: RetryRow) -> String { "\(row.source.rawValue) \(row.id)" }

  /// Gives the seats that are free to the oldest.
  private func seat(_ outcome: inout RetryOutcome, _ seats: RetrySeats) {
    var seats = seats
    for index in outcome.rows.indices where outcome.rows[index].verdict == .ready {
      let row = outcome.rows[index]
      if seats.take(row.groupID) { continue }
      let doubt = StuckDoubt(
        reason: row.groupID.map {
          $0 == 0 ? nil : tr("no active team of group \($0) has a free seat")
        }
        .flatMap { $0 } ?? tr("no active team has a free seat"),
        hint: tr(
          "run the same command again when seats are free; "
            + "'invitectl metrics-dump' counts them"))
      outcome.rows[index].verdict = .noSeat
      outcome.rows[index].evidence = doubt.reason
      outcome.findings.add(row.finding(doubt))
    }
  }
}

extension RetryRow {
  fileprivate func finding(_ doubt: StuckDoubt) -> RowFinding {
    RowFinding(table: source.rawValue, id: id, reason: doubt.reason, hint: doubt.hint)
  }
}
