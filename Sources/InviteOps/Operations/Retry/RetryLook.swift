internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Reads the rows and judges each of them.
struct RetryLook {
  let servers: RedeemConnections
  let request: RetryRequest
  let pause: Duration
  /// Whether counts may be synced first; a look that changes nothing goes by what the last sync knew.
  var syncs = true

  private var context: OperationContext { servers.context }

  /// - Parameter lock: what must not be lost while much is read.
  func find(_ lock: RunLock?) throws(Failure) -> RetryOutcome {
    let connection = try servers.postgres()
    let reader = RetryReader(connection: connection, context: context, request: request)
    var outcome = RetryOutcome()
    let first = try reader.read(&outcome.findings)
    guard !first.isEmpty else { return outcome }
    // On join nothing is counted yet, and what waits has its use.
    let counting = connection.facts?.generation?.counting
    let asksForUses = request.kind == .failed && counting == .atRequest
    let codes = asksForUses ? Set(first.filter { $0.isOpen }.compactMap(\.storedCode)) : []
    var uses = try RetryUses(codes, context, connection, syncs: syncs)
    try lock?.keepAlive()
    let evidence = try StuckEvidence(
      context, connection, again: RowAdvice.again, pause: pause, keeping: lock)
    // The rows last: whoever made an invite before its message was looked for has said so here.
    outcome = RetryOutcome()
    outcome.workers = evidence.answered.sorted()
    outcome.silentWorkers = evidence.completeness.silentWorkers.sorted()
    outcome.gaps = evidence.completeness.gaps
    outcome.rows = try reader.read(&outcome.findings)
    outcome.hasMore = outcome.rows.count >= RetryReader.most
    try uses.readHolders()
    judge(&outcome, evidence) { row in
      asksForUses ? uses.doubt(row) { evidence.isUnderWay($0) } : nil
    }
    if request.kind == .waiting || counting == .atRequest {
      try seat(
        &outcome,
        RetrySeats(
          connection, underWay: evidence.underWay, deadline: context.longDeadline))
    }
    return outcome
  }

  private func judge(
    _ outcome: inout RetryOutcome, _ evidence: StuckEvidence, _ use: (RetryRow) -> StuckDoubt?
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
          "\(other.source.rawValue) \(other.id) is of the same email and code"
        continue
      }
      first[row.key] = row
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
    case .queued, .held, .returning, .done: return (.underWay, why, nil)
    case .stranded: return (.underWay, why, evidence.stranding(stuck, context))
    case .unknown, .duplicate, .codeless:
      return (
        .unknown, why,
        evidence.doubt(stuck)
          ?? StuckDoubt(
            reason: "not everything could be seen: \(why)",
            hint: "let the workers answer and take what cannot be read here, then run "
              + RowAdvice.again)
      )
    case .lost: break
    }
    if let closed = row.closure { return (.closed, closed.reason, closed) }
    if let doubt = use(row) { return (.unknown, doubt.reason, doubt) }
    return (.ready, why, nil)
  }

  /// Gives the seats that are free to the oldest.
  private func seat(_ outcome: inout RetryOutcome, _ seats: RetrySeats) {
    var seats = seats
    for index in outcome.rows.indices where outcome.rows[index].verdict == .ready {
      let row = outcome.rows[index]
      if seats.take(row.groupID) { continue }
      let doubt = StuckDoubt(
        reason: row.groupID.map { $0 == 0 ? nil : "no active team of group \($0) has a free seat" }
          .flatMap { $0 } ?? "no active team has a free seat",
        hint: "run \(RowAdvice.again) when seats are free; 'invitectl metrics-dump' counts them")
      outcome.rows[index].verdict = .noSeat
      outcome.rows[index].evidence = doubt.reason
      outcome.findings.add(row.finding(doubt))
    }
  }
}

extension RetryRow {
  fileprivate var isOpen: Bool { storedCode != nil && isActive && !isExpired }

  /// Why its code is no longer to be redeemed.
  fileprivate var closure: StuckDoubt? {
    guard storedCode != nil else {
      return StuckDoubt(
        reason: "its code is not stored any more", hint: "nothing is to be done with it")
    }
    guard isActive, !isExpired else {
      return StuckDoubt(
        reason: isActive ? "its code is past expires_at" : "its code is not active",
        hint: "nothing is to be done, unless the code is to be usable again")
    }
    return nil
  }

  fileprivate func finding(_ doubt: StuckDoubt) -> RowFinding {
    RowFinding(table: source.rawValue, id: id, reason: doubt.reason, hint: doubt.hint)
  }
}
