internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// The backend's tables that `cleanup-queue` deletes from.
public enum CleanupTable: String, Sendable, CaseIterable, Codable {
  case queue = "invite_queue"
  case records = "invite_records"

  /// What a row must have come to before it may go, in capitals.
  var finishedStatuses: [String] { ["SUCCESS", "FAILED"] }

  /// Deletes a range of blocks.
  ///
  /// - Parameters:
  ///   - skipsLocked: leaves rows out that somebody has locked, instead of waiting for them.
  ///   - columns: of the table, to give the rows out as JSON; `nil` to give nothing out.
  /// - Returns: the statement, for a table as it is typed.
  func batch(
    skipsLocked: Bool, writing columns: [ArchiveColumn]?
  ) -> (BackendSchema, String) -> String {
    let statement: (BackendSchema, String) -> String =
      switch (self, skipsLocked) {
      case (.queue, false): CleanupQueries.queueBatch
      case (.queue, true): CleanupQueries.queueUnlocked
      case (.records, false): CleanupQueries.recordsBatch
      case (.records, true): CleanupQueries.recordsUnlocked
      }
    guard let columns else { return statement }
    return { backend, place in
      ArchiveQueries.written(
        statement(backend, place), as: self == .queue ? "invite_queue" : "r", of: place, columns)
    }
  }

  /// The rows that are left of a range which was gone through, without those that somebody has
  /// locked: `id`.
  var left: (BackendSchema, String) -> String {
    switch self {
    case .queue: CleanupQueries.queueLeft
    case .records: CleanupQueries.recordsLeft
    }
  }

  var present: (BackendSchema) -> String {
    switch self {
    case .queue: ArchiveQueries.presentInQueue
    case .records: ArchiveQueries.presentInRecords
    }
  }

  /// - Parameters:
  ///   - columns: those of ``ArchiveQueries/columns(_:)`` that the rows have.
  ///   - isText: see ``ArchiveQueries/restoreQueue(_:_:isText:isPartitioned:)``.
  ///   - isPartitioned: whether the table is.
  func restore(
    _ columns: [ArchiveColumn], isText: Bool, isPartitioned: Bool
  ) -> (BackendSchema) -> String {
    switch self {
    case .queue:
      {
        ArchiveQueries.restoreQueue($0, columns, isText: isText, isPartitioned: isPartitioned)
      }
    case .records:
      {
        ArchiveQueries.restoreRecords($0, columns, isText: isText, isPartitioned: isPartitioned)
      }
    }
  }

  /// The columns of it or of a partition, in their order.
  ///
  /// - Parameter place: as it is typed; the table itself unless given.
  func columns(
    _ connection: PostgresConnection, of place: String? = nil, deadline: Deadline
  ) throws(PostgresError) -> [ArchiveColumn] {
    let place = place ?? "\(connection.backend).\(rawValue)"
    var columns: [ArchiveColumn] = []
    for row in try connection.query(ArchiveQueries.columns, [place], deadline: deadline) {
      columns.append(try ArchiveColumn(row))
    }
    return columns
  }

  var sequence: (BackendSchema) -> String {
    switch self {
    case .queue: ArchiveQueries.sequenceOfQueue
    case .records: ArchiveQueries.sequenceOfRecords
    }
  }

  /// Whether its ids are ahead of a sequence.
  ///
  /// - Parameters:
  ///   - sequence: as it is typed.
  ///   - step: what it counts by.
  func isAhead(of sequence: String, step: Int) -> (BackendSchema) -> String {
    switch self {
    case .queue: ArchiveQueries.queueBehind(sequence, step: step)
    case .records: ArchiveQueries.recordsBehind(sequence, step: step)
    }
  }
}
