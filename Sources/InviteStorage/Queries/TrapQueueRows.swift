package import InviteDomain

/// Rows of invite_queue that the backend's jobs neither serve nor delete. The table has no defaults in any
/// database: whoever inserts a row by hand leaves out what the models would have filled in.
package struct TrapQueueRows: Sendable {
  /// As the database writes it.
  let failed: String

  package init(_ generation: BackendGeneration) {
    failed = generation.label("failed", of: "invitequeuestatus")
  }

  private static let isOpen = "lower(status::text) IN ('waiting', 'processing', 'pending')"
  private static let hasNoCode = "coalesce(\(InviteKey.code("redeem_code")), '') = ''"

  private func closing(_ error: String) -> String {
    "status = '\(failed)', processed_at = \(RowTrap.utc), error_message = '\(error)'"
  }

  /// Open rows that nobody serves, which name no code: there is no invite without one.
  package var codeless: RowTrap {
    RowTrap(
      "invite_queue", where: "\(Self.isLeft) AND \(Self.hasNoCode)", set: closing("no code"))
  }

  /// The same with a code: that is for cleanup-queue. Nothing of the backend's changes the status of a row
  /// that retry_failed_invites has taken (9e96e8d), and 'pending' is written by nothing.
  package static func left(_ backend: BackendSchema) -> String {
    TrapQueries.counted(
      "SELECT id FROM \(backend).invite_queue WHERE \(isLeft) AND NOT \(hasNoCode)")
  }

  private static let isLeft =
    "lower(status::text) IN ('processing', 'pending') AND created_at < \(RowTrap.utc) - interval '1 hour'"

  package var statusless: RowTrap {
    RowTrap("invite_queue", where: "status IS NULL", set: closing("no status"))
  }

  package static let timeless = RowTrap.timeless("invite_queue", where: isOpen)

  /// What cleanup_old_invite_queue would have deleted.
  package static let undeleted = RowTrap(
    "invite_queue",
    where: """
      processed_at IS NULL AND lower(status::text) IN ('failed', 'success')
      AND created_at < \(RowTrap.utc) - interval '30 days'
      """, set: "processed_at = created_at")
}
