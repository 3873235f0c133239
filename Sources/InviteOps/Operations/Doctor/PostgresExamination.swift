internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// The checks that need PostgreSQL.
final class PostgresExamination {
  private let context: OperationContext
  private let limits: DoctorLimits
  private let asksWorkers: Bool
  private(set) var clock: ClockReading?
  private(set) var security: ConnectionSecurity?

  /// - Parameter asksWorkers: whether it is wanted of which release they are.
  init(_ context: OperationContext, _ limits: DoctorLimits, asksWorkers: Bool) {
    self.context = context
    self.limits = limits
    self.asksWorkers = asksWorkers
  }

  func checks() -> [DoctorReport.Check] {
    do throws(Failure) {
      let connection = try context.postgres()
      security = connection.security
      do {
        return try examine(connection)
      } catch {
        throw context.explained(Failure(error, doing: tr("examine the database")))
      }
    } catch {
      return unseen(error)
    }
  }

  /// Those that this examination answers for; the clock is compared with that of Redis elsewhere.
  private static let dependent = DoctorCheckName.allCases.filter {
    DoctorCheckName.postgresChecks.contains($0) && $0 != .clock
  }

  /// When there is no session to look with, or none that can be trusted to see the backend's tables.
  private func unseen(_ failure: Failure) -> [DoctorReport.Check] {
    let broken = Requirement(rawValue: failure.reason ?? "")
    let name = broken?.check ?? .postgres
    let first = DoctorReport.Check(
      name, .fail, failure.message,
      why: broken?.why ?? tr("every command but inspect-workers needs it"),
      fixes: failure.statements.isEmpty ? failure.hint.map { [$0] } ?? [] : failure.statements)
    let rest =
      broken == nil ? tr("PostgreSQL did not answer") : tr("not looked at: see \(name.rawValue)")
    return [first] + Self.dependent.filter { $0 != name }.map { .init($0, .skip, rest) }
  }

  private func examine(
    _ connection: PostgresConnection
  ) throws(PostgresError) -> [DoctorReport.Check] {
    let requirements = RequirementExamination(connection.facts ?? SessionFacts())
    if let failure = requirements.failure(.backendSchema) { return unseen(failure) }
    let sent = ClockReading.now()
    let answer = try connection.query(DoctorQueries.server, deadline: context.requestDeadline)
    let received = ClockReading.now()
    let server = try ServerFacts(answer.only(), connection)
    clock = ClockReading(server: server.epoch, sent: sent, received: received)
    let tables = try tableFacts(connection)
    let held = try privileges(connection)
    let facts = generation(connection)
    let found = try indexes(connection)
    let partitions = try PartitionGrants(
      connection.query(
        PartitionGrants.lacking, [PostgresArray.literal(PartitionGrants.tables)],
        deadline: context.requestDeadline
      ).only())
    var checks = [
      requirements.server(server),
      ServerFacts.poolerCheck(isDirect: connection.facts?.isDirect ?? true),
      requirements.tables,
      GenerationExamination.check(facts, older: olderWorkers(facts)),
    ]
    checks += traps(connection, facts)
    checks += [
      requirements.rows,
      requirements.privileges(
        PrivilegeExamination.check(
          tables, held: held, server, in: connection.backend,
          beside: (
            connection.facts?.schemaGrants ?? [], connection.facts?.recordGrants ?? [], partitions
          ))),
      try revision(connection, tables, found),
      IndexExamination.check(
        found, try uses(connection), tables: Set(tables.filter(\.isPresent).map(\.name)),
        isBeyond: (facts?.generation?.tables ?? .r008) > .r008),
      try RowFeedExamination(connection, context).added(to: requirements.ownSchema),
      server.timeZoneCheck,
      try longTransactions(connection),
      try LockExamination(connection: connection, deadline: context.requestDeadline).check(),
      try ReplicationExamination.check(
        connection.query(FollowerQueries.standing, deadline: context.requestDeadline), limits),
      try DiskExamination.check(
        connection.query(DoctorQueries.disk, deadline: context.requestDeadline), limits),
    ]
    return checks
  }

  /// With what the running code says of itself: doctor asks it wherever it can be asked.
  private func generation(_ connection: PostgresConnection) -> SessionFacts? {
    guard var facts = connection.facts, let generation = facts.generation else {
      return connection.facts
    }
    facts.generation = GenerationInquiry(context).narrowed(generation)
    return facts
  }

  /// Whoever does not answer is nobody's older worker.
  private func olderWorkers(_ facts: SessionFacts?) -> [WorkerReleases.Older] {
    guard asksWorkers, let generation = facts?.generation else { return [] }
    return
      (try? WorkerReleases.older(than: generation, context, wait: .milliseconds(1500))) ?? []
  }

  /// Looked at where they can be: a role without the privilege sees the rest all the same.
  private func traps(
    _ connection: PostgresConnection, _ facts: SessionFacts?
  ) -> [DoctorReport.Check] {
    let names = TrapExamination.names
    guard let generation = facts?.generation else {
      return names.map { .init($0, .skip, tr("there are no tables that tell")) }
    }
    do throws(PostgresError) {
      return try TrapExamination(
        connection: connection, context: context, generation: generation
      ).checks()
    } catch {
      let failure = Failure(error, doing: tr("look for the backend's traps"))
      return names.map { .init($0, .skip, failure.message) }
    }
  }

  private func tableFacts(
    _ connection: PostgresConnection
  ) throws(PostgresError) -> [TableFacts] {
    let rows = try connection.query(
      DoctorQueries.tables,
      [
        PostgresArray.literal(
          TablePrivilege.tables.filter { $0 != RevisionTableName.standard.name })
      ],
      deadline: context.requestDeadline)
    var facts: [TableFacts] = []
    for row in rows { facts.append(try TableFacts(row)) }
    return facts
  }

  private func privileges(_ connection: PostgresConnection) throws(PostgresError) -> [Bool] {
    let needs = TablePrivilege.ofBackend
    let rows = try connection.query(
      DoctorQueries.privileges,
      [
        PostgresArray.literal(needs.map(\.table)), PostgresArray.literal(needs.map(\.privilege)),
        PostgresArray.literal(needs.map { $0.columns.joined(separator: ",") }),
      ],
      deadline: context.requestDeadline)
    var held: [Bool] = []
    for row in rows { held.append(try row.bool("held")) }
    return held
  }

  private func revision(
    _ connection: PostgresConnection, _ tables: [TableFacts], _ indexes: [IndexFacts]
  ) throws(PostgresError) -> DoctorReport.Check {
    let table = connection.revisionTable
    if case .found(_, let relation, _)? = connection.facts?.record {
      guard !relation.hidesRows else {
        return .init(
          .revision, .skip, tr("not looked at: see \(DoctorCheckName.rowSecurity.rawValue)"))
      }
    }
    let deadline = context.requestDeadline
    let answer = Result { () throws(PostgresError) in
      try connection.query(RevisionQueries.current(table), deadline: deadline)
    }
    let (recorded, _) = try RecordReader(connection: connection, deadline: deadline).read(answer)
    return RevisionExamination(
      recorded: recorded, record: table, recordFlag: connection.facts?.recordFlag ?? "",
      generation: connection.facts?.generation, backend: connection.backend,
      tables: Set(tables.filter(\.isPresent).map(\.name)),
      indexes: Set(
        PerformanceIndex.all.filter { index in
          indexes.contains { $0.name == index.name && $0.isWell(index) }
        }.map(\.name))
    ).check
  }

  private func indexes(
    _ connection: PostgresConnection
  ) throws(PostgresError) -> [IndexFacts] {
    let rows = try connection.query(
      DoctorQueries.indexes, [PostgresArray.literal(PerformanceIndex.all.map(\.name))],
      deadline: context.requestDeadline)
    var facts: [IndexFacts] = []
    for row in rows { facts.append(try IndexFacts(row)) }
    return facts
  }

  private func uses(_ connection: PostgresConnection) throws(PostgresError) -> [IndexUse] {
    let rows = try connection.query(
      ProofQueries.uses, [PostgresArray.literal(PerformanceIndex.all.map(\.name))],
      deadline: context.requestDeadline)
    var uses: [IndexUse] = []
    for row in rows { uses.append(try IndexUse(row)) }
    return uses
  }

  private func longTransactions(
    _ connection: PostgresConnection
  ) throws(PostgresError) -> DoctorReport.Check {
    let rows = try connection.query(
      DoctorQueries.longTransactions, [String(limits.longTransaction.seconds)],
      deadline: context.requestDeadline)
    let sessions = try rows.map { (row) throws(PostgresError) in
      try SessionSummary(row, pid: row.int("pid"))
    }
    let limit = DurationText.format(limits.longTransaction)
    return .init(
      .longTransactions, sessions.isEmpty ? .pass : .warn,
      sessions.isEmpty
        ? tr("none older than \(limit)") : sessions.map(Self.long).joined(separator: tr("; ")),
      why:
        tr(
          "an index build waits for them, and dead rows pile up behind them; find out what they do "
            + "before one is ended"),
      fixes: sessions.flatMap(\.statements))
  }

  private static func long(_ session: SessionSummary) -> String {
    let what =
      session.prepared.map { tr("prepared \(RowQueries.literal($0))") } ?? tr("pid \(session.pid)")
    return tr(
      "\(what) (\(session.role ?? "?"), \(session.application ?? "?")) for "
        + "\(DurationText.format(seconds: session.seconds ?? 0))")
  }
}
