internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Redemptions where uses are counted on join: a seat is held in the database, or a row waits for
/// one, and the message says which seat it is. Nothing is counted here.
///
/// What is done for one redemption is one transaction, committed before its message is sent. A
/// reservation whose message is given up is given up with it, at once: left alone it would hold a
/// seat and a use for an hour, and the backend would then lower used_count for it.
struct JoinStage {
  let servers: RedeemConnections
  /// The permit that must be in force when the row is made; `nil` to act without one.
  let permit: RedeemAdmission.Permit?
  /// How long after the reservation its message may be sent.
  var hold = JoinQueries.hold
  /// Why no message may be sent: then no seat is held for one.
  var queueRefusal: Failure?

  struct Line {
    let request: RedeemRequest
    let flow: RedeemFlow
  }

  private var deadline: Deadline { servers.context.requestDeadline }

  /// The results in the order of the lines.
  ///
  /// - Throws: what concerns all of them; those before are done.
  func run(_ lines: [Line]) throws(Failure) -> [RedeemResult] {
    var results: [RedeemResult] = []
    // By the code: what is wrong with one of them is so for all its lines.
    var blamed: [ExactText: Failure] = [:]
    for line in lines {
      if let failure = blamed[ExactText(line.request.code)] {
        results.append(result(line, .failed(failure)))
        continue
      }
      results.append(
        try servers.uninterrupted { () throws(Failure) in
          try carryOut(line, &blamed)
        })
    }
    _ = try servers.suspicion.culprits(doing: Self.action)
    return results
  }

  private static let action = tr("hold a seat")

  private func carryOut(
    _ line: Line, _ blamed: inout [ExactText: Failure]
  ) throws(Failure) -> RedeemResult {
    let outbox = Outbox(servers: servers)
    let id = line.request.taskID
    if let entry = try outbox.find([id])[id] { return try repeated(line, entry, outbox) }
    let connection = try servers.postgres()
    let end = try DatabaseStage(servers: servers, permit: permit).permitEnd(connection)
    let decision: JoinDecision.Outcome
    let begin = ContinuousClock.now
    do throws(TransactionError) {
      decision = try connection.transaction(deadline: deadline) {
        try JoinDecision(servers: servers, queueRefusal: queueRefusal)
          .decide(line, before: end, connection)
      }
    } catch {
      if error.body is JoinDecision.TooLate {
        if let entry = try outbox.find([id])[id] { return try repeated(line, entry, outbox) }
        throw RedeemAdmission.lapsed
      }
      if let kept = error.body as? JoinDecision.NotWritten {
        return result(line, .failed(notWritten(kept.table, line, connection)))
      }
      if error.postgresError?.isOfGuard == true {
        return result(line, .failed(notWritten(RowFinding.codes, line, connection)))
      }
      if let failure = error.cause as? Failure { throw failure }
      guard let cause = error.postgresError else {
        throw Failure(.error, tr("could not redeem: \(error)"))
      }
      if !error.isOutcomeUnknown, let fault = RowFault(cause) ?? RowFault(redeeming: cause) {
        servers.suspicion.note(fault, after: .now - begin)
        let failure = finding(fault, line, connection)
        if fault.isSuspicion {
          blamed[ExactText(line.request.code)] = failure
          let id = witness(connection).id(of: line.request.code) ?? 0
          try servers.suspicion.suspect(id, fault, doing: Self.action)
        }
        return result(line, .failed(failure))
      }
      throw Outbox.failure(cause, doing: Self.action)
    }
    switch decision {
    case .waiting, .reserved: servers.suspicion.noteWritten()
    case .refused, .failed, .underWay: break
    }
    switch decision {
    case .refused(let gate): return .refused(line.request, line.flow, gate)
    case .failed(let failure): return result(line, .failed(failure))
    case .underWay: return result(line, .underWay)
    case .waiting(let position): return result(line, .waiting(position: position))
    case .reserved(var entry, let team):
      entry.sendBefore = begin + hold
      try publish(entry, outbox)
      var done = result(line, .queued(remaining: nil))
      done.team = team
      done.groupID = entry.groupID
      return done
    }
  }

  private func result(_ line: Line, _ status: RedeemResult.Status) -> RedeemResult {
    RedeemResult(request: line.request, flow: line.flow, status: status)
  }

  private func finding(
    _ fault: RowFault, _ line: Line, _ connection: PostgresConnection
  ) -> Failure {
    let witness = witness(connection)
    let id = witness.id(of: line.request.code)
    return witness.finding(
      fault, table: RowFinding.codes, id: id, code: line.request.code, again: RowAdvice.again
    ).failure(fault.isSuspicion ? .transient : .error)
  }

  private func notWritten(
    _ table: String, _ line: Line, _ connection: PostgresConnection
  ) -> Failure {
    // Codes are there already; of the other tables it is a new row.
    let found = witness(connection).writtenOtherwise(
      table == RowFinding.codes ? .update : .insert, table: table, id: nil, code: line.request.code,
      again: RowAdvice.again)
    return found?.failure
      ?? finding(RowFault(tr("what was written to \(table) is not there")), line, connection)
  }

  private func witness(_ connection: PostgresConnection) -> RowWitness {
    RowWitness(connection: connection, deadline: deadline)
  }

  /// The id is there from before.
  private func repeated(
    _ line: Line, _ entry: OutboxEntry, _ outbox: Outbox
  ) throws(Failure) -> RedeemResult {
    guard entry.matches(line.request) else {
      return result(
        line,
        .failed(
          Failure(
            .conflict, tr("task id \(entry.taskID) was used for another redemption"),
            hint: tr("leave --id out, or give the code and email it was used with"))))
    }
    switch entry.state {
    case .published: return result(line, .duplicate)
    case .recorded:
      let judge = try OutboxJudge(servers)
      if let objection = judge.objection(to: entry) {
        return result(line, .failed(objection.failure))
      }
      let (held, strange) = try JoinReservations(servers: servers).held([entry])
      if let seat = held.first {
        if let queueRefusal { throw queueRefusal }
        let settled = try OutboxProof(servers: servers).judge([seat]).statuses(outbox)
        if let status = settled[seat.taskID] { return result(line, status) }
        try publish(seat, outbox)
        return result(line, .queued(remaining: nil))
      }
      if !strange.isEmpty {
        return result(line, .failed(judge.objection(toSeatOf: entry).failure))
      }
      try outbox.settle([entry.taskID], .refused)
    case .refused, .refunded: break
    }
    return result(
      line,
      .failed(
        Failure(
          .conflict, tr("the redemption of task id \(entry.taskID) was given up, and its seat"),
          hint: tr("run the command again without --id, or with another one"))))
  }

  private func publish(_ entry: OutboxEntry, _ outbox: Outbox) throws(Failure) {
    #if FAILPOINTS
      Failpoint.reach("join-before-publish")
    #endif
    do throws(Outbox.PublishFailure) {
      try outbox.publish([entry])
    } catch {
      guard !error.mayHaveHappened else {
        throw Failure(
          error.cause.kind,
          tr(
            "a seat is held, and whether the invite is in the queue is not known: "
              + "\(error.cause.message)"),
          hint: tr(
            "run 'invitectl redeem --resume' within the hour: after that the backend gives the "
              + "seat up"), reason: RefusalReason.queueError.rawValue
        ).caused(by: error.cause)
      }
      try JoinReservations(servers: servers).giveUp(entry)
      throw Failure(
        error.cause.kind,
        tr(
          "not redeemed, and the seat is given up; the code stays bound to "
            + "\(Masking.email(entry.email)), as by the backend: \(error.cause.message)"),
        hint: error.cause.hint ?? tr("run the same command again when the broker answers"),
        reason: RefusalReason.queueError.rawValue
      ).caused(by: error.cause)
    }
  }
}
