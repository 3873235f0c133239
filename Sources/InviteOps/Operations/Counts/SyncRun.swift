internal import InviteDomain
internal import InviteStorage

/// What the first lane of a run has found out for all of them.
struct SyncRun: Sendable {
  let server: BucketServer
  /// The Redis clock when the run began, milliseconds since 1970.
  let began: Int
  let incarnation: Int
  let history: SyncHistory?
  let postmaster: String
  /// What its sessions have seen of the database.
  let facts: SessionFacts
  /// The session that shares its lock.
  let holder: RunLock.Holder
}
