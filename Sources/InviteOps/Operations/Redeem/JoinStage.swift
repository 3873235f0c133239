internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
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

  /// What became of a line in the database.
  private enum Decision {
    case refused(RuleCheck)
    case failed(Failure)
    /// An invite of the same kind is on its way.
    case underWay
    case waiting(position: Int)
    case reserved(OutboxEntry, team: String)
  }

  private struct TooLate: Error {}
  /// A trigger or rule keeps what was to be written from being there.
  private struct NotWritten: Error {
    let table: String
  }

  private var deadline: Deadline { servers.context.requestDeadline }

  /// The results in the order of the lines.
  ///
  /// - Throws: what concerns all of them; those before are done.
  func run(_ lines: [Line]) throws(Failure) -> [RedeemResult] {
    var results: [RedeemResult] = []
    // By the code: what is wrong with one of them is so for all its lines.
    var blamed: [String: Failure] = [:]
    for line in lines {
      if let failure = blamed[line.request.code] {
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

  private static let action = "hold a seat"

  private func carryOut(
    _ line: Line, _ blamed: inout [String: Failure]
  ) throws(Failure) -> RedeemResult {
    let outbox = Outbox(servers: servers)
    let id = line.request.taskID
    if let entry = try outbox.find([id])[id] { return try repeated(line, entry, outbox) }
    let connection = try servers.postgres()
    let end = try DatabaseStage(servers: servers, permit: permit).permitEnd(connection)
    let decision: Decision
    let begin = ContinuousClock.now
    do throws(TransactionError) {
      decision = try connection.transaction(deadline: deadline) {
        try decide(line, before: end, connection)
      }
    } catch {
      if error.body is TooLate {
        if let entry = try outbox.find([id])[id] { return try repeated(line, entry, outbox) }
        throw RedeemAdmission.lapsed
      }
      if let kept = error.body as? NotWritten {
        return result(line, .failed(notWritten(kept.table, line, connection)))
      }
      if error.postgresError?.isOfGuard == true {
        return result(line, .failed(notWritten(RowFinding.codes, line, connection)))
      }
      if let failure = error.cause as? Failure { throw failure }
      guard let cause = error.postgresError else {
        throw Failure(.error, "could not redeem: \(error)")
      }
      if !error.isOutcomeUnknown, let fault = RowFault(cause) ?? RowFault(redeeming: cause) {
        servers.suspicion.note(fault, after: .now - begin)
        let failure = finding(fault, line, connection)
        if fault.isSuspicion {
          blamed[line.request.code] = failure
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
      fault, table: RowFinding.codes, id: id, code: line.request.code, again: Self.again
    ).failure(fault.isSuspicion ? .transient : .error)
  }

  private func notWritten(
    _ table: String, _ line: Line, _ connection: PostgresConnection
  ) -> Failure {
    // Codes are there already; of the other tables it is a new row.
    let found = witness(connection).writtenOtherwise(
      table == RowFinding.codes ? .update : .insert, table: table, id: nil, code: line.request.code,
      again: Self.again)
    return found?.failure
      ?? finding(RowFault("what was written to \(table) is not there"), line, connection)
  }

  private func witness(_ connection: PostgresConnection) -> RowWitness {
    RowWitness(connection: connection, deadline: deadline)
  }

  private static let again = "the same command again"
  private static let records = "invite_records"
  private static let queue = "invite_queue"

  /// The id is there from before.
  private func repeated(
    _ line: Line, _ entry: OutboxEntry, _ outbox: Outbox
  ) throws(Failure) -> RedeemResult {
    guard entry.matches(line.request) else {
      return result(
        line,
        .failed(
          Failure(
            .conflict, "task id \(entry.taskID) was used for another redemption",
            hint: "leave --id out, or give the code and email it was used with")))
    }
    switch entry.state {
    case .published: return result(line, .duplicate)
    case .recorded:
      if let held = try JoinReservations(servers: servers).held([entry]).first {
        if let queueRefusal { throw queueRefusal }
        try publish(held, outbox)
        return result(line, .queued(remaining: nil))
      }
      try outbox.settle([entry.taskID], .refused)
    case .refused, .refunded: break
    }
    return result(
      line,
      .failed(
        Failure(
          .conflict, "the redemption of task id \(entry.taskID) was given up, and its seat",
          hint: "run the command again without --id, or with another one")))
  }

  // MARK: - In the transaction

  private func decide(
    _ line: Line, before end: Double, _ connection: PostgresConnection
  ) throws -> Decision {
    let (code, email) = (line.request.code, line.request.email)
    let isRebind = line.flow == .rebind
    // Triggers that wait for the commit have no limit there, and would not be seen.
    for answer in try connection.pipeline(
      [
        servers.limits, PostgresStatement(RowQueries.immediate),
        PostgresStatement(JoinQueries.lock(connection.backend), [code]),
      ], deadline: deadline)
    {
      _ = try answer.get()
    }
    let found = try JoinFacts.read(code, servers)
    let gates = JoinRules.gates(
      line.flow, found, email: email, in: connection.backend)
    if let failure = gates.failure { return .failed(failure) }
    if let refusal = gates.refusal { return .refused(refusal) }
    guard let facts = found else { return .refused(.unknown("code-exists")) }
    var place: (team: Int?, member: String?) = (nil, nil)
    if isRebind {
      if try !connection.query(
        JoinQueries.rebindUnderWay, [code, email], deadline: deadline
      ).isEmpty {
        return .underWay
      }
      if let position = try waiting(line, connection) { return .waiting(position: position) }
      if let row = try connection.query(
        JoinQueries.currentTeam, [code, email], deadline: deadline
      ).first {
        place = (try row.optionalInt("team_id"), try row.optionalString("member"))
      }
    }
    let decision: Decision
    switch try seat(facts.code.groupID, connection) {
    case .failure(let failure): return .failed(failure)
    case .success(let team?):
      if let queueRefusal { throw queueRefusal }
      decision = try reserve(line, facts, team, place, before: end, connection)
    case .success(nil):
      decision = try wait(line, facts, place, before: end, connection)
    }
    if case .failed = decision { return decision }
    if isRebind {
      try connection.execute(
        JoinQueries.history, [code, email, place.team.map(String.init)], deadline: deadline)
    } else if facts.code.boundEmail == nil {
      let bound = try connection.query(JoinQueries.bind, [code, email], deadline: deadline)
      if bound.isEmpty { throw NotWritten(table: RowFinding.codes) }
      try look(JoinQueries.isBound, [code, email], at: RowFinding.codes, connection)
    }
    return decision
  }

  /// Looks at what triggers have left of what was written, where there are any.
  private func look(
    _ query: (BackendSchema) -> String, _ parameters: [String?], at table: String,
    _ connection: PostgresConnection
  ) throws {
    guard try servers.isWatched(table) else { return }
    guard try connection.query(query, parameters, deadline: deadline).only().bool("is_there")
    else { throw NotWritten(table: table) }
  }

  private func waiting(_ line: Line, _ connection: PostgresConnection) throws -> Int? {
    try connection.query(
      JoinQueries.waiting,
      [line.request.code, line.request.email, line.flow == .rebind ? "t" : "f"],
      deadline: deadline
    ).first?.int("position")
  }

  private struct Seat {
    let team: Int
    let name: String
  }

  /// The first team by id that has a free one.
  private func seat(
    _ group: Int?, _ connection: PostgresConnection
  ) throws -> Result<Seat?, Failure> {
    let parameter = [group.map(String.init)]
    _ = try connection.query(JoinQueries.lockTeams, parameter, deadline: deadline)
    var free: Seat?
    for row in try connection.query(JoinQueries.seats, parameter, deadline: deadline) {
      let id = try row.int("id")
      guard let seats = try row.optionalInt("max_seats") else {
        return .failure(
          Failure(
            .conflict, "team \(id) has no max_seats; the backend fails for everybody here",
            hint: "set max_seats of the team, or is_active to false"))
      }
      if free == nil, seats > (try row.int("taken")) {
        free = Seat(team: id, name: try row.optionalString("name") ?? "team \(id)")
      }
    }
    return .success(free)
  }

  private func reserve(
    _ line: Line, _ facts: JoinFacts, _ seat: Seat, _ place: (team: Int?, member: String?),
    before end: Double, _ connection: PostgresConnection
  ) throws -> Decision {
    let isRebind = line.flow == .rebind
    let values = [
      String(seat.team), line.request.email, line.request.code, isRebind ? "t" : "f",
    ]
    guard
      let record = try connection.query(JoinQueries.reserve, values, deadline: deadline).first?
        .int("id")
    else { throw NotWritten(table: Self.records) }
    try look(JoinQueries.isReserved, [String(record)] + values, at: Self.records, connection)
    var entry = OutboxEntry(line.request, line.flow, facts.code)
    entry.recordID = record
    entry.arguments = [
      "consume_rebind_count": false, "old_team_id": place.team.map(JSONValue.int) ?? .null,
      "old_team_chatgpt_user_id": place.member.map(JSONValue.string) ?? .null,
      "used_redis": false, "consume_immediately": false, "reserved_team_id": .int(seat.team),
    ]
    try note(entry, .recorded, before: end, connection)
    return .reserved(entry, team: seat.name)
  }

  private func wait(
    _ line: Line, _ facts: JoinFacts, _ place: (team: Int?, member: String?),
    before end: Double, _ connection: PostgresConnection
  ) throws -> Decision {
    if line.flow != .rebind, let position = try waiting(line, connection) {
      return .waiting(position: position)
    }
    guard connection.facts?.generation?.hasWaitingRows ?? false else {
      return .failed(
        Failure(
          .conflict,
          "no team has a free seat, and nobody can wait: the label waiting of "
            + "invitequeuestatus is missing, and the backend fails here",
          hint: "'alembic upgrade 025_add_invite_queue_waiting_enum', or ALTER TYPE "
            + "\(connection.backend).invitequeuestatus ADD VALUE 'waiting'"))
    }
    let (email, code) = (line.request.email, line.request.code)
    let isRebind = line.flow == .rebind ? "t" : "f"
    guard
      let row = try connection.query(
        JoinQueries.wait,
        [
          email, code, facts.code.groupID.map(String.init), isRebind,
          place.team.map(String.init), place.member,
        ], deadline: deadline
      ).first
    else { throw NotWritten(table: Self.queue) }
    try look(
      JoinQueries.isWaiting, [String(try row.int("id")), email, code, isRebind], at: Self.queue,
      connection)
    // No message of ours: the backend takes it up. The id is remembered all the same.
    try note(OutboxEntry(line.request, line.flow, facts.code), .published, before: end, connection)
    return .waiting(position: try row.int("position"))
  }

  private func note(
    _ entry: OutboxEntry, _ state: OutboxEntry.State, before end: Double,
    _ connection: PostgresConnection
  ) throws {
    let made = try connection.query(
      JoinQueries.record,
      [
        entry.taskID, entry.flow.rawValue, entry.code, entry.email,
        entry.groupID.map(String.init), state.rawValue,
        entry.arguments.isEmpty
          ? nil : String(decoding: JSONValue.object(entry.arguments).pythonJSON, as: UTF8.self),
        entry.recordID.map(String.init), String(end),
      ], deadline: deadline)
    if made.isEmpty { throw TooLate() }
  }

  // MARK: - After it

  private func publish(_ entry: OutboxEntry, _ outbox: Outbox) throws(Failure) {
    #if DEBUG
      Failpoint.reach("join-before-publish")
    #endif
    do throws(Outbox.PublishFailure) {
      try outbox.publish([entry])
    } catch {
      guard !error.mayHaveHappened else {
        throw Failure(
          error.cause.kind,
          "a seat is held, and whether the invite is in the queue is not known: "
            + error.cause.message,
          hint: "run 'invitectl redeem --resume' within the hour: after that the backend gives the "
            + "seat up", reason: RefusalReason.queueError.rawValue
        ).caused(by: error.cause)
      }
      try JoinReservations(servers: servers).giveUp(entry)
      throw Failure(
        error.cause.kind,
        "not redeemed, and the seat is given up; the code stays bound to "
          + "\(Masking.email(entry.email)), as by the backend: \(error.cause.message)",
        hint: error.cause.hint ?? "run the same command again when the broker answers",
        reason: RefusalReason.queueError.rawValue
      ).caused(by: error.cause)
    }
  }
}
