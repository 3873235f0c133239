/// The checks of `doctor`, in the order in which they are made.
public enum DoctorCheckName: String, Sendable, CaseIterable {
  case configuration
  case settingsFiles = "settings-files"
  case postgres
  case postgresPooler = "postgres-pooler"
  case readDatabase = "read-database"
  case backendTables = "backend-tables"
  case generation
  case backendLabels = "backend-labels"
  case backendQueue = "backend-queue"
  case backendInFlight = "backend-in-flight"
  case backendUpgrade = "backend-upgrade"
  case backendLimiter = "backend-limiter"
  case backendRows = "backend-rows"
  case backendJoins = "backend-joins"
  case backendCodes = "backend-codes"
  case rowSecurity = "row-security"
  case postgresPrivileges = "postgres-privileges"
  case revision
  case indexes
  case invitectlSchema = "invitectl-schema"
  case timeZone = "time-zone"
  case longTransactions = "long-transactions"
  case locks
  case replication
  case disk
  case redis
  case broker
  case brokerRule = "broker-rule"
  case results
  case redisMemory = "redis-memory"
  case redisEviction = "redis-eviction"
  case redisPersistence = "redis-persistence"
  case bucketValues = "bucket-values"
  case orphanedKeys = "orphaned-keys"
  case contract
  case workers
  case pythonSync = "python-sync"
  case encryption
  case clock

  /// The checks that are made where none are named: of the others each takes its time.
  public static let usual = Set(allCases).subtracting([.contract])

  /// The checks that ask PostgreSQL.
  static let postgresChecks: Set<DoctorCheckName> = [
    .postgres, .postgresPooler, .backendTables, .generation, .backendLabels, .backendQueue,
    .backendInFlight, .backendUpgrade, .backendLimiter, .backendRows, .backendJoins,
    .backendCodes, .rowSecurity, .postgresPrivileges, .revision, .indexes, .invitectlSchema,
    .timeZone, .longTransactions,
    .locks, .replication, .disk, .clock,
  ]
  /// The checks that ask the workers.
  static let workerChecks: Set<DoctorCheckName> = [.workers, .pythonSync]
  /// The checks that ask Redis.
  static let redisChecks: Set<DoctorCheckName> = [
    .redis, .broker, .brokerRule, .results, .redisMemory, .redisEviction, .redisPersistence, .clock,
  ]
}
