package import InviteDomain

/// Rows of invite_records, and teams, that no count of the backend's gets right.
package struct TrapRecordRows: Sendable {
  private let failed: String
  private let isOnJoin: Bool

  package init(_ generation: BackendGeneration) {
    failed = generation.label("failed", of: "invitestatus")
    isOnJoin = generation.counting == .onJoin
  }

  /// A reservation of this kind is told with those that have no message where uses are counted on join.
  package var timeless: RowTrap {
    RowTrap.timeless(
      "invite_records",
      where: "lower(status::text) \(isOnJoin ? "= 'success'" : "IN ('success', 'reserved')")")
  }

  package var statusless: RowTrap {
    RowTrap(
      "invite_records", where: "status IS NULL",
      set: "status = '\(failed)', error_message = 'no status'")
  }

  /// Teams of which the member sync sees a part: it fetches the first 100 members alone.
  package static let overfull = RowTrap(
    "teams",
    where: { backend in
      """
      is_active AND max_seats > 100
      AND (SELECT count(*) FROM \(backend).team_members m WHERE m.team_id = teams.id) >= 100
      """
    }, set: { _ in "max_seats = 100" })
}
