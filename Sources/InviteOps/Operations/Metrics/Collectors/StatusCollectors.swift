internal import PostgresClient

/// Invites of the last 24 hours.
enum RecordsCollector {
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.recentRecords) { row throws(PostgresError) in
      (status: try row.optionalString("status") ?? "", count: try row.int("records"))
    }
    let counts = StatusCounts(rows, known: ["pending", "success", "failed"])
    return [
      MetricFamily(
        "invitehub_recent_invite_records", .gauge,
        help: "Invite records created within 24 hours, by status.", samples: counts.samples)
    ]
  }
}

/// Rows of `invite_queue`. Without the table, which only the backend's create_all makes, all is 0.
enum QueueCollector {
  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let present = try connections.rows(MetricsQueries.hasQueue) { row throws(PostgresError) in
      try row.bool("present")
    }.first
    var rows: [(status: String, count: Int, oldest: Double)] = []
    if present == true {
      rows = try connections.rows(MetricsQueries.queue) { row throws(PostgresError) in
        (
          try row.optionalString("status") ?? "", try row.int("rows"),
          try row.double("oldest_seconds")
        )
      }
    }
    let known = ["pending", "processing", "success", "failed"]
    let counts = StatusCounts(rows.map { (status: $0.status, count: $0.count) }, known: known)
    let ages = counts.statuses.map { status in
      let age = rows.first { $0.status == status }?.oldest ?? 0
      return MetricFamily.Sample(.real(max(0, age)), [.init("status", status)])
    }
    return [
      MetricFamily(
        "invitehub_invite_queue_rows", .gauge, help: "Rows of invite_queue by status.",
        samples: counts.samples),
      MetricFamily(
        "invitehub_invite_queue_oldest_seconds", .gauge, unit: "seconds",
        help: "Age of the oldest row of invite_queue by status; 0 where there is none.",
        samples: ages),
    ]
  }
}

/// Counts by status, with the known statuses first and always there.
private struct StatusCounts {
  let statuses: [String]
  let samples: [MetricFamily.Sample]

  init(_ rows: [(status: String, count: Int)], known: [String]) {
    let statuses = known + rows.map(\.status).filter { !known.contains($0) }
    self.statuses = statuses
    samples = statuses.map { status in
      let count = rows.first { $0.status == status }?.count ?? 0
      return .init(.integer(count), [.init("status", status)])
    }
  }
}
