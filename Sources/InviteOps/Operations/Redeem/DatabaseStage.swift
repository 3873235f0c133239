internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
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
    var toPublish: [OutboxEntry] = []
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
        status = try existing(line, before: end, outbox, &toPublish)
      case .refused(let failure): status = .failed(failure)
      }
      results.append(
        RedeemResult(
          request: line.request, flow: line.flow, status: status, groupID: line.code.groupID))
    }
    do throws(Outbox.PublishFailure) {
      try outbox.publish(toPublish)
    } catch {
      throw Self.unpublished(error.cause)
    }
    return results
  }

  private func record(
    _ lines: [Line], before end: Double, _ connection: PostgresConnection
  ) throws(Failure) -> [Recorded] {
    var recorded = [Recorded](repeating: .nothing, count: lines.count)
    try Bisection.run(lines.indices) { part throws(Failure) in
      let statements = part.map {
        Self.statement(lines[$0], before: String(end), in: connection.backend)
      }
      do throws(PostgresError) {
        let answers = try connection.pipeline(
          statements, deadline: servers.context.requestDeadline)
        // One transaction: the first error undid all of it.
        if let error = answers.lazy.compactMap(\.failure).first { throw error }
        for (index, answer) in zip(part, answers) {
          guard let row = try answer.get().first else { continue }
          recorded[index] = .new(usesLeft: try row.optionalInt("uses_left"))
        }
        return nil
      } catch {
        if error.sqlState == .uniqueViolation, error.diagnostics?.table == "redeem_outbox" {
          throw Failure(
            .transient, "another run redeems with the same task id at this moment",
            hint: "run the same command again")
        }
        if error.isOfGuard { return .writtenOtherwise }
        if case .server = error, let fault = RowFault(error) { return fault }
        throw Outbox.failure(error, doing: "count the use of the code")
      }
    } culprit: { index, fault throws(Failure) in
      let code = lines[index].code
      let witness = witness(connection)
      let otherwise =
        fault == .writtenOtherwise
        ? witness.writtenOtherwise(
          table: RowFinding.codes, id: code.id, code: code.code, again: Self.again) : nil
      let finding =
        otherwise
        ?? witness.finding(
          fault, table: RowFinding.codes, id: code.id, code: code.code, again: Self.again)
      recorded[index] = .refused(finding.failure)
    }
    return recorded
  }

  private static let again = "the same command again"

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
      throw Failure(error, doing: "read the server's clock")
    }
  }

  private static func statement(
    _ line: Line, before end: String, in backend: BackendSchema
  ) -> PostgresStatement {
    switch line.flow {
    case .redeem:
      PostgresStatement(
        OutboxQueries.useAndRecord(backend),
        [String(line.code.id), line.request.email, line.request.taskID, line.code.code, end])
    case .rebind where line.rebind?.rebinds != nil:
      PostgresStatement(
        OutboxQueries.rebindAndRecord(backend),
        [
          String(line.code.id), line.request.email, line.request.taskID, line.code.code, end,
          line.rebind?.lastTeamID.map(String.init),
        ])
    case .direct, .rebind:
      PostgresStatement(
        OutboxQueries.recordOne,
        [
          line.request.taskID, line.flow.rawValue, line.code.code, line.request.email,
          line.code.groupID.map(String.init), end,
        ])
    }
  }

  /// What a line is that the statement did nothing for.
  private func existing(
    _ line: Line, before end: Double, _ outbox: Outbox, _ toPublish: inout [OutboxEntry]
  ) throws(Failure) -> RedeemResult.Status {
    if let entry = try outbox.find([line.request.taskID])[line.request.taskID] {
      guard entry.matches(line.request) else {
        return .failed(
          Failure(
            .conflict, "task id \(line.request.taskID) was used for another redemption",
            hint: "leave --id out, or give the code and email it was used with"))
      }
      guard entry.state == .recorded else { return .duplicate }
      toPublish.append(entry)
      return .queued(remaining: nil)
    }
    if end.isFinite, try serverTime(servers.postgres()) >= end { throw RedeemAdmission.lapsed }
    // The rules passed a moment ago: what changed meanwhile says which one does not any more.
    let code = try RedeemLookup(servers: servers).codes([line.code.code])[line.code.code]
    var rebind: RebindFacts?
    if let code, line.rebind?.rebinds != nil {
      rebind = try RedeemLookup(servers: servers).rebind(code, email: line.request.email)
    }
    let gates = RedeemRules.gates(
      line.flow, code: code, email: line.request.email, rebind: rebind)
    guard let gate = gates.refusal else {
      // A trigger that takes the row out of the statement looks the same.
      let silenced =
        line.flow == .redeem
        ? try witness(servers.postgres()).passedOver(
          .update, table: RowFinding.codes, id: line.code.id, again: Self.again) : nil
      return .failed(
        Failure(
          .transient, "the code \(Masking.code(line.code.code)) changed in the same moment",
          hint: "run the same command again"
            + (silenced.map { "; if it says the same, \($0.reason): \($0.hint)" } ?? "")))
    }
    return RedeemResult.refused(line.request, line.flow, gate).status
  }

  private static func unpublished(_ cause: Failure) -> Failure {
    Failure(
      cause.kind, "the use is counted, but the invite is not in the queue yet: \(cause.message)",
      hint: "run 'invitectl redeem --resume' when the broker answers again",
      reason: RefusalReason.queueError.rawValue
    ).caused(by: cause)
  }
}

extension RowFault {
  /// The use that was written is not what is there.
  fileprivate static let writtenOtherwise = RowFault("the use was not written")
}

extension Result {
  fileprivate var failure: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
