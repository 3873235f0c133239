internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// One more attempt where uses are counted on join: the invite waits for a seat again, which makes it one
/// in flight, and the backend takes it up. So it must be one that the backend would accept now: by its
/// rules, with the code's row locked. Attempt and row are one transaction, and no message is sent.
struct RetryJoinChange {
  let servers: RedeemConnections
  let connection: PostgresConnection

  /// A trigger or rule keeps what was to be written from being there, or the row has moved.
  private struct NotWritten: Error {}

  private var context: OperationContext { servers.context }

  /// - Throws: what is not about this row.
  func carryOut(_ row: RetryRow) throws(Failure) -> RetryChange.End {
    if let refusal = refusal(row) { return .kept(.refused, finding(refusal, row)) }
    let attempt = row.attempt + 1
    #if FAILPOINTS
      Failpoint.reach("retry-begin")
    #endif
    let fault: RowFault?
    do throws(TransactionError) {
      fault = try connection.transaction(deadline: context.requestDeadline) {
        try wait(row, attempt)
      }
    } catch {
      if error.body is NotWritten { return try notWritten(row) }
      if let failure = error.cause as? Failure { throw failure }
      guard let cause = error.postgresError else {
        throw Failure(.error, tr("could not \(RetryChange.action): \(error)"))
      }
      if cause.isOfGuard { return try notWritten(row) }
      if !error.isOutcomeUnknown {
        if let fault = RowFault(cause) { return .kept(.refused, finding(fault, row)) }
        if let fault = RowFault(suspect: cause) ?? RowFault(conflict: cause) {
          return .suspect(fault)
        }
      }
      throw Failure(
        cause, doing: tr("have row \(row.id) of \(row.source.rawValue) wait for a seat"))
    }
    if let fault { return .kept(.refused, finding(fault, row)) }
    #if FAILPOINTS
      Failpoint.reach("retry-recorded")
    #endif
    return .done(.waiting, taskID: RetryChange.taskID(row, attempt, context))
  }

  /// What is wrong with the row as it stands.
  func refusal(_ row: RetryRow) -> RowFault? {
    guard connection.facts?.generation?.hasWaitingRows ?? false else {
      return JoinSeats.waitRefusal(on: connection).map(RowFault.init)
    }
    if row.source == .records, row.isRebind {
      return RowFault(
        tr("it is a rebind, and its record does not say which team was to be left"),
        hint: tr("redeem the code again with --flow rebind"))
    }
    guard row.isCountless else { return nil }
    return RowFault(
      tr("it has no retry_count, and would end the backend's job for all that wait"),
      hint: StuckQueries.mendRetries(row.id, in: connection.backend))
  }

  /// - Returns: why the backend would not have it wait.
  private func wait(_ row: RetryRow, _ attempt: Int) throws -> RowFault? {
    let (code, email) = (row.storedCode ?? row.code, row.key.email)
    let backend = connection.backend
    let deadline = context.requestDeadline
    for answer in try connection.pipeline(
      [
        servers.limits, PostgresStatement(RowQueries.immediate),
        PostgresStatement(JoinQueries.lock(backend), [code]),
      ], deadline: deadline)
    {
      _ = try answer.get()
    }
    if let fault = try objection(row) { return fault }
    try write(row, attempt, code: code, email: email)
    return nil
  }

  /// Why the backend would not have it wait, by what is there at this moment.
  ///
  /// - Parameter planned: how many of its code would wait before it, beside those that are there.
  func objection(_ row: RetryRow, besides planned: Int = 0) throws -> RowFault? {
    let (code, email) = (row.storedCode ?? row.code, row.key.email)
    let backend = connection.backend
    let deadline = context.requestDeadline
    let facts = try JoinFacts.read(code, servers)?.with(planned)
    let gates = JoinRules.gates(
      row.isRebind ? .rebind : .redeem, facts, email: email, in: backend)
    if let failure = gates.failure { return RowFault(failure) }
    if let gate = gates.refusal {
      return RowFault(
        tr("the backend refuses it now: \(gate.reason?.rawValue ?? gate.name), \(gate.detail)"),
        hint: tr("nothing is to be done unless the code is to be usable again"))
    }
    if let rival = try connection.query(
      RetryQueries.rival(backend, row.source.rawValue), [String(row.id)], deadline: deadline
    ).first {
      let (id, status) = (try rival.int("id"), try rival.optionalString("status"))
      return RowFault(
        status.map {
          tr("invite_records \(id), of the same email and code, is newer and \($0)")
        }
          ?? tr(
            "invite_records \(id), of the same email and code, is newer and without a status"),
        hint: tr("nothing is to be done; that invite stands for both"))
    }
    let isUnderWay =
      try row.isRebind
      && !connection.query(JoinQueries.rebindUnderWay, [code, email], deadline: deadline).isEmpty
    let position = try JoinSeats.position(
      code, email, isRebind: row.isRebind, on: connection, deadline: deadline)
    if isUnderWay || position != nil {
      return RowFault(
        tr("another invite of the same email and code is under way"),
        hint: tr("nothing is to be done; the backend makes that one"))
    }
    return nil
  }

  private func write(_ row: RetryRow, _ attempt: Int, code: String, email: String) throws {
    let backend = connection.backend
    let deadline = context.requestDeadline
    let place = [row.source.rawValue, String(row.id), String(attempt)]
    let values = place + [RetryChange.taskID(row, attempt, context), row.label]
    if row.source == .records {
      let made = try connection.query(
        JoinQueries.wait, [email, code, row.groupID.map(String.init), "f", nil, nil],
        deadline: deadline
      ).first
      guard let made,
        try connection.query(
          JoinQueries.isWaiting, [String(try made.int("id")), email, code, "f"], deadline: deadline
        ).only().bool("is_there"),
        try connection.execute(RetryQueries.recordWaiting(backend), values, deadline: deadline) == 1
      else { throw NotWritten() }
      return
    }
    guard try connection.execute(RetryQueries.wait(backend), values, deadline: deadline) == 1 else {
      throw NotWritten()
    }
    _ = try connection.query(RetryQueries.isWaiting(backend), place, deadline: deadline)
  }

  private func notWritten(_ row: RetryRow) throws(Failure) -> RetryChange.End {
    let table = row.source.rawValue
    do throws(PostgresError) {
      let same = try connection.query(
        RetryQueries.isStill(connection.backend, table), [String(row.id), row.label],
        deadline: context.requestDeadline)
      if same.isEmpty { return .kept(.moved, nil) }
      if try same.only().bool("locked") {
        return .kept(.refused, witness.locked(table, id: row.id, again: RowAdvice.again))
      }
    } catch {
      throw Failure(error, doing: tr("see what became of row \(row.id) of \(table)"))
    }
    let found = witness.writtenOtherwise(
      row.source == .queue ? .update : .insert, table: RetryRow.Source.queue.rawValue, id: row.id,
      again: RowAdvice.again)
    return .kept(found == nil ? .moved : .refused, found)
  }

  private var witness: RowWitness {
    RowWitness(connection: connection, deadline: context.requestDeadline)
  }

  private func finding(_ fault: RowFault, _ row: RetryRow) -> RowFinding {
    witness.finding(fault, table: row.source.rawValue, id: row.id, again: RowAdvice.again)
  }
}

extension JoinFacts {
  /// The same with more redemptions in flight.
  fileprivate func with(_ planned: Int) -> JoinFacts {
    JoinFacts(
      code: code, inFlight: inFlight.addingSaturated(planned), rebindCount: rebindCount,
      rebindLimit: rebindLimit, isWindowOver: isWindowOver)
  }
}
