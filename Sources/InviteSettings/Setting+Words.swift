internal import Localization

extension Setting {
  /// What it is, for a person; at most 45 characters.
  public var about: String {
    switch self {
    case .databaseURL: tr("PostgreSQL, as libpq or SQLAlchemy write it")
    case .readDatabaseURL: tr("a replica, for commands that only read")
    case .databaseSchema: tr("the schema of the backend's tables")
    case .versionTable: tr("the table in which Alembic keeps its revision")
    case .databasePasswordFile: tr("a file with the password for PostgreSQL")
    case .redisURL: tr("Redis of the token buckets")
    case .brokerURL: tr("Redis of the Celery queues")
    case .resultURL: tr("Redis of the Celery results")
    case .redisPasswordFile: tr("a file with the password for redis.url")
    case .brokerPasswordFile: tr("a file with the password for broker.url")
    case .resultPasswordFile: tr("a file with the password for result.url")
    case .redisHost: tr("the host of Redis, without redis.url")
    case .redisPort: tr("its port")
    case .redisBrokerDB: tr("the database of the queues there")
    case .redisBackendDB: tr("the database of the results there")
    case .brokerKeyPrefix: tr("Celery's global_keyprefix")
    case .brokerSeparator: tr("kombu's sep, between queue and priority")
    case .brokerPrioritySteps: tr("kombu's priority_steps")
    case .redeemWindowKey: tr("what the key of an email's window begins with")
    case .redisTLSVerify: tr("full, certificate (for any host) or none")
    case .redisTLSCAFile: tr("the authority of Redis' certificate")
    case .redisTLSCertFile: tr("our own certificate for Redis")
    case .redisTLSKeyFile: tr("its key, where that has a file of its own")
    case .redisTLSServerName: tr("the name that Redis' certificate is for")
    case .backendURL: tr("the backend's API")
    case .timeout: tr("the longest wait for one answer of a server")
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
