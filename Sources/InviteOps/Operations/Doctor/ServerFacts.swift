internal import PostgresClient

/// What one query tells about server, session and role.
struct ServerFacts: Sendable {
  let database: String
  let role: String
  let version: String
  let versionNumber: Int
  let pid: Int
  let isRecovering: Bool
  let timeZone: String
  let canCreate: Bool
  let readsStatistics: Bool
  let hasSchema: Bool
  /// Whether this role may read all there is in schema `invitectl`.
  let usesSchema: Bool
  /// Whether it may change it.
  let writesSchema: Bool
  /// Seconds since 1970 by the server's clock.
  let epoch: Double

  init(_ row: PostgresRow) throws(PostgresError) {
    database = try row.string("database")
    role = try row.string("role")
    version = try row.string("version")
    versionNumber = try row.int("version_number")
    pid = try row.int("pid")
    isRecovering = try row.bool("recovering")
    timeZone = try row.string("time_zone")
    canCreate = try row.bool("can_create")
    readsStatistics = try row.bool("reads_stats")
    hasSchema = try row.bool("has_schema")
    usesSchema = try row.bool("uses_schema")
    writesSchema = try row.bool("writes_schema")
    epoch = try row.double("epoch")
  }

  var versionCheck: DoctorReport.Check {
    let place = "database \(database) as \(role), PostgreSQL \(version)"
    if isRecovering {
      return .init(
        .postgres, .fail, "\(place), a read-only replica", why: "a replica refuses every write",
        fix: "point the database URL at the primary")
    }
    guard versionNumber < 140_000 else { return .init(.postgres, .pass, place) }
    return .init(
      .postgres, .warn, place, why: "invitectl is tested with PostgreSQL 15",
      fix: "upgrade the server")
  }

  static let pooled = DoctorReport.Check(
    .postgresPooler, .fail, SessionLook.pooled.message,
    why: "settings and locks would be left in sessions of other clients",
    fix: SessionLook.pooled.hint)

  static func poolerCheck(isDirect: Bool) -> DoctorReport.Check {
    .init(.postgresPooler, .pass, isDirect ? "a direct connection" : "a pooler in session mode")
  }

  var schemaCheck: DoctorReport.Check {
    let quoted = PostgresIdentifier.quoted(role)
    guard hasSchema else {
      return .init(
        .invitectlSchema, .warn, "there is no schema invitectl",
        why: "sync-counts keeps its watermarks there", fix: "invitectl migrate up")
    }
    return .init(
      .invitectlSchema, !usesSchema ? .fail : writesSchema ? .pass : .warn,
      !usesSchema
        ? "there, and this role may not use it"
        : writesSchema ? "there" : "there, and this role may only read it",
      why: "sync-counts keeps its watermarks there",
      fix: "GRANT USAGE ON SCHEMA invitectl TO \(quoted); "
        + "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA invitectl TO \(quoted); "
        + "GRANT USAGE ON ALL SEQUENCES IN SCHEMA invitectl TO \(quoted)")
  }

  var timeZoneCheck: DoctorReport.Check {
    let isUTC = ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Zulu"].contains(timeZone)
    return .init(
      .timeZone, isUTC ? .pass : .warn, timeZone,
      why: "the backend writes UTC without a zone; invitectl copes, hand-written SQL with now() "
        + "is off",
      fix: "ALTER DATABASE \(PostgresIdentifier.quoted(database)) SET timezone TO 'UTC'")
  }
}
