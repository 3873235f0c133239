/// The backend's tables that `cleanup-queue` deletes from.
public enum CleanupTable: String, Sendable, CaseIterable, Codable {
  case queue = "invite_queue"
  case records = "invite_records"

  /// What a row must have come to before it may go, in capitals.
  var finishedStatuses: [String] { ["SUCCESS", "FAILED"] }

  var batch: String {
    switch self {
    case .queue: CleanupQueries.queueBatch
    case .records: CleanupQueries.recordsBatch
    }
  }

  /// The same statement, giving the rows out as JSON.
  var batchReturning: String {
    switch self {
    case .queue: CleanupQueries.queueBatchReturning
    case .records: CleanupQueries.recordsBatchReturning
    }
  }

  var present: String {
    switch self {
    case .queue: ArchiveQueries.presentInQueue
    case .records: ArchiveQueries.presentInRecords
    }
  }

  var restore: String {
    switch self {
    case .queue: ArchiveQueries.restoreQueue
    case .records: ArchiveQueries.restoreRecords
    }
  }
}
