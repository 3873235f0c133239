import ClientSupport
package import InviteOps
import InviteSettings
package import PostgresClient
package import PrometheusText
package import RedisClient
package import TestSupport

/// A database at revision 008 with a few teams and codes, and Redis databases of its own.
package struct MetricsWorld {
  package let database: TestDatabase
  package let redis: TestRedis
  package let postgres: PostgresConnection

  /// - Parameters:
  ///   - seed: whether the rows of seed-small.sql are there.
  ///   - server: another Redis than the sandbox's.
  package init(
    enums: String = "enums-upper", queue: Bool = true, indexes: Bool = true, seed: Bool = false,
    server: RedisEndpoint? = nil
  ) throws {
    database = try .inviteHub(
      lowerCase: enums == "enums-lower", queue: queue, indexes: indexes, seed: seed)
    redis = try TestRedis(server: server)
    postgres = try database.connect()
  }

  package var environment: [String: String] { Sandbox.environment(database, redis) }

  package func context(_ changes: [String: String] = [:]) throws -> OperationContext {
    try .test(environment: environment.merging(changes) { $1 })
  }

  package func run(_ sql: String) throws {
    try postgres.executeScript(sql, deadline: .soon)
  }

  package func bucket() throws -> RedisConnection { try TestRedis.connect(redis.bucket) }
  package func broker() throws -> RedisConnection { try TestRedis.connect(redis.broker) }

  /// Time enough on a machine that is busy with other tests.
  package static var limits: MetricsLimits {
    MetricsLimits(collector: .seconds(60), total: .after(.seconds(120)))
  }

  /// What the named collectors find; all must succeed.
  package func collect(_ collectors: MetricsCollectorName...) throws -> Readings {
    let snapshot = MetricsDump(try context(), collectors: collectors).collect(Self.limits)
    for failure in snapshot.failures { throw failure.failure }
    return Readings(snapshot.families)
  }
}

/// Samples by what they are called in the text format, e.g. `name{label="value"}`.
package struct Readings {
  package let values: [String: MetricValue]

  package init(_ families: [MetricFamily]) {
    var values: [String: MetricValue] = [:]
    for family in families {
      for sample in family.samples {
        let labels = sample.labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        values[family.name + sample.suffix + (labels.isEmpty ? "" : "{\(labels)}")] = sample.value
      }
    }
    self.values = values
  }

  /// The value of a series with whole numbers; `nil` when there is no such series.
  package subscript(series: String) -> Int? {
    if case .integer(let number) = values[series] { number } else { nil }
  }

  package func seconds(_ series: String) -> Double? {
    if case .real(let number) = values[series] { number } else { nil }
  }
}

extension CommandResult {
  /// Whether a line of the output is `text`.
  package func hasLine(_ text: String) -> Bool {
    output.split(separator: "\n").contains { $0 == text }
  }
}
