public import CeleryProtocol
public import InviteDomain
public import PostgresClient
public import RedisClient

/// Everything a run was configured with, each value with its source.
///
/// Precedence: flag, environment (`INVITECTL_*` before the backend's own names), `.env`, config
/// file, default. Resolving opens no connection.
///
/// A class, since everything that works holds it and nothing changes it: a copy of it is one reference.
public final class InviteConfiguration: Sendable {
  /// One value and where it came from, safe to print.
  public struct ResolvedSetting: Sendable, Equatable, Encodable {
    /// The setting's name in a configuration file.
    public let name: String
    /// The value, a URL only by allow-list; `nil` when it is not set.
    public let value: String?
    public let source: SettingSource
  }

  /// What libpq connects with; `nil` when nothing names a database.
  public let database: ConnectionParameters?
  /// A replica for commands that only read; `nil` when they use ``database`` too.
  public let readDatabase: ConnectionParameters?
  /// The schema of the backend's tables, where somebody says so; otherwise it is found.
  public let schema: String?
  /// The table in which Alembic keeps the revision, where somebody says so; otherwise it is looked for.
  public let versionTable: RevisionTableName?
  /// The server and database of the token buckets, limiters and locks.
  public let bucket: RedisEndpoint
  /// The server and database of the Celery queues.
  public let broker: RedisEndpoint
  /// The server and database of the Celery results.
  public let result: RedisEndpoint
  /// Where another rule of the backend's puts broker and results; `nil` where both rules agree.
  public let olderCelery: OlderCelery?
  /// `REDIS_URL` without a path, which the backend cannot use (from 67c4b2d, revision 010).
  package let redisURLWithoutPath: (source: SettingSource, shown: String)?
  /// Celery's `global_keyprefix` of the broker; empty as a rule.
  public let brokerKeyPrefix: String
  /// How the workers spread queues over lists: `sep` and `priority_steps` of their
  /// broker_transport_options; kombu's defaults as a rule.
  public let queueLayout: QueueLayout
  /// What the keys of the window per email begin with; `:` and the email follow. The backend's are
  /// `{key}:{identifier}`, and which key its redemptions have is not documented.
  public let redeemWindowKey: String
  /// Where the backend's API is, where somebody says so.
  public let backendURL: BackendURL?
  /// The limit for one request to a server, where a command has no better one.
  public let timeout: Duration
  /// Settings files that are there and do not count, since others could have written them.
  public let passedOver: [PassedOverFile]
  /// Every setting with its source, in a fixed order.
  public let shown: [ResolvedSetting]

  /// - Throws: ``Failure/Kind/usage``, naming the source of the value that makes no sense.
  public init(_ sources: SettingSources) throws(Failure) {
    let layers = try sources.layers()
    var resolver = SettingResolver(layers: layers, userID: sources.userID)
    database = try resolver.database(environment: sources.environment)
    readDatabase = try resolver.readDatabase(beside: database)
    schema = try resolver.optional(.databaseSchema)
    versionTable = try resolver.versionTable()
    (bucket, broker, result) = try resolver.redis()
    redisURLWithoutPath = try resolver.redisURLWithoutPath(bucket)
    olderCelery = try resolver.olderCelery(than: broker)
    brokerKeyPrefix = try resolver.text(.brokerKeyPrefix, default: "")
    queueLayout = try resolver.queueLayout()
    redeemWindowKey = try resolver.text(.redeemWindowKey, default: "rate_limit:redeem")
    backendURL = try resolver.backendURL()
    try resolver.showPasswordFiles()
    timeout = try resolver.duration(.timeout, default: .seconds(10))
    passedOver = layers.passedOver
    shown = resolver.shown
  }
}
