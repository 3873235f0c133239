internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// Invites by age. Only the last seven days are read, which an index serves: counting all of a
/// large table on every scrape would cost more than it tells.
enum RecordsCollector: MetricsCollecting {
  static let recent = MetricFamily(
    "invitehub_recent_invite_records", .gauge,
    help: trKey(
      "Invite records created within the window (1h, 24h, 7d; each holds the shorter ones), "
        + "by status."))
  static let estimate = MetricFamily(
    "invitehub_invite_records_estimate", .gauge,
    help: trKey("All invite records, as of the table's last ANALYZE or VACUUM."))
  static let families = [recent, estimate]

  private static let windows = [("1h", "hour"), ("24h", "day"), ("7d", "week")]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.recentRecords) { row throws(PostgresError) in
      var counts: [Int] = []
      for (_, column) in windows { counts.append(try row.int(column)) }
      return (status: try row.optionalString("status") ?? "", counts: counts)
    }
    var recent = recent
    let known = ["pending", "success", "failed"]
    for status in known + rows.map(\.status).filter({ !known.contains($0) }) {
      let counts = rows.first { $0.status == status }?.counts
      for (index, window) in windows.enumerated() {
        recent.add(.integer(counts?[index] ?? 0), ["status": status, "window": window.0])
      }
    }
    let all = try connections.rows(MetricsQueries.recordsEstimate) { row throws(PostgresError) in
      try row.int("rows")
    }
    return [recent, estimate.with(.integer(all.first ?? 0))]
  }
}
