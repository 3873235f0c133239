public import ClientSupport
public import InviteOps
import InviteSettings
internal import Logging
public import RedisClient

extension OperationContext {
  /// A context as the environment of the backend would give it, and nothing else.
  public static func test(
    database: TestDatabase? = nil, role: String = "postgres", redis: TestRedis? = nil,
    environment: [String: String] = [:], interrupt: Interrupt? = nil
  ) throws -> OperationContext {
    let variables = Sandbox.variables(database: database, role: role, redis: redis)
    return OperationContext(
      configuration: try InviteConfiguration(
        SettingSources(
          environment: variables.merging(environment) { $1 }, workingDirectory: "/")),
      interrupt: interrupt, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }
}

extension Sandbox {
  /// The variables of a world's processes, with a PATH for what they start.
  public static func environment(
    _ database: TestDatabase, _ redis: TestRedis, broker: RedisEndpoint? = nil
  ) -> [String: String] {
    variables(database: database, redis: redis).merging([
      "INVITECTL_BROKER_URL": (broker ?? redis.broker).url, "PATH": "/usr/bin:/bin",
    ]) { $1 }
  }

  /// What a process needs to find a test's servers. Without a Redis of the test's own the URL
  /// leads nowhere.
  public static func variables(
    database: TestDatabase? = nil, role: String = "postgres", redis: TestRedis? = nil
  ) -> [String: String] {
    var variables: [String: String] = [:]
    variables["DATABASE_URL"] = database?.url(role: role)
    variables["REDIS_URL"] = redis?.bucket.url ?? "unix:///nowhere/redis.sock"
    variables["INVITECTL_BROKER_URL"] = redis?.broker.url
    variables["INVITECTL_RESULT_URL"] = redis?.result.url
    return variables
  }
}

extension RedisEndpoint {
  /// As a URL, with the password, which a test's server may have.
  public var url: String {
    let login = password.map { "\(username ?? ""):\($0)@" } ?? ""
    return switch address {
    case .tcp(let host, let port): "redis://\(login)\(host):\(port)/\(database)"
    case .unix(let path): "unix://\(login)\(path)?db=\(database)"
    case .sentinel(let sentinels): "sentinel://\(login)\(sentinels)/\(database)"
    }
  }
}
