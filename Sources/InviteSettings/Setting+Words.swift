extension Setting {
  /// What it is, for a person; at most 45 characters.
  public var about: String {
    switch self {
    case .databaseURL: "PostgreSQL, as libpq or SQLAlchemy write it"
    case .readDatabaseURL: "a replica, for commands that only read"
    case .databaseSchema: "the schema of the backend's tables"
    case .versionTable: "the table in which Alembic keeps its revision"
    case .databasePasswordFile: "a file with the password for PostgreSQL"
    case .redisURL: "Redis of the token buckets"
    case .brokerURL: "Redis of the Celery queues"
    case .resultURL: "Redis of the Celery results"
    case .redisPasswordFile: "a file with the password for redis.url"
    case .brokerPasswordFile: "a file with the password for broker.url"
    case .resultPasswordFile: "a file with the password for result.url"
    case .redisHost: "the host of Redis, without redis.url"
    case .redisPort: "its port"
    case .redisBrokerDB: "the database of the queues there"
    case .redisBackendDB: "the database of the results there"
    case .brokerKeyPrefix: "Celery's global_keyprefix"
    case .brokerSeparator: "kombu's sep, between queue and priority"
    case .brokerPrioritySteps: "kombu's priority_steps"
    case .redeemWindowKey: "what the key of an email's window begins with"
    case .redisTLSVerify: "full, certificate (for any host) or none"
    case .redisTLSCAFile: "the authority of Redis' certificate"
    case .redisTLSCertFile: "our own certificate for Redis"
    case .redisTLSKeyFile: "its key, where that has a file of its own"
    case .redisTLSServerName: "the name that Redis' certificate is for"
    case .backendURL: "the backend's API"
    case .timeout: "the longest wait for one answer of a server"
    }
  }

  /// What may stand in a file: the default where there is one.
  public var example: String {
    switch self {
    case .databaseURL, .readDatabaseURL:
      "postgresql://invitehub@db.example.com:5432/invitehub?sslmode=verify-full"
    case .databaseSchema: "public"
    case .versionTable: "alembic_version"
    case .databasePasswordFile: "/run/secrets/database"
    case .redisURL: "rediss://cache.example.com:6379/0"
    case .brokerURL: "rediss://cache.example.com:6379/1"
    case .resultURL: "rediss://cache.example.com:6379/2"
    case .redisPasswordFile, .brokerPasswordFile, .resultPasswordFile: "/run/secrets/redis"
    case .redisHost: "localhost"
    case .redisPort: "6379"
    case .redisBrokerDB: "1"
    case .redisBackendDB: "2"
    case .brokerKeyPrefix: "invitehub_"
    case .brokerSeparator: "\\x06\\x16"
    case .brokerPrioritySteps: "0,3,6,9"
    case .redeemWindowKey: "rate_limit:redeem"
    case .redisTLSVerify: "full"
    case .redisTLSCAFile: "/etc/ssl/certs/our-ca.pem"
    case .redisTLSCertFile: "/etc/invitectl/client.pem"
    case .redisTLSKeyFile: "/etc/invitectl/client.key"
    case .redisTLSServerName: "cache.example.com"
    case .backendURL: "http://localhost:18000/api/v1"
    case .timeout: "10s"
    }
  }

  /// The variable of the backend that means the same, e.g. `REDIS_URL`; `nil` where it has none.
  public var backendsVariable: String? {
    isBackends ? String(variable.dropFirst("INVITECTL_".count)) : nil
  }
}
