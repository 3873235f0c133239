internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PostgresClient
internal import RedisClient

/// The servers that a trace reads, each as far as it can be reached: what one of them does not tell hides
/// nothing that the others do.
final class TraceServers {
  let postgres: Result<PostgresConnection, Failure>
  private let redis: [OperationContext.RedisRole: Result<RedisConnection, Failure>]

  /// Redis beside PostgreSQL, whose login takes most of the time.
  init(_ context: OperationContext) {
    let roles: [OperationContext.RedisRole] = [.broker, .result, .bucket]
    let (database, opened) = Threads.both {
      Result { () throws(Failure) in try context.postgres() }
    } _: {
      roles.map { role in Result { () throws(Failure) in try context.redis(role) } }
    }
    postgres = database
    redis = Dictionary(uniqueKeysWithValues: zip(roles, opened))
  }

  func redis(_ role: OperationContext.RedisRole) -> Result<RedisConnection, Failure> {
    redis[role] ?? .failure(Failure(.error, tr("Redis (\(role.rawValue)) was not opened")))
  }
}
