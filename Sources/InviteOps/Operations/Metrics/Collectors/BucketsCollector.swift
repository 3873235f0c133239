internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText
internal import RedisClient

/// The token buckets beside the database: how many agree, and by how much the others differ.
enum BucketsCollector: MetricsCollecting {
  static let buckets = MetricFamily(
    "invitehub_buckets", .gauge,
    help: trKey(
      "Token buckets of active limited direct codes: equal to the database, with "
        + "redemptions not yet synced, ahead of the database, missing, "
        + "no integer (garbage), or out of the range of a count."))
  static let unsynced = MetricFamily(
    "invitehub_unsynced_redemptions", .gauge,
    help: trKey("Redemptions counted in Redis and not yet in the database."))
  static let families = [buckets, unsynced]

  /// Keys asked for in one MGET: large enough to make round trips cheap, small enough that the
  /// server stays responsive to others.
  private static let chunk = 1000

  /// How a bucket stands to its row.
  private enum State: String, CaseIterable {
    case equal, unsynced, ahead, missing, garbage
    case outOfRange = "out_of_range"
  }

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let codes = try codes(connections)
    var counts: [State: Int] = [:]
    var redemptions = 0
    for begin in stride(from: 0, to: codes.count, by: chunk) {
      let part = codes[begin..<min(begin + chunk, codes.count)]
      let (values, garbage) = try connections.buckets(part.map(\.code))
      counts[.garbage, default: 0] += garbage
      counts[.missing, default: 0] -= garbage
      for (code, value) in zip(part, values) {
        let state: State
        switch value {
        case nil: state = .missing
        case .defect(.notInteger)?: state = .garbage
        case .defect(.outOfRange)?: state = .outOfRange
        case .count(let left)? where left == code.remaining: state = .equal
        case .count(let left)? where left > code.remaining: state = .ahead
        case .count(let left)?:
          state = .unsynced
          // A take needs a token: what is below 0 was set or lowered by somebody.
          redemptions += code.remaining - max(left, min(0, code.remaining))
        }
        counts[state, default: 0] += 1
      }
    }
    var buckets = buckets
    for state in State.allCases {
      buckets.add(.integer(counts[state] ?? 0), ["state": state.rawValue])
    }
    return [buckets, unsynced.with(.integer(redemptions))]
  }

  /// All at once, and where one of them cannot be read, in parts.
  private static func codes(
    _ connections: MetricsConnections
  ) throws(Failure) -> [(code: String, remaining: Int)] {
    var codes: [(code: String, remaining: Int)] = []
    func read(
      _ statement: (BackendSchema) -> String, _ parameters: [String?]
    ) throws(Failure) -> RowFault? {
      try connections.orFault(statement, parameters) { row throws(PostgresError) in
        (code: try row.string("code"), remaining: try row.int("remaining"))
      } take: {
        codes += $0
      }
    }
    guard try read(MetricsQueries.bucketCodes, []) != nil else { return codes }
    let ids = try connections.rows(MetricsQueries.bucketCodeIDs) { row throws(PostgresError) in
      try row.int("id")
    }
    try Bisection.run(ids[...], isBad: true) { part throws(Failure) in
      try read(MetricsQueries.bucketCodesOf, [PostgresArray.literal(Array(part))])
    } culprit: { id, fault throws(Failure) in
      let witness = RowWitness(
        connection: try connections.postgres(), deadline: connections.deadline)
      connections.findings.add(
        witness.finding(
          fault, table: RowFinding.codes, id: id, code: witness.code(id),
          again: verbatim("'invitectl sync-counts'")))
    }
    return codes
  }
}
