internal import InviteDomain
internal import InviteStorage

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
  ///   - returning: gives the rows out as JSON.
  /// - Returns: the statement, for a table as it is typed.
  func batch(skipsLocked: Bool, returning: Bool) -> (BackendSchema, String) -> String {
    switch (self, skipsLocked, returning) {
    case (.queue, false, false): CleanupQueries.queueBatch
    case (.queue, false, true): CleanupQueries.queueBatchReturning
    case (.queue, true, false): CleanupQueries.queueUnlocked
    case (.queue, true, true): CleanupQueries.queueUnlockedReturning
    case (.records, false, false): CleanupQueries.recordsBatch
    case (.records, false, true): CleanupQueries.recordsBatchReturning
    case (.records, true, false): CleanupQueries.recordsUnlocked
    case (.records, true, true): CleanupQueries.recordsUnlockedReturning
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
  ///   - columns: of ``ArchiveQueries/givenColumns(_:)``.
  ///   - isPartitioned: whether the table is.
  func restore(_ columns: [String], isPartitioned: Bool) -> (BackendSchema) -> String {
    switch self {
    case .queue: { ArchiveQueries.restoreQueue($0, columns, isPartitioned: isPartitioned) }
    case .records: { ArchiveQueries.restoreRecords($0, columns, isPartitioned: isPartitioned) }
    }
  }

  var sequenceBehind: (BackendSchema) -> String {
    switch self {
    case .queue: ArchiveQueries.sequenceBehindQueue
    case .records: ArchiveQueries.sequenceBehindRecords
    }
  }
}
