internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// The load of the database server, as far as this role may see it.
enum PostgresCollector: MetricsCollecting {
  static let connectionCount = SharedFamily.postgresConnections
  static let maximum = MetricFamily(
    "invitehub_postgres_max_connections", .gauge,
    help: trKey("The server's max_connections, shared by all its databases."))
  static let longest = MetricFamily(
    "invitehub_postgres_longest_transaction_seconds", .gauge, unit: "seconds",
    help: trKey("Age of the longest open transaction; 0 where there is none."))
  static let families = [connectionCount, maximum, longest]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.connections) { row throws(PostgresError) in
      (
        state: try row.string("state"), count: try row.int("connections"),
        longest: try row.double("longest_seconds")
      )
    }
    let limit = try connections.rows(MetricsQueries.maxConnections) { row throws(PostgresError) in
      try row.int("max_connections")
    }
    var count = connectionCount
    let known = ["active", "idle", verbatim("idle in transaction")]
    for state in known + rows.map(\.state).filter({ !known.contains($0) }) {
      count.add(.integer(rows.first { $0.state == state }?.count ?? 0), ["state": state])
    }
    return [
      count, maximum.with(.integer(limit.first ?? 0)),
      longest.with(.seconds(max(0, rows.map(\.longest).max() ?? 0))),
    ]
  }
}
