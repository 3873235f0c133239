internal import InviteStorage
internal import Localization
internal import PostgresClient

/// What one query tells about server, session and role.
struct ServerFacts: Sendable {
  let database: String
  let role: String
  let version: String
  /// E.g. 150018.
  let versionNumber: Int
  let timeZone: String
  let canCreate: Bool
  let readsStatistics: Bool
  let hasSchema: Bool
  let needs: MigrationNeeds
  /// Whether the role has the attribute INHERIT.
  let inherits: Bool
  /// Seconds since 1970 by the server's clock.
  let epoch: Double

  init(_ row: PostgresRow, _ connection: PostgresConnection) throws(PostgresError) {
    versionNumber = connection.serverVersion
    needs = try MigrationNeeds(row, connection.facts)
    inherits = try row.bool("inherits")
    database = try row.string("database")
    role = try row.string("role")
    version = try row.string("version")
    timeZone = try row.string("time_zone")
    canCreate = try row.bool("can_create_schema")
    readsStatistics = try row.bool("reads_stats")
    hasSchema = try row.bool("has_schema")
    epoch = try row.double("epoch")
  }

  /// What gives this role the rights of another one.
  func membership(in other: String) -> String {
    MembershipStatement.grant(other, to: role, version: versionNumber, inherits: inherits)
  }

  static func poolerCheck(isDirect: Bool) -> DoctorReport.Check {
    .init(
      .postgresPooler, .pass, isDirect ? tr("a direct connection") : tr("a pooler in session mode"))
  }

  var timeZoneCheck: DoctorReport.Check {
    let isUTC = ["UTC", "Etc/UTC", "GMT", "Etc/GMT", "UCT", "Zulu"].contains(timeZone)
    return .init(
      .timeZone, isUTC ? .pass : .warn, timeZone,
      why: tr(
        "the backend writes UTC without a zone; invitectl copes, hand-written SQL with now() "
          + "is off"),
      fix: verbatim("ALTER DATABASE \(PostgresIdentifier.quoted(database)) SET timezone TO 'UTC'"))
  }
}
