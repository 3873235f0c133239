internal import InviteDomain
internal import InviteStorage
internal import PostgresClient
internal import PrometheusText

/// The eleven performance indexes of revisions 007 and 008.
enum IndexesCollector: MetricsCollecting {
  static let indexes = MetricFamily(
    "invitehub_performance_indexes", .gauge,
    help: "The performance indexes of revisions 007 and 008 by state; skipped are those of an "
      + "invite_queue table that does not exist.")
  static let valid = MetricFamily(
    "invitehub_performance_index_valid", .gauge,
    help: "Whether the index is there, valid and as the revision defines it (1) or not (0).")
  static let families = [indexes, valid]

  private static let states = ["valid", "missing", "building", "invalid", "different", "skipped"]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let expected = PerformanceIndex.all
    let rows = try connections.rows(
      IndexHealthQueries.states,
      [
        PostgresArray.literal(expected.map(\.name)), PostgresArray.literal(expected.map(\.table)),
        PostgresArray.literal(expected.map { $0.columns.joined(separator: ",") }),
      ]
    ) { row throws(PostgresError) in
      (name: try row.string("name"), state: try row.string("state"))
    }
    var (indexes, valid) = (indexes, valid)
    for state in states {
      indexes.add(.integer(rows.count { $0.state == state }), ["state": state])
    }
    for row in rows where row.state != "skipped" {
      valid.add(.flag(row.state == "valid"), ["index": row.name])
    }
    return [indexes, valid]
  }
}
