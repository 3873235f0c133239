internal import PostgresClient
internal import RedisClient

/// The token buckets beside the database: how many agree, and by how much the others differ.
enum BucketsCollector {
  /// Keys asked for in one MGET: large enough to make round trips cheap, small enough that the
  /// server stays responsive to others.
  private static let chunk = 1000

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let codes = try connections.rows(MetricsQueries.bucketCodes) { row throws(PostgresError) in
      (code: try row.string("code"), remaining: try row.int("remaining"))
    }
    var counts = ["equal": 0, "unsynced": 0, "ahead": 0, "missing": 0, "garbage": 0]
    var unsynced = 0
    for begin in stride(from: 0, to: codes.count, by: chunk) {
      let part = codes[begin..<min(begin + chunk, codes.count)]
      let values = try connections.bucketValues(part.map(\.code))
      for (code, value) in zip(part, values) {
        let state: String
        switch value {
        case .missing: state = "missing"
        case .garbage: state = "garbage"
        case .count(let left) where left == code.remaining: state = "equal"
        case .count(let left) where left < code.remaining:
          state = "unsynced"
          unsynced += code.remaining - left
        case .count: state = "ahead"
        }
        counts[state, default: 0] += 1
      }
    }
    return [
      MetricFamily(
        "invitehub_buckets", .gauge,
        help: "Token buckets of active limited direct codes: equal to the database, with "
          + "redemptions not yet synced, ahead of the database, missing, or no number.",
        samples: ["equal", "unsynced", "ahead", "missing", "garbage"].map {
          .init(.integer(counts[$0] ?? 0), [.init("state", $0)])
        }),
      MetricFamily(
        "invitehub_unsynced_redemptions", .gauge,
        help: "Redemptions counted in Redis and not yet in the database.",
        samples: [.init(.integer(unsynced))]),
    ]
  }
}
