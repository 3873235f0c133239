internal import InviteDomain

/// One privilege that the commands need on one table of the backend's.
package struct TablePrivilege: Sendable, Equatable {
  /// Who needs it.
  package enum Profile: Sendable {
    /// Commands that only look: metrics-dump, doctor, every dry run.
    case reader
    /// Commands that write: redeem, sync-counts, force-resync, cleanup-queue.
    case writer
  }

  package let profile: Profile
  package let table: String
  /// `SELECT`, `INSERT`, `UPDATE` or `DELETE`.
  package let privilege: String
  /// Empty for the whole table.
  package let columns: [String]

  private init(
    _ profile: Profile, _ table: String, _ privilege: String, _ columns: [String] = []
  ) {
    self.profile = profile
    self.table = table
    self.privilege = privilege
    self.columns = columns
  }

  /// What stands between GRANT and ON.
  package var grant: String {
    columns.isEmpty ? privilege : "\(privilege) (\(columns.joined(separator: ", ")))"
  }

  /// All of them. Of teams only columns without secrets are read.
  ///
  /// cleanup-queue locks the rows it is about to delete, for which PostgreSQL asks for UPDATE on
  /// some column ("SELECT", the locking clause), and `restore` inserts them again.
  package static let all: [TablePrivilege] = [
    .init(.reader, "redeem_codes", "SELECT"),
    .init(.reader, "invite_records", "SELECT"),
    .init(.reader, "invite_queue", "SELECT"),
    .init(.reader, "team_members", "SELECT"),
    .init(.reader, "teams", "SELECT", ["id", "name", "max_seats", "is_active", "group_id"]),
    .init(.reader, "team_groups", "SELECT"),
    .init(.reader, "alembic_version", "SELECT"),
    .init(.writer, "redeem_codes", "UPDATE", ["used_count", "activated_at", "bound_email"]),
    .init(.writer, "invite_queue", "UPDATE", ["status", "processed_at"]),
    .init(.writer, "invite_queue", "INSERT"),
    .init(.writer, "invite_queue", "DELETE"),
    .init(.writer, "invite_records", "UPDATE", ["id"]),
    .init(.writer, "invite_records", "INSERT"),
    .init(.writer, "invite_records", "DELETE"),
  ]

  /// Of the backend's own tables: Alembic's may be elsewhere, or not there, see ``RecordPlace``.
  package static let ofBackend = all.filter { $0.table != RevisionTableName.standard.name }

  /// The tables, each once.
  package static let tables: [String] = all.filter { $0.profile == .reader }.map(\.table)
}
