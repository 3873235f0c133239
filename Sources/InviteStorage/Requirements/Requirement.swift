internal import Localization

/// What a command may need of the world. `doctor` and every command look at it with the same code
/// and say it in the same words; ``Purpose`` says which command needs what.
public enum Requirement: String, Sendable, CaseIterable {
  case postgresVersion = "postgres-version"
  case directSession = "direct-session"
  case postgresPrimary = "postgres-primary"
  case writableSession = "writable-session"
  case backendSchema = "backend-schema"
  case backendTables = "backend-tables"
  case backendGeneration = "backend-generation"
  case columnTypes = "column-types"
  case singleRows = "single-rows"
  case visibleRows = "visible-rows"
  case privileges = "privileges"
  case trustedSchema = "trusted-schema"
  case ownTables = "own-tables"
  case ownPrivileges = "own-privileges"
  case redisVersion = "redis-version"
  /// ``BucketServer/isReplica`` has the same name.
  case redisPrimary = "redis-primary"
  case redisSingle = "redis-single"

  /// Why it is needed.
  public var why: String {
    switch self {
    case .postgresVersion: tr("statements use what PostgreSQL 14 brought")
    case .directSession: tr("settings and locks would be left in sessions of other clients")
    case .postgresPrimary: tr("a replica refuses every write, and is behind what it shows")
    case .writableSession: tr("the first write would fail")
    case .backendSchema: tr("nobody can tell which of the tables the backend uses")
    case .backendTables: tr("what works on these tables fails")
    case .backendGeneration: tr("what is written beside another way of counting is wrong")
    case .columnTypes: tr("numbers, times and texts would be misread or refused")
    case .singleRows:
      tr("one use would be counted for several rows, and each row deleted twice over")
    case .visibleRows: tr("what is hidden would be taken for missing")
    case .privileges: tr("the command would stop half-way")
    case .trustedSchema: tr("whoever owns a table there can run code as this role")
    case .ownTables: tr("watermarks, intents and runs are kept there")
    case .ownPrivileges: tr("watermarks, intents and runs are kept there")
    case .redisVersion: tr("scripts use what Redis 6.2 brought")
    case .redisPrimary: tr("a replica refuses every write, and is behind what it shows")
    case .redisSingle: tr("a script works on keys that a cluster keeps on different servers")
    }
  }
}
