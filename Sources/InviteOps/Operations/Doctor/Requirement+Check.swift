internal import InviteStorage

extension Requirement {
  /// The check of `doctor` that shows it.
  var check: DoctorCheckName {
    switch self {
    case .postgresVersion, .postgresPrimary, .writableSession: .postgres
    case .directSession: .postgresPooler
    case .backendSchema, .backendTables, .columnTypes, .singleRows: .backendTables
    case .backendGeneration: .generation
    case .visibleRows: .rowSecurity
    case .privileges: .postgresPrivileges
    case .trustedSchema, .ownTables, .ownPrivileges: .invitectlSchema
    case .redisVersion, .redisPrimary, .redisSingle: .redis
    }
  }
}
