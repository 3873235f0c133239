internal import ClientSupport
public import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import PostgresClient

/// Puts the rows of an archive back.
public struct CleanupRestore {
  let context: OperationContext

  public init(_ context: OperationContext) {
    self.context = context.with(.restore)
  }

  /// Verifies the whole archive, and then inserts what is not there, a transaction a batch. It can
  /// be repeated, and goes on where one that was stopped left.
  ///
  /// - Parameters:
  ///   - named: the archive, or its manifest.
  ///   - dryRun: only verify, and roll back what was inserted to see what is there.
  ///   - isForeign: whether the archive may be of another database or server.
  /// - Throws: ``Failure``: of kind ``Failure/Kind/debris`` for an archive whose run died and has
  ///   not been settled, ``Failure/Kind/conflict`` for one that does not fit its manifest, the
  ///   database or the table.
  public func run(
    _ named: String, dryRun: Bool, isForeign: Bool = false
  ) throws(Failure) -> Outcome {
    let path = ArchiveManifest.archive(named: named)
    let manifest = try ArchiveManifest(ArchiveFile(reading: ArchiveManifest.name(of: path)))
    guard manifest.state == .complete else {
      throw Failure(
        .debris, tr("\(path) was left unfinished by a run that died"),
        hint: tr(
          "run cleanup-queue --archive with its directory: it settles which rows were deleted"))
    }
    guard manifest.schemaVersion <= ArchiveManifest.latest else {
      throw Failure(
        .conflict, tr("\(path) was written by a newer invitectl; nothing was restored"),
        hint: tr("use that one"))
    }
    try ArchiveCheck.content(path, manifest)
    let connection = try context.postgres()
    do {
      if !isForeign { try ArchiveCheck.place(path, manifest, connection, context) }
      return try insert(path, manifest, connection, dryRun: dryRun)
    } catch {
      throw Failure(of: error, doing: tr("restore \(path)"))
    }
  }

  private func insert(
    _ path: String, _ manifest: ArchiveManifest, _ connection: PostgresConnection, dryRun: Bool
  ) throws -> Outcome {
    var outcome = Outcome(table: manifest.table)
    var suspicion = RowSuspicion()
    let action = tr("restore rows of \(manifest.table.rawValue)")
    func refuse(_ id: Int?, _ fault: RowFault) {
      outcome.rows += 1
      outcome.refused.add(
        RowWitness(connection: connection, deadline: context.requestDeadline).finding(
          fault, table: manifest.table.rawValue, id: id, again: RowAdvice.again))
    }
    try connection.executeScript(ArchiveQueries.textForms, deadline: context.requestDeadline)
    let columns = try manifest.table.columns(connection, deadline: context.requestDeadline)
    let isPartitioned =
      try connection.query(
        ArchiveQueries.isPartitioned, [manifest.table.rawValue], deadline: context.requestDeadline
      ).first?.bool("partitioned") ?? false
    var homeless = RestoreHomeless(manifest.table)
    let reader = try ArchiveReader(ArchiveFile(reading: path))
    while let batch = try reader.next() {
      if context.interrupt?.isTriggered == true {
        throw Failure(
          .interrupted, tr("stopped after \(outcome.inserted) of \(manifest.rows) rows"),
          hint: tr("run the same command again: it goes on where this one left"))
      }
      try checkColumns(batch, manifest, connection)
      let statement = manifest.table.restore(
        try Self.archived(columns, batch, manifest.table, connection.backend),
        isText: manifest.writesText, isPartitioned: isPartitioned)
      try Bisection.run(batch.rows[...]) { whole throws(any Error) in
        let begin = ContinuousClock.now
        let (part, strays) = homeless.part(whole)
        do {
          let limit = suspicion.limit(within: context.configuration.timeout)
          if !part.isEmpty {
            try insert(part, statement, connection, limit, dryRun: dryRun, &outcome)
            suspicion.noteWritten()
          }
          for row in strays { homeless.note(row) }
          return nil
        } catch let error as TransactionError {
          guard !error.isOutcomeUnknown, let cause = error.postgresError,
            let fault = RowFault(cause) ?? RowFault(suspect: cause)
          else { throw error }
          suspicion.note(fault, after: .now - begin)
          guard try suspicion.givesUp(on: fault, of: part.count, doing: action) else {
            return fault
          }
          let untold = RowFault.untold(part.count, "rows", fault, again: RowAdvice.again)
          for row in part { refuse(Self.id(of: row), untold) }
          for row in strays { homeless.note(row) }
          return nil
        }
      } culprit: { row, fault throws(any Error) in
        let id = Self.id(of: row)
        if RestoreHomeless.isHomeless(fault) {
          homeless.note(row)
        } else if fault.isSuspicion, let id {
          try suspicion.suspect(id, fault, doing: action)
        } else {
          refuse(id, fault)
        }
      }
      for (id, fault) in suspicion.told() { refuse(id, fault) }
    }
    for (id, fault) in try suspicion.culprits(doing: action) { refuse(id, fault) }
    try name(homeless, connection, &outcome)
    if !dryRun { try lookAtSequence(connection, &outcome) }
    return outcome
  }

  private func name(
    _ homeless: RestoreHomeless, _ connection: PostgresConnection, _ outcome: inout Outcome
  ) throws {
    guard homeless.count > 0 else { return }
    outcome.rows += homeless.count
    let isByTime = try connection.query(
      PartitionCleanupQueries.isByTime, ["\(connection.backend).\(homeless.table.rawValue)"],
      deadline: context.requestDeadline
    ).first?.bool("by_time")
    var statements: [String: [String]] = [:]
    if isByTime == true { statements = try rooms(for: homeless, connection) }
    for (finding, count) in homeless.findings(statements) {
      outcome.refused.add(finding, of: count)
    }
  }

  /// What makes partitions for them, by month.
  private func rooms(
    for homeless: RestoreHomeless, _ connection: PostgresConnection
  ) throws -> [String: [String]] {
    var statements: [String: [String]] = [:]
    let table = homeless.table.rawValue
    for row in try connection.query(
      PartitionGapQueries.gaps, [table, PostgresArray.literal(homeless.moments)],
      deadline: context.requestDeadline)
    {
      statements[try row.string("month"), default: []].append(
        PartitionGapQueries.make(
          try row.string("name"), since: try row.string("since"), until: try row.string("until"),
          of: table, in: connection.backend))
    }
    return statements
  }

  private static func id(of row: Substring) -> Int? {
    guard let id = try? JSONValue(parsing: Array(row.utf8))["id"] else { return nil }
    if let number = id.int { return number }
    // Of a domain it is written as text.
    return id.string.flatMap { Int($0, radix: 10) }
  }

  /// - Parameter limit: for each statement, by the server.
  private func insert(
    _ rows: ArraySlice<Substring>, _ statement: (BackendSchema) -> String,
    _ connection: PostgresConnection, _ limit: Duration, dryRun: Bool, _ outcome: inout Outcome
  ) throws(TransactionError) {
    var (given, inserted, different) = (0, 0, 0)
    var missing: [Int] = []
    do throws(TransactionError) {
      try connection.transaction(deadline: context.requestDeadline) {
        let answers = try connection.pipeline(
          [
            RowQueries.limits(limit),
            PostgresStatement(
              statement(connection.backend), [ArchiveReader.Batch.json(rows)]),
            // Triggers that wait for the commit have no limit there.
            PostgresStatement(RowQueries.immediate),
          ], deadline: context.requestDeadline
        ).map { try $0.get() }
        let row = try answers[1].only()
        (given, inserted) = (try row.int("given"), try row.int("inserted"))
        (different, missing) = (try row.int("different"), try row.ints("missing"))
        if dryRun { throw RolledBack() }
      }
    } catch {
      guard error.body is RolledBack else { throw error }
    }
    outcome.rows += given
    outcome.inserted += inserted
    outcome.different += different
    outcome.present += given - inserted - different
    // Another restore may just have inserted it; or a trigger took it out of the statement.
    let witness = RowWitness(connection: connection, deadline: context.requestDeadline)
    for id in missing {
      guard
        let finding = witness.passedOver(
          .insert, table: outcome.table.rawValue, id: id, again: RowAdvice.again)
      else { break }
      outcome.present -= 1
      outcome.refused.add(finding)
    }
  }

  private struct RolledBack: Error {}
}
