internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Connections of one dump, opened when a collector first asks. A server that did not answer is
/// not asked again: the next collector gets the same failure at once, instead of a deadline more.
final class MetricsConnections {
  private let context: OperationContext
  private var postgresResult: Result<PostgresConnection, Failure>?
  private var redisResults: [OperationContext.RedisRole: Result<RedisConnection, Failure>] = [:]

  init(_ context: OperationContext) {
    self.context = context
  }

  /// The deadline for one request.
  var deadline: Deadline { context.requestDeadline }

  /// The names of what Celery keeps in the broker.
  var brokerKeys: BrokerKeys {
    BrokerKeys(
      database: context.configuration.broker.database,
      prefix: context.configuration.brokerKeyPrefix)
  }

  func postgres() throws(Failure) -> PostgresConnection {
    if let postgresResult { return try postgresResult.get() }
    let result = Result { () throws(Failure) in try context.postgres() }
    postgresResult = result
    return try result.get()
  }

  func redis(_ role: OperationContext.RedisRole) throws(Failure) -> RedisConnection {
    if let result = redisResults[role] { return try result.get() }
    let result = Result { () throws(Failure) in try context.redis(role) }
    redisResults[role] = result
    return try result.get()
  }

  /// Whether a server answers, for `invitectl_target_up`.
  func isUp(_ target: MetricsTarget) -> Bool {
    switch target {
    case .postgres: (try? postgres()) != nil
    case .redis: (try? redis(.bucket)) != nil
    case .broker: (try? redis(.broker)) != nil
    }
  }
}

/// The servers of `invitectl_target_up`.
enum MetricsTarget: String, CaseIterable {
  case postgres
  case redis
  case broker
}
