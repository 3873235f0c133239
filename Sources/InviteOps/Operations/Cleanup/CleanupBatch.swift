internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Deletes ranges of places of one table, a transaction each, with their archive.
final class CleanupBatch {
  /// Places for rows in a block, more than a block of any size has: a range of blocks is halved
  /// down to a single row by places.
  static let places = 2048

  let connection: PostgresConnection
  let table: CleanupTable
  /// The table itself or the partition of it, as it is typed.
  let place: String
  private let context: OperationContext
  private let archive: ArchiveWriter?
  private let columns: [ArchiveColumn]
  private let backend: BackendSchema
  private let parameters: [String]
  /// Whether triggers of others run when a row is deleted.
  private let isWatched: Bool
  private var limit: Duration?

  init(
    _ connection: PostgresConnection, _ context: OperationContext, table: CleanupTable,
    leaf: CleanupLeaf, cutoff: String, archive: ArchiveWriter?, columns: [ArchiveColumn],
    in backend: BackendSchema
  ) {
    self.connection = connection
    self.context = context
    self.table = table
    self.archive = archive
    self.columns = columns
    self.backend = backend
    place = leaf.place
    parameters = [PostgresArray.literal(leaf.statuses), cutoff]
    isWatched = leaf.isWatched
  }

  /// The place as a tid.
  static func tid(_ place: Int) -> String { "(\(place / places),\(place % places))" }

  /// What the statements about a range are given.
  private func range(_ places: Range<Int>) -> [String?] {
    [Self.tid(places.lowerBound), Self.tid(places.upperBound)] + parameters
  }

  /// What is left of a range that was gone through: `id`.
  func left(_ places: Range<Int>) throws(PostgresError) -> PostgresRows {
    try connection.query(
      table.left(backend, place), range(places), deadline: context.requestDeadline)
  }

  /// One transaction: its rows, and how long it took. Rows that somebody has locked are left.
  ///
  /// - Parameter limit: for each statement, by the server.
  func delete(_ places: Range<Int>, limit: Duration) throws -> (Int, Duration) {
    if self.limit != limit {
      try connection.execute(
        CleanupQueries.statementLimit(Int(limit.seconds * 1000)), deadline: context.requestDeadline)
      self.limit = limit
    }
    do {
      return try delete(places, skipsLocked: false)
    } catch SQLState.lockNotAvailable {
      // Locked is a row, or the whole table, for which there is more time.
      try connection.execute(CleanupQueries.tableLockTimeout, deadline: context.requestDeadline)
      let outcome = Result { try delete(places, skipsLocked: true) }
      if connection.isUsable {
        try connection.execute(CleanupQueries.rowLockTimeout, deadline: context.requestDeadline)
      }
      return try outcome.get()
    }
  }

  private func delete(_ places: Range<Int>, skipsLocked: Bool) throws -> (Int, Duration) {
    let clock = ContinuousClock.now
    let statement = PostgresStatement(
      table.batch(skipsLocked: skipsLocked, writing: archive == nil ? nil : columns)(
        backend, place),
      range(places))
    guard let archive else {
      let rows = try run(statement).affectedRows
      return (rows, ContinuousClock.now - clock)
    }
    do throws(TransactionError) {
      let count = try connection.transaction(deadline: context.requestDeadline) {
        let rows = try run(statement)
        if rows.isEmpty { return 0 }
        var texts: [String] = []
        texts.reserveCapacity(rows.count)
        for row in rows {
          if let name = try row.optionalStrings("lost")?.first,
            let column = columns.first(where: { $0.name == name })
          {
            throw RowFault(lossy: column)
          }
          if try row.bool("recoded") { throw RowFault.recoded }
          texts.append(try row.string("row"))
        }
        try archive.write(texts)
        return texts.count
      }
      #if FAILPOINTS
        Failpoint.reach("archive-committed")
      #endif
      archive.commit()
      return (count, ContinuousClock.now - clock)
    } catch {
      // An unknown outcome is settled by the next run, which can see the table.
      if error.isOutcomeUnknown {
        throw Failure(
          .error,
          tr("the connection was lost while a batch of \(archive.path) was being committed"),
          hint: tr("run the same command again: it finds out whether the rows were deleted"))
      }
      try archive.rollBack()
      throw error.cause
    }
  }

  /// The column that the row at a place cannot be archived for, if it is one.
  func lossyColumn(at place: Int) throws -> ArchiveColumn? {
    guard archive != nil else { return nil }
    for column in columns where column.isDoubtful {
      do throws(PostgresError) {
        let row = try connection.query(
          ArchiveQueries.isKept(column, of: self.place),
          [Self.tid(place)], deadline: context.requestDeadline
        ).first
        if try row?.bool("kept") == false { return column }
      } catch {
        // What the type writes it may not even read.
        guard RowFault(error) != nil else { throw error }
        return column
      }
    }
    return nil
  }

  /// Triggers that wait for the commit have no limit there, so they run before it.
  private func run(_ statement: PostgresStatement) throws(PostgresError) -> PostgresRows {
    guard isWatched else {
      return try connection.query(
        statement.sql, statement.parameters, deadline: context.requestDeadline)
    }
    let answers = try connection.pipeline(
      [statement, PostgresStatement(RowQueries.immediate)], deadline: context.requestDeadline)
    let rows = try answers[0].get()
    _ = try answers[1].get()
    return rows
  }
}
