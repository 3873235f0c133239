internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The redeem and rebind flows: the use is counted in the database together with an entry of the
/// outbox, so that a crash before the message is in the queue loses nothing.
struct DatabaseStage {
  let servers: RedeemConnections
  /// The permit that must be in force when a use is counted; `nil` to act without one.
  let permit: RedeemAdmission.Permit?

  struct Line {
    let request: RedeemRequest
    let flow: RedeemFlow
    let code: CodeFacts
    /// Of a rebind.
    var rebind: RebindFacts?
  }

  private enum Recorded {
    case new(usesLeft: Int?)
    /// The condition did not hold in the server, or the id is there.
    case nothing
    /// A constraint or trigger refuses this one; nothing of it was changed.
    case refused(Failure)
  }

  /// The results in the order of the lines. Lines of one code count one after the other.
  ///
  /// - Throws: when nothing was done for any of them, or when it goes on with `--resume`.
  func run(_ lines: [Line]) throws(Failure) -> [RedeemResult] {
    guard !lines.isEmpty else { return [] }
    return try servers.uninterrupted { () throws(Failure) in try carryOut(lines) }
  }

  private func carryOut(_ lines: [Line]) throws(Failure) -> [RedeemResult] {
    let connection = try servers.postgres()
    var results: [RedeemResult] = []
    var (toPublish, repeated): ([OutboxEntry], [OutboxEntry]) = ([], [])
    let outbox = Outbox(servers: servers)
    let end = try permitEnd(connection)
    for (line, recorded) in zip(lines, try record(lines, before: end, connection)) {
      let entry = OutboxEntry(line.request, line.flow, line.code)
      let status: RedeemResult.Status
      switch recorded {
      case .new(let usesLeft):
        toPublish.append(entry)
        status = .queued(remaining: usesLeft)
      case .nothing:
        status = try existing(line, before: end, outbox, &repeated)
      case .refused(let failure): status = .failed(failure)
      }
      results.append(
        RedeemResult(
          request: line.request, flow: line.flow, status: status, groupID: line.code.groupID))
    }
    try settle(repeated, outbox, &results, &toPublish)
    do throws(Outbox.PublishFailure) {
      try outbox.publish(toPublish)
    } catch {
      throw Self.unpublished(error.cause)
    }
    return results
  }

  /// Which of those that an earlier run recorded are to be sent, and what the others are.
  private func settle(
    _ repeated: [OutboxEntry], _ outbox: Outbox, _ results: inout [RedeemResult],
    _ toPublish: inout [OutboxEntry]
  ) throws(Failure) {
    let statuses: [String: RedeemResult.Status]
    do throws(Failure) {
      let verdict = try OutboxProof(servers: servers).judge(repeated)
      statuses = try verdict.statuses(outbox)
      toPublish += verdict.sendable
    } catch {
      throw Self.unpublished(error)
    }
    results = results.map { result in
      guard let status = statuses[result.request.taskID] else { return result }
      return RedeemResult(
        request: result.request, flow: result.flow, status: status, groupID: result.groupID)
    }
  }

  private func record(
    _ lines: [Line], before end: Double, _ connection: PostgresConnection
  ) throws(Failure) -> [Recorded] {
    let attempt = DatabaseAttempt(servers: servers, connection: connection, lines: lines, end: end)
    var recorded = [Recorded](repeating: .nothing, count: lines.count)
    // By the code: what is wrong with one of them is so for all its lines.
    var blamed: [Int: RowFault] = [:]
    try Bisection.run(lines.indices) { part throws(Failure) in
      let open = part.filter { blamed[lines[$0].code.id] == nil }
      if open.isEmpty { return nil }
      let begin = ContinuousClock.now
      switch try attempt.record(open) {
      case .success(let uses):
        for (index, use) in zip(open, uses) {
          guard let use else { continue }
          recorded[index] = .new(usesLeft: use.left)
          servers.suspicion.noteWritten()
        }
        return nil
      case .failure(let fault):
        servers.suspicion.note(fault, after: .now - begin)
        let count = open.count
        guard try servers.suspicion.givesUp(on: fault, of: count, doing: Self.action) else {
          return fault
        }
        let untold = RowFault.untold(count, "redemptions", fault, again: RowAdvice.again)
        for index in open { recorded[index] = refused(lines[index].code, untold, connection) }
        return nil
      }
    } culprit: { index, fault throws(Failure) in
      let code = lines[index].code
      guard fault.isSuspicion else {
        recorded[index] = refused(code, fault, connection)
        return
      }
      blamed[code.id] = fault
      try servers.suspicion.suspect(code.id, fault, doing: Self.action)
    }
    _ = try servers.suspicion.culprits(doing: Self.action)
    for (index, line) in lines.enumerated() {
      guard let fault = blamed[line.code.id], case .nothing = recorded[index] else { continue }
      recorded[index] = refused(line.code, fault, connection)
    }
    return recorded
  }

  private func refused(
    _ code: CodeFacts, _ fault: RowFault, _ connection: PostgresConnection
  ) -> Recorded {
    let witness = witness(connection)
    let finding: RowFinding? =
      if fault == .writtenOtherwise {
        witness.writtenOtherwise(
          table: RowFinding.codes, id: code.id, code: code.code, again: RowAdvice.again)
      } else if fault.isLock {
        witness.locked(RowFinding.codes, id: code.id, code: code.code, again: RowAdvice.again)
      } else {
        nil
      }
    let named =
      finding
      ?? witness.finding(
        fault, table: RowFinding.codes, id: code.id, code: code.code, again: RowAdvice.again)
    return .refused(named.failure(fault.isSuspicion ? .transient : .error))
  }

  private static let action = tr("count the use of the code")

  private func witness(_ connection: PostgresConnection) -> RowWitness {
    RowWitness(connection: connection, deadline: servers.context.requestDeadline)
  }

  /// Until when the permit is in force by PostgreSQL's clock, in epoch seconds: no later than by
  /// the clock of this machine, since the server's was read before this one's.
  func permitEnd(_ connection: PostgresConnection) throws(Failure) -> Double {
    guard let permit, permit.lease != nil else { return .infinity }
    let now = try serverTime(connection)
    guard let left = permit.end.remaining, left > .zero else { throw RedeemAdmission.lapsed }
    return now + left / .seconds(1)
  }

  private func serverTime(_ connection: PostgresConnection) throws(Failure) -> Double {
    do throws(PostgresError) {
      return try connection.query(
        OutboxQueries.clock, deadline: servers.context.requestDeadline
      ).only().double("now")
    } catch {
      throw Failure(error, doing: tr("read the server's clock"))
    }
  }

  /// What a line is that the statement did nothing for.
  private func existing(
    _ line: Line, before end: Double, _ outbox: Outbox, _ repeated: inout [OutboxEntry]
  ) throws(Failure) -> RedeemResult.Status {
    if let entry = try outbox.find([line.request.taskID])[line.request.taskID] {
      guard entry.matches(line.request) else {
        return .failed(
          Failure(
            .conflict, tr("task id \(line.request.taskID) was used for another redemption"),
            hint: tr("leave --id out, or give the code and email it was used with")))
      }
      guard entry.state == .recorded else { return .duplicate }
      if let objection = try OutboxJudge(servers).objection(to: entry) {
        return .failed(objection.failure)
      }
      repeated.append(entry)
      return .queued(remaining: nil)
    }
    if end.isFinite, try serverTime(servers.postgres()) >= end { throw RedeemAdmission.lapsed }
    // The rules passed a moment ago: what changed meanwhile says which one does not any more.
    let code = try RedeemLookup(servers: servers).code(line.code.code)
    var rebind: RebindFacts?
    if let code, line.rebind?.rebinds != nil {
      rebind = try RedeemLookup(servers: servers).rebind(code, email: line.request.email)
    }
    let gates = RedeemRules.gates(
      line.flow, code: code, email: line.request.email, rebind: rebind, in: servers.backend)
    guard let gate = gates.refusal else {
      // A trigger that takes the row out of the statement looks the same.
      let silenced =
        line.flow == .redeem
        ? try witness(servers.postgres()).passedOver(
          .update, table: RowFinding.codes, id: line.code.id, again: RowAdvice.again) : nil
      return .failed(
        Failure(
          .transient, tr("the code \(Masking.code(line.code.code)) changed in the same moment"),
          hint: silenced.map {
            tr("run the same command again; if it says the same, \($0.reason): \($0.hint)")
          } ?? tr("run the same command again")))
    }
    return RedeemResult.refused(line.request, line.flow, gate).status
  }

  private static func unpublished(_ cause: Failure) -> Failure {
    Failure(
      cause.kind,
      tr("the use is counted, but the invite is not in the queue yet: \(cause.message)"),
      hint: tr("run 'invitectl redeem --resume' when the broker answers again"),
      reason: RefusalReason.queueError.rawValue
    ).caused(by: cause)
  }
}
