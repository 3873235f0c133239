import ClientSupport
import Foundation
import InviteOps
import PostgresClient
import RedisClient
import TestSupport

/// A world whose servers are reached through proxies: PostgreSQL, the Redis of the buckets and
/// queues.
struct FaultWorld {
  enum Server: String, CaseIterable {
    case postgres, redis
  }

  let world: RedeemWorld
  private let postgres: FaultProxy
  private let redis: FaultProxy

  init() throws {
    world = try RedeemWorld()
    let parameters = try Sandbox.postgres()
    let socket = "\(parameters["host"] ?? "")/.s.PGSQL.\(parameters["port"] ?? "")"
    postgres = try FaultProxy(.unix(path: socket))
    guard case .tcp(_, let port) = world.redis.bucket.address else {
      throw Sandbox.Missing(description: "the sandbox's Redis has no port")
    }
    redis = try FaultProxy(.tcp(port: port))
  }

  func proxy(_ server: Server) -> FaultProxy {
    switch server {
    case .postgres: postgres
    case .redis: redis
    }
  }

  /// The way through the proxies.
  var environment: [String: String] {
    func url(_ endpoint: RedisEndpoint) -> String {
      "redis://127.0.0.1:\(redis.port)/\(endpoint.database)"
    }
    return world.environment.merging([
      "DATABASE_URL":
        "postgresql://postgres@127.0.0.1:\(postgres.port)/\(world.database.name)?sslmode=disable",
      "REDIS_URL": url(world.redis.bucket), "INVITECTL_BROKER_URL": url(world.redis.broker),
      "INVITECTL_RESULT_URL": url(world.redis.result), "INVITECTL_TIMEOUT": "600ms",
    ]) { $1 }
  }

  func arm(_ fault: FaultProxy.Fault?, at server: Server?) {
    for one in Server.allCases { proxy(one).arm(one == server ? fault : nil) }
  }

  func settle() -> Bool {
    Server.allCases.allSatisfy { proxy($0).settle() }
  }
}
