internal import PostgresClient

/// What this role may do with one table.
struct TableFacts: Sendable {
  let name: String
  let isPresent: Bool
  let owner: String
  let isOwned: Bool
  let isReadable: Bool
  let isWritable: Bool

  init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    isPresent = try row.bool("present")
    owner = try row.optionalString("owner") ?? ""
    isOwned = try row.bool("owned")
    isReadable = try row.bool("readable")
    isWritable = try row.bool("writable")
  }
}

/// Checks privileges against what the commands need, and prints the GRANTs that are missing.
enum PrivilegeExamination {
  /// The tables, and what is needed on each beside SELECT. Of teams only the columns without
  /// secrets are read.
  static let tables: [(name: String, grants: [String], isWritten: Bool)] = [
    ("redeem_codes", ["SELECT", "UPDATE (used_count, activated_at, bound_email)"], true),
    ("invite_records", ["SELECT"], false),
    ("invite_queue", ["SELECT"], false),
    ("team_members", ["SELECT"], false),
    ("teams", ["SELECT (id, name, max_seats, is_active, group_id)"], false),
    ("team_groups", ["SELECT"], false),
    ("alembic_version", ["SELECT"], false),
  ]

  static func check(_ facts: [TableFacts], _ server: ServerFacts) -> DoctorReport.Check {
    let missing = facts.filter { !$0.isPresent && $0.name != PerformanceIndex.optionalTable }
    if !missing.isEmpty {
      return .init(
        .postgresPrivileges, .fail,
        "there is no table \(missing.map(\.name).joined(separator: ", "))",
        why: "this does not look like InviteHub's database",
        fix: "correct the database URL, or run the backend's own migrations first")
    }
    let grants = facts.filter(\.isPresent).flatMap { fact -> [String] in
      guard let need = tables.first(where: { $0.name == fact.name }) else { return [] }
      return need.grants.filter { grant in
        grant.hasPrefix("UPDATE") ? !fact.isWritable : !fact.isReadable
      }.map { "GRANT \($0) ON \(fact.name) TO \"\(server.role)\"" }
    }
    guard grants.isEmpty else {
      return .init(
        .postgresPrivileges, .fail, "\(server.role) lacks \(grants.count) privileges",
        why: "redeem, sync-counts and metrics-dump fail without them",
        fix: grants.joined(separator: "; "))
    }
    return ownership(facts, server)
  }

  /// Building an index is the owner's; reading others' queries is pg_read_all_stats'.
  private static func ownership(
    _ facts: [TableFacts], _ server: ServerFacts
  ) -> DoctorReport.Check {
    let indexed = Set(PerformanceIndex.all.map(\.table))
    let foreign = facts.filter { $0.isPresent && indexed.contains($0.name) && !$0.isOwned }
    if let owner = foreign.first?.owner {
      return .init(
        .postgresPrivileges, .warn, "\(server.role) does not own the tables, \(owner) does",
        why: "migrate can only build indexes as the owner",
        fix: "run migrate as \(owner), or GRANT \"\(owner)\" TO \"\(server.role)\"")
    }
    if !server.hasSchema, !server.canCreate {
      return .init(
        .postgresPrivileges, .warn,
        "\(server.role) may not create the schema invitectl in \(server.database)",
        why: "migrate up makes it once",
        fix: "GRANT CREATE ON DATABASE \"\(server.database)\" TO \"\(server.role)\"")
    }
    guard server.readsStatistics else {
      return .init(
        .postgresPrivileges, .warn, "\(server.role) may not see other sessions' queries",
        why: "migrate can then name a blocker's pid but not what it runs",
        fix: "GRANT pg_read_all_stats TO \"\(server.role)\"")
    }
    return .init(.postgresPrivileges, .pass, "\(server.role) has all it needs")
  }
}
