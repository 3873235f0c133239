/// The checks of `doctor`, in the order in which they are made.
public enum DoctorCheckName: String, Sendable, CaseIterable {
  case configuration
  case postgres
  case postgresPooler = "postgres-pooler"
  case postgresPrivileges = "postgres-privileges"
  case revision
  case indexes
  case invitectlSchema = "invitectl-schema"
  case timeZone = "time-zone"
  case longTransactions = "long-transactions"
  case redis
  case broker
  case results
  case redisEviction = "redis-eviction"
  case redisPersistence = "redis-persistence"
  case clock

  /// The checks that ask PostgreSQL.
  static let postgresChecks: Set<DoctorCheckName> = [
    .postgres, .postgresPooler, .postgresPrivileges, .revision, .indexes, .invitectlSchema,
    .timeZone, .longTransactions, .clock,
  ]
  /// The checks that ask Redis.
  static let redisChecks: Set<DoctorCheckName> = [
    .redis, .broker, .results, .redisEviction, .redisPersistence, .clock,
  ]
}
