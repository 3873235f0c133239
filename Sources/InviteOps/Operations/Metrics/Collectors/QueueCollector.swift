internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// Rows of `invite_queue`. Without the table, which only the backend's create_all makes, all is 0.
enum QueueCollector: MetricsCollecting {
  static let queueRows = SharedFamily.queueRows
  static let oldest = MetricFamily(
    "invitehub_invite_queue_oldest_seconds", .gauge, unit: "seconds",
    help: trKey("Age of the oldest row of invite_queue by status; 0 where there is none."))
  static let families = [queueRows, oldest]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let state = try connections.rows(MetricsQueries.queueState) { row throws(PostgresError) in
      (present: try row.bool("present"), indexed: try row.optionalBool("indexed") ?? false)
    }
    var rows: [(status: String, count: Int, oldest: Double)] = []
    if let state = state.first, state.present {
      var isFinite = true
      func read(_ statement: (BackendSchema) -> String) throws(Failure) {
        rows = try connections.rows(statement) { row throws(PostgresError) in
          isFinite = try row.bool("is_finite") && isFinite
          return (
            try row.optionalString("status") ?? "", try row.int("rows"),
            try row.double("oldest_seconds")
          )
        }
      }
      try read(state.indexed ? MetricsQueries.queueByIndex : MetricsQueries.queue)
      if !isFinite {
        try read(MetricsQueries.queueFinite)
        try note(connections)
      }
    }
    var queueRows = queueRows
    var oldest = oldest
    let known = ["pending", "processing", "success", "failed"]
    for status in known + rows.map(\.status).filter({ !known.contains($0) }) {
      let row = rows.first { $0.status == status }
      queueRows.add(.integer(row?.count ?? 0), ["status": status])
      oldest.add(.seconds(max(0, row?.oldest ?? 0)), ["status": status])
    }
    return [queueRows, oldest]
  }

  /// Names the rows that have no age.
  private static func note(_ connections: MetricsConnections) throws(Failure) {
    let ids = try connections.rows(MetricsQueries.queueTimeless) { row throws(PostgresError) in
      try row.int("id")
    }
    guard !ids.isEmpty else { return }
    let backend = try connections.postgres().backend
    for id in ids { connections.findings.add(StuckReader.timeless(id, in: backend)) }
  }
}
