internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import LosslessJSON
internal import PostgresClient

/// What is done in the transaction of one redemption where uses are counted on join: by the backend's
/// own steps a seat is held, or a row waits for one, or neither.
struct JoinDecision {
  let servers: RedeemConnections
  /// Why no message may be sent: then no seat is held for one.
  let queueRefusal: Failure?

  /// What became of a line in the database.
  enum Outcome {
    case refused(RuleCheck)
    case failed(Failure)
    /// An invite of the same kind is on its way.
    case underWay
    case waiting(position: Int)
    case reserved(OutboxEntry, team: String)
  }

  /// The permit has lapsed, or another run has made the row.
  struct TooLate: Error {}
  /// A trigger or rule keeps what was to be written from being there.
  struct NotWritten: Error {
    let table: String
  }

  private var deadline: Deadline { servers.context.requestDeadline }

  private static let records = "invite_records"
  private static let queue = "invite_queue"

  /// - Parameters:
  ///   - end: of the permit; see ``DatabaseStage/permitEnd(_:)``.
  ///   - connection: in its transaction.
  func decide(
    _ line: JoinStage.Line, before end: Double, _ connection: PostgresConnection
  ) throws -> Outcome {
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
    let decision: Outcome
    switch try seat(facts.code.groupID, connection) {
    case .failure(let failure): return .failed(failure)
    case .success(let team?):
      if let queueRefusal { throw queueRefusal }
      decision = try reserve(line, facts, team, place, before: end, connection)
    case .success(nil):
      // Whichever worker takes up who waits.
      if let queueRefusal, queueRefusal.reason == WorkerReleases.reason { throw queueRefusal }
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

  private func waiting(_ line: JoinStage.Line, _ connection: PostgresConnection) throws -> Int? {
    try JoinSeats.position(
      line.request.code, line.request.email, isRebind: line.flow == .rebind, on: connection,
      deadline: deadline)
  }

  /// The first team by id that has a free one.
  private func seat(
    _ group: Int?, _ connection: PostgresConnection
  ) throws -> Result<JoinSeats.Seat?, Failure> {
    _ = try connection.query(
      JoinQueries.lockTeams, [group.map(String.init)], deadline: deadline)
    return try JoinSeats.first(group, on: connection, deadline: deadline)
  }

  private func reserve(
    _ line: JoinStage.Line, _ facts: JoinFacts, _ seat: JoinSeats.Seat,
    _ place: (team: Int?, member: String?),
    before end: Double, _ connection: PostgresConnection
  ) throws -> Outcome {
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
    _ line: JoinStage.Line, _ facts: JoinFacts, _ place: (team: Int?, member: String?),
    before end: Double, _ connection: PostgresConnection
  ) throws -> Outcome {
    if line.flow != .rebind, let position = try waiting(line, connection) {
      return .waiting(position: position)
    }
    if let refusal = JoinSeats.waitRefusal(on: connection) { return .failed(refusal) }
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
}
