internal import PostgresClient

/// The load of the database server, as far as this role may see it.
enum PostgresCollector {
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.connections) { row throws(PostgresError) in
      (
        state: try row.string("state"), count: try row.int("connections"),
        longest: try row.double("longest_seconds")
      )
    }
    let known = ["active", "idle", "idle in transaction"]
    let states = known + rows.map(\.state).filter { !known.contains($0) }
    let counts = states.map { state in
      let count = rows.first { $0.state == state }?.count ?? 0
      return MetricFamily.Sample(.integer(count), [.init("state", state)])
    }
    return [
      MetricFamily(
        "invitehub_postgres_connections", .gauge,
        help: "Connections to the database by state, without this one.",
        samples: counts),
      MetricFamily(
        "invitehub_postgres_longest_transaction_seconds", .gauge, unit: "seconds",
        help: "Age of the longest open transaction; 0 where there is none.",
        samples: [.init(.real(rows.map(\.longest).max() ?? 0))]),
    ]
  }
}
