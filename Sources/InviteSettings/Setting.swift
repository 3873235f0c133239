/// Everything that can be configured, by its name in a configuration file.
///
/// In the environment and in `.env` files the same name is spelt in capitals with `_`, once with
/// the prefix `INVITECTL_` and, for what the backend has too, once as the backend spells it.
public enum Setting: String, Sendable, CaseIterable {
  case databaseURL = "database.url"
  case readDatabaseURL = "database.readUrl"
  case databaseSchema = "database.schema"
  case versionTable = "database.versionTable"
  case databasePasswordFile = "database.passwordFile"
  case redisURL = "redis.url"
  case brokerURL = "broker.url"
  case resultURL = "result.url"
  case redisPasswordFile = "redis.passwordFile"
  case brokerPasswordFile = "broker.passwordFile"
  case resultPasswordFile = "result.passwordFile"
  case redisHost = "redis.host"
  case redisPort = "redis.port"
  case redisBrokerDB = "redis.brokerDb"
  case redisBackendDB = "redis.backendDb"
  case brokerKeyPrefix = "broker.keyPrefix"
  case brokerSeparator = "broker.separator"
  case brokerPrioritySteps = "broker.prioritySteps"
  case redeemWindowKey = "redeem.windowKey"
  case redisTLSVerify = "redis.tlsVerify"
  case redisTLSCAFile = "redis.tlsCaFile"
  case redisTLSCertFile = "redis.tlsCertFile"
  case redisTLSKeyFile = "redis.tlsKeyFile"
  case redisTLSServerName = "redis.tlsServerName"
  case backendURL = "backend.url"
  case timeout = "timeout"

  /// The flag that sets it, where there is one.
  public var flag: String? {
    switch self {
    case .databaseURL: "--database-url"
    case .readDatabaseURL: "--read-database-url"
    case .redisURL: "--redis-url"
    case .brokerURL: "--broker-url"
    case .resultURL: "--result-url"
    case .timeout: "--timeout"
    case .versionTable: "--version-table"
    case .databaseSchema, .databasePasswordFile, .redisPasswordFile, .brokerPasswordFile,
      .resultPasswordFile, .redisHost, .redisPort, .redisBrokerDB, .redisBackendDB,
      .brokerKeyPrefix, .brokerSeparator, .brokerPrioritySteps, .redeemWindowKey, .redisTLSVerify,
      .redisTLSCAFile,
      .redisTLSCertFile, .redisTLSKeyFile,
      .redisTLSServerName, .backendURL:
      nil
    }
  }

  /// Whether the backend reads the same variable without our prefix
  /// (see the backend's `DATABASE_URL`, `REDIS_URL`, `REDIS_HOST`, …).
  var isBackends: Bool {
    switch self {
    case .databaseURL, .redisURL, .redisHost, .redisPort, .redisBrokerDB, .redisBackendDB: true
    case .readDatabaseURL, .databaseSchema, .versionTable, .databasePasswordFile,
      .redisPasswordFile, .brokerPasswordFile,
      .resultPasswordFile, .brokerURL, .resultURL, .brokerKeyPrefix,
      .brokerSeparator, .brokerPrioritySteps, .redeemWindowKey,
      .redisTLSVerify, .redisTLSCAFile, .redisTLSCertFile, .redisTLSKeyFile, .redisTLSServerName,
      .backendURL, .timeout:
      false
    }
  }

  /// Whether the value may carry a password, so that it is only ever shown by allow-list.
  var mayHoldSecret: Bool {
    switch self {
    case .databaseURL, .readDatabaseURL, .redisURL, .brokerURL, .resultURL: true
    case .databaseSchema, .versionTable, .databasePasswordFile, .redisPasswordFile,
      .brokerPasswordFile,
      .resultPasswordFile, .redisHost, .redisPort, .redisBrokerDB, .redisBackendDB,
      .brokerKeyPrefix, .brokerSeparator, .brokerPrioritySteps, .redeemWindowKey, .redisTLSVerify,
      .redisTLSCAFile,
      .redisTLSCertFile, .redisTLSKeyFile,
      .redisTLSServerName, .backendURL, .timeout:
      false
    }
  }

  /// The variable that sets it, e.g. `INVITECTL_BROKER_KEY_PREFIX`.
  public var variable: String {
    let words = rawValue.flatMap { character in
      character == "." ? "_" : character.isUppercase ? "_\(character)" : String(character)
    }
    return "INVITECTL_" + String(words).uppercased()
  }

  /// The parts of the name, as swift-configuration's keys have them.
  package var components: [String] {
    rawValue.split(separator: ".").map(String.init)
  }
}
