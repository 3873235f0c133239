internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// What `redeem retry` has done, from its tables in schema `invitectl`.
enum RetriesCollector: MetricsCollecting {
  static let runs = MetricFamily(
    "invitectl_retry_runs", .gauge,
    help: trKey(
      "Runs of redeem retry that began within 24 hours, by result: complete (exit code 0), "
        + "partial (8), failed (any other), skipped (another run held the lock), unfinished."))
  static let rows = MetricFamily(
    "invitectl_retry_rows", .gauge,
    help:
      trKey(
        "Rows that redeem retry has tried again, by their table and the state of the last attempt: "
          + "recorded (the run was cut off before it knew that the message was sent), sent, waiting."
      ))
  static let attempts = MetricFamily(
    "invitectl_retry_attempts", .gauge,
    help: trKey(
      "Attempts of the last 24 hours by what came of them: invited, failed again, or open."))
  static let families = [runs, rows, attempts]

  private static let command = verbatim("redeem retry")
  private static let results = ["complete", "partial", "failed", "skipped", "unfinished"]
  private static let sources = ["invite_queue", "invite_records"]
  private static let states = ["recorded", "sent", "waiting"]
  private static let outcomes = ["invited", "failed", "open"]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let present = try connections.rows(RetryMetricsQueries.present) { row throws(PostgresError) in
      (attempts: try row.bool("has_attempts"), runs: try row.bool("has_runs"))
    }.first
    var counts: [[String]: Int] = [:]
    if present?.runs == true {
      for (result, count) in try connections.rows(
        RetryMetricsQueries.runs, [command],
        decode: { row throws(PostgresError) in
          (try row.string("result"), try row.int("runs"))
        })
      { counts[[result]] = count }
    }
    if present?.attempts == true {
      for (source, state, count) in try connections.rows(
        RetryMetricsQueries.rows,
        decode: { row throws(PostgresError) in
          (try row.string("source"), try row.string("state"), try row.int("rows"))
        })
      { counts[[source, state]] = count }
    }
    var (runs, rows) = (runs, rows)
    for result in results { runs.add(.integer(counts[[result]] ?? 0), ["result": result]) }
    for source in sources {
      for state in states {
        rows.add(
          .integer(counts[[source, state]] ?? 0), ["table": source, "state": state])
      }
    }
    // Without any the backend's tables, of which one may be missing, are left alone.
    let hasAny = counts.contains { $0.key.count == 2 }
    return [runs, rows, try attempts(connections, hasAny: hasAny)]
  }

  private static func attempts(
    _ connections: MetricsConnections, hasAny: Bool
  ) throws(Failure) -> MetricFamily {
    var counts: [String: Int] = [:]
    if hasAny {
      let statement = RetryMetricsQueries.outcomes(try connections.postgres().backend)
      for (outcome, count) in try connections.rows(
        statement,
        decode: { row throws(PostgresError) in
          (try row.string("outcome"), try row.int("attempts"))
        })
      { counts[outcome] = count }
    }
    var attempts = attempts
    for outcome in outcomes {
      attempts.add(.integer(counts[outcome] ?? 0), ["outcome": outcome])
    }
    return attempts
  }
}
