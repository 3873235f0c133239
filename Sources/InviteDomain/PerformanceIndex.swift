/// One of the eleven indexes of revisions 007 and 008: btree, in the schema of the backend's tables,
/// as its migrations define them.
public struct PerformanceIndex: Hashable, Sendable {
  public let name: String
  public let table: String
  public let columns: [String]
  public let revision: Revision
  /// What is one partition's part of it; `nil` for the whole.
  public internal(set) var partition: Partition?

  /// All eleven, in the order in which the revisions make them.
  public static let all: [PerformanceIndex] = single + composite

  private static let single: [PerformanceIndex] = [
    ("ix_team_members_team_id", "team_members", "team_id"),
    ("ix_team_members_email", "team_members", "email"),
    ("ix_invite_records_team_id", "invite_records", "team_id"),
    ("ix_invite_records_email", "invite_records", "email"),
    ("ix_invite_records_status", "invite_records", "status"),
    ("ix_invite_records_created_at", "invite_records", "created_at"),
    ("ix_invite_queue_status", "invite_queue", "status"),
    ("ix_redeem_codes_bound_email", "redeem_codes", "bound_email"),
  ].map { .init(name: $0, table: $1, columns: [$2], revision: .performanceIndexes) }

  private static let composite: [PerformanceIndex] = [
    (
      "ix_invite_records_team_status_created", "invite_records",
      ["team_id", "status", "created_at"]
    ),
    ("ix_team_members_team_email", "team_members", ["team_id", "email"]),
    (
      "ix_invite_queue_status_group_created", "invite_queue",
      ["status", "group_id", "created_at"]
    ),
  ].map { .init(name: $0, table: $1, columns: $2, revision: .compositeIndexes) }

  /// The tables the revisions need; `invite_queue` alone may be missing, on databases that the
  /// backend's create_all has not seen.
  public static let requiredTables = ["team_members", "invite_records", "redeem_codes"]
  public static let optionalTable = "invite_queue"
}
