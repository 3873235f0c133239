package import InviteDomain

/// A statement of the backend's that one of the eleven indexes is for.
package struct IndexWitness: Sendable {
  /// Where a parameter's value comes from.
  package enum Value: Sendable, Equatable {
    /// A column of ``ProofQueries/samples(_:of:columns:)``.
    case column(String)
    /// Each label of the type of the column `status`, one after the other: which of them is rare, and so is
    /// looked for by an index, only the data says.
    case label
  }

  package let index: PerformanceIndex
  /// Of `$1` and so on: ``values``.
  package let statement: @Sendable (BackendSchema) -> String
  package let values: [Value]

  /// One for each of ``PerformanceIndex/all``, in their order. The statements are those of the backend's
  /// flows as far as they look for rows; docs/migrate.md names the place of each.
  package static let all: [IndexWitness] = PerformanceIndex.all.map { index in
    let from: @Sendable (BackendSchema, String) -> String = { schema, rest in
      "FROM \(schema).\(index.table) WHERE \(rest)"
    }
    func witness(
      _ values: [Value], _ select: String, where condition: String, then rest: String = ""
    ) -> IndexWitness {
      IndexWitness(
        index: index,
        statement: { "SELECT \(select) \(from($0, condition))\(rest)" }, values: values)
    }
    return switch index.name {
    case "ix_team_members_team_id":
      witness([.column("team_id")], "count(*)", where: "team_id = $1")
    case "ix_team_members_email":
      witness([.column("email")], "id", where: "email = $1")
    case "ix_invite_records_team_id":
      witness([.column("team_id")], "count(*)", where: "team_id = $1")
    case "ix_invite_records_email":
      witness([.column("email")], "id", where: "email = $1")
    case "ix_invite_records_status":
      witness([.label], "count(*)", where: "status = $1")
    case "ix_invite_records_created_at":
      witness([.column("since")], "count(*)", where: "created_at > $1")
    case "ix_invite_queue_status":
      witness([.label], "count(*)", where: "status = $1")
    case "ix_redeem_codes_bound_email":
      witness([.column("bound_email")], "id", where: "bound_email = $1")
    case "ix_invite_records_team_status_created":
      witness(
        [.column("team_id"), .column("status"), .column("since")], "count(DISTINCT email)",
        where: "team_id = $1 AND status = $2 AND created_at > $3")
    case "ix_team_members_team_email":
      witness(
        [.column("team_id"), .column("email")], "id",
        where: "team_id = $1 AND email = $2")
    default:
      witness(
        [.label, .column("group_id")], "id",
        where: "status = $1 AND group_id = $2", then: " ORDER BY created_at LIMIT 100")
    }
  }
}
