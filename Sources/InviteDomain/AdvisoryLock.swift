/// The session advisory locks of invitectl. All have the class ``classID``, so that
/// `SELECT * FROM pg_locks WHERE classid = 1768846953` shows them all.
///
/// They are only ever taken by polling `pg_try_advisory_lock`: a session that waits for one holds
/// a snapshot, for which CREATE INDEX CONCURRENTLY would wait in turn.
public enum AdvisoryLock: Int32, Sendable, CaseIterable {
  /// Held by the session that builds or drops indexes, stamps, or changes schema `invitectl`.
  case migrate = 1
  /// Held by the session that watches it: who holds ``migrate`` without this one has lost its
  /// client, and is only finishing its statement.
  case migrateWatch = 2
  /// Held by `sync-counts` and by `force-resync` while it applies.
  case sync = 3
  /// Held by `cleanup-queue` while it deletes. The number is what released versions use.
  case cleanup = 30

  /// The command that takes it, as people know it; `force-resync` takes that of `sync-counts`.
  package var command: String {
    switch self {
    case .migrate, .migrateWatch: "migrate"
    case .sync: "sync-counts"
    case .cleanup: "cleanup-queue"
    }
  }

  /// The ASCII codes of "invi".
  public static let classID: Int32 = 0x696e_7669
}
