/// The file beside an archive that says what is in it.
struct ArchiveManifest: Codable, Sendable, Equatable {
  enum State: String, Codable, Sendable {
    /// Being written, or left so by a run that died: the last batch may not have been deleted.
    case running
    /// Every row in it has been deleted, and it is not written any more.
    case complete
  }

  var schemaVersion = 1
  var table: CleanupTable
  var database: String
  /// PostgreSQL's system identifier, which a copy of the server shares and another server does not.
  var system: String
  /// Rows older than this were deleted, in UTC.
  var cutoff: String
  var createdAt: String
  var state: State
  var rows = 0
  var batches = 0
  var bytes = 0
  /// Of the compressed file; only when complete.
  var sha256: String?
}
