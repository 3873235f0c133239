internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// Statements that take 100 ms on average, where pg_stat_statements is installed. They are named
/// by their queryid alone, since a text may hold what a label must not.
enum StatementsCollector: MetricsCollecting {
  static let available = MetricFamily(
    "invitehub_postgres_statements_available", .gauge,
    help: trKey("Whether pg_stat_statements is there to be read (1) or not (0)."))
  static let slow = MetricFamily(
    "invitehub_postgres_slow_statements", .gauge,
    help: trKey("Statements of this database that took 100 ms or more on average."))
  static let mean = MetricFamily(
    "invitehub_postgres_slow_statement_mean_seconds", .gauge, unit: "seconds",
    help: trKey("Average duration of the ten of them that took most time altogether."))
  static let calls = MetricFamily(
    "invitehub_postgres_slow_statement_calls_total", .counter,
    help: trKey("How often each of the same ten ran."))
  static let families = [available, slow, mean, calls]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let schema = try connections.rows(MetricsQueries.statementsSchema) {
      row throws(PostgresError) in try row.string("schema")
    }
    guard let schema = schema.first else { return [available.with(.integer(0))] }
    let rows = try connections.rows(
      MetricsQueries.slowStatements(in: schema),
      // The extension exists and its library was not loaded at the server's start.
      ifState: .objectNotReady
    ) { row throws(PostgresError) in
      (
        id: try row.optionalString("queryid") ?? "", calls: try row.int("calls"),
        mean: try row.double("mean_seconds"), all: try row.int("slow")
      )
    }
    guard let rows else { return [available.with(.integer(0))] }
    var (mean, calls) = (mean, calls)
    for row in rows where !row.id.isEmpty {
      mean.add(.seconds(row.mean), ["queryid": row.id])
      calls.add(.integer(row.calls), ["queryid": row.id])
    }
    return [
      available.with(.integer(1)), slow.with(.integer(rows.first?.all ?? 0)), mean, calls,
    ]
  }
}
