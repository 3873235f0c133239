public import RedisClient

/// Where the first revisions of the backend have Celery's broker and results: by `REDIS_HOST`,
/// `REDIS_PORT` and the two numbers, whatever `REDIS_URL` says. Since its commit `67c4b2d`
/// (2025-12-08, while the database was at 010) a `REDIS_URL` goes before those, with the databases 1
/// and 2; that is the rule that invitectl follows.
public struct OlderCelery: Sendable, Equatable {
  public let broker: RedisEndpoint
  public let result: RedisEndpoint
  /// The variables that say so.
  public let variables: [String]
}
