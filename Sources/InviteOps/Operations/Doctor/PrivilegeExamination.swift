internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// A table of the backend's: whether it is there, and whose it is.
struct TableFacts: Sendable {
  let name: String
  let isPresent: Bool
  let owner: String
  /// Whether this role is the owner or may act as it.
  let isOwned: Bool
  /// The partition of it that the owner is meant of, where that is not this role.
  let partition: String?

  init(_ row: PostgresRow) throws(PostgresError) {
    name = try row.string("name")
    isPresent = try row.bool("present")
    owner = try row.optionalString("owner") ?? ""
    isOwned = try row.bool("owned")
    partition = try row.optionalString("partition")
  }
}

/// Checks privileges against what the commands need, and prints the GRANTs that are missing.
enum PrivilegeExamination {
  /// - Parameters:
  ///   - held: per entry of ``TablePrivilege/ofBackend``, whether this role has it; for a table
  ///     that is not there it does not matter.
  ///   - beside: what the role lacks to use the schema, to read Alembic's revision, and to delete from
  ///     partitions.
  static func check(
    _ facts: [TableFacts], held: [Bool], _ server: ServerFacts, in schema: BackendSchema,
    beside: (schema: [String], record: [String], partitions: PartitionGrants)
  ) -> DoctorReport.Check {
    let missing = facts.filter { !$0.isPresent && $0.name != PerformanceIndex.optionalTable }
    if !missing.isEmpty {
      return .init(
        .postgresPrivileges, .fail,
        tr("there is no table \(missing.map(\.name).joined(separator: ", "))"),
        why: tr("this does not look like InviteHub's database"),
        fix: tr("correct the database URL, or run the backend's own migrations first"))
    }
    let absent = Set(facts.filter { !$0.isPresent }.map(\.name))
    let denied = zip(TablePrivilege.ofBackend, held).filter { need, isHeld in
      !isHeld && !absent.contains(need.table)
    }.map(\.0)
    let role = PostgresIdentifier.quoted(server.role)
    let grants =
      beside.schema
      + denied.map { "GRANT \($0.grant) ON \(schema).\($0.table) TO \(role)" } + beside.record
      + beside.partitions.statements(to: role)
    let reads =
      denied.contains { $0.profile == .reader } || !(beside.schema + beside.record).isEmpty
    guard grants.isEmpty else {
      return .init(
        .postgresPrivileges, reads ? .fail : .warn,
        tr(
          grants.count, "\(server.role) lacks a privilege",
          "\(server.role) lacks \(grants.count) privileges"),
        why: reads
          ? tr("redeem, sync-counts, cleanup-queue and metrics-dump fail without them")
          : tr(
            "redeem, sync-counts and cleanup-queue fail without them; a role that only looks needs "
              + "none of them"),
        fix: grants.joined(separator: "; "))
    }
    return ownership(facts, server, in: schema)
  }

  /// Building an index is the owner's; reading others' queries is pg_read_all_stats'.
  private static func ownership(
    _ facts: [TableFacts], _ server: ServerFacts, in schema: BackendSchema
  ) -> DoctorReport.Check {
    let indexed = Set(PerformanceIndex.all.map(\.table))
    let role = PostgresIdentifier.quoted(server.role)
    let foreign = facts.filter { $0.isPresent && indexed.contains($0.name) && !$0.isOwned }
    if let first = foreign.first {
      let owner = first.owner
      let name = server.role
      let detail =
        first.partition.map {
          tr("\(name) does not own \($0), a partition of \(first.name), \(owner) does")
        } ?? tr("\(name) does not own the tables, \(owner) does")
      return .init(
        .postgresPrivileges, .warn, detail,
        why: tr("migrate can only build indexes as the owner"),
        fix: tr("run migrate as \(owner); no other command needs that"))
    }
    if let lack = server.needs.failure(role: server.role, in: schema, records: true) {
      return .init(
        .postgresPrivileges, .warn, lack.message, why: tr("migrate refuses without it"),
        fix: lack.hint)
    }
    if !server.hasSchema, !server.canCreate {
      return .init(
        .postgresPrivileges, .warn,
        tr("\(server.role) may not create the schema invitectl in \(server.database)"),
        why: tr("migrate up makes it once"),
        fix: "GRANT CREATE ON DATABASE \(PostgresIdentifier.quoted(server.database)) TO \(role)")
    }
    guard server.readsStatistics else {
      return .init(
        .postgresPrivileges, .warn, tr("\(server.role) may not see other sessions' queries"),
        why: tr("migrate can then name a blocker's pid but not what it runs"),
        fix: server.membership(in: "pg_read_all_stats"))
    }
    return .init(.postgresPrivileges, .pass, tr("\(server.role) has all it needs"))
  }
}
