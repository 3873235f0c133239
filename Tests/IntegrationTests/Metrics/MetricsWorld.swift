import ClientSupport
import InviteOps
import InviteSettings
import Logging
import PostgresClient
import PrometheusText
import RedisClient
import TestSupport

/// A database at revision 008 with a few teams and codes, and Redis databases of its own.
struct MetricsWorld {
  let database: TestDatabase
  let redis: TestRedis
  let postgres: PostgresConnection

  /// - Parameters:
  ///   - seed: whether the rows of seed-small.sql are there.
  ///   - server: another Redis than the sandbox's.
  init(
    enums: String = "enums-upper", queue: Bool = true, indexes: Bool = true, seed: Bool = false,
    server: RedisEndpoint? = nil
  ) throws {
    database = try TestDatabase()
    redis = try TestRedis(server: server)
    postgres = try database.connect()
    try Fixture.load(enums, "schema-006", into: postgres)
    if queue { try Fixture.load("invite-queue", into: postgres) }
    if indexes { try Fixture.load("indexes-007", "indexes-008", "stamp-008", into: postgres) }
    if seed { try Fixture.load("seed-small", into: postgres) }
  }

  var databaseURL: String {
    let parameters = database.parameters
    let query = ["host", "port", "user"].compactMap { name in
      parameters[name].map { "\(name)=\($0)" }
    }
    return "postgresql:///\(database.name)?\(query.joined(separator: "&"))"
  }

  var environment: [String: String] {
    [
      "DATABASE_URL": databaseURL, "REDIS_URL": "\(redis.bucket)",
      "INVITECTL_BROKER_URL": "\(redis.broker)", "INVITECTL_RESULT_URL": "\(redis.result)",
      "PATH": "/usr/bin:/bin",
    ]
  }

  func context(_ changes: [String: String] = [:]) throws -> OperationContext {
    let configuration = try InviteConfiguration(
      SettingSources(
        environment: environment.merging(changes) { $1 }, workingDirectory: "/"))
    return OperationContext(
      configuration: configuration, interrupt: nil,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  func run(_ sql: String) throws {
    try postgres.executeScript(sql, deadline: .soon)
  }

  func bucket() throws -> RedisConnection { try TestRedis.connect(redis.bucket) }
  func broker() throws -> RedisConnection { try TestRedis.connect(redis.broker) }

  /// What the named collectors find; all must succeed.
  func collect(_ collectors: MetricsCollectorName...) throws -> Readings {
    let snapshot = MetricsDump(try context(), collectors: collectors).collect()
    for failure in snapshot.failures { throw failure.failure }
    return Readings(snapshot.families)
  }
}

/// Samples by what they are called in the text format, e.g. `name{label="value"}`.
struct Readings {
  let values: [String: MetricValue]

  init(_ families: [MetricFamily]) {
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
  subscript(series: String) -> Int? {
    if case .integer(let number) = values[series] { number } else { nil }
  }

  func seconds(_ series: String) -> Double? {
    if case .real(let number) = values[series] { number } else { nil }
  }
}

extension CommandResult {
  /// Whether a line of the output is `text`.
  func hasLine(_ text: String) -> Bool {
    output.split(separator: "\n").contains { $0 == text }
  }
}
