internal import PostgresClient
internal import RedisClient

/// The token buckets beside the database: how many agree, and by how much the others differ.
enum BucketsCollector: MetricsCollecting {
  static let buckets = MetricFamily(
    "invitehub_buckets", .gauge,
    help: "Token buckets of active limited direct codes: equal to the database, with "
      + "redemptions not yet synced, ahead of the database, missing, or no number.")
  static let unsynced = MetricFamily(
    "invitehub_unsynced_redemptions", .gauge,
    help: "Redemptions counted in Redis and not yet in the database.")
  static let families = [buckets, unsynced]

  /// How a bucket stands to its row.
  private enum State: String, CaseIterable {
    case equal, unsynced, ahead, missing, garbage
  }

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let codes = try connections.rows(MetricsQueries.bucketCodes) { row throws(PostgresError) in
      (code: try row.string("code"), remaining: try row.int("remaining"))
    }
    var counts: [State: Int] = [:]
    var redemptions = 0
    let garbage = try connections.eachBucket(of: codes.map(\.code)) { index, value in
      let remaining = codes[index].remaining
      let state: State
      switch value {
      case .missing: state = .missing
      case .garbage: state = .garbage
      case .count(let left) where left == remaining: state = .equal
      case .count(let left) where left > remaining: state = .ahead
      case .count(let left):
        state = .unsynced
        redemptions += remaining.subtractingReportingOverflow(left).partialValue
      }
      counts[state, default: 0] += 1
    }
    counts[.garbage, default: 0] += garbage
    counts[.missing, default: 0] -= garbage
    var buckets = buckets
    for state in State.allCases {
      buckets.add(.integer(counts[state] ?? 0), ["state": state.rawValue])
    }
    return [buckets, unsynced.with(.integer(redemptions))]
  }
}
