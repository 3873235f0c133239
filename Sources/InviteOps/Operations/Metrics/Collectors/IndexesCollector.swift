internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// The eleven performance indexes of revisions 007 and 008.
enum IndexesCollector: MetricsCollecting {
  static let indexes = MetricFamily(
    "invitehub_performance_indexes", .gauge,
    help: trKey(
      "The performance indexes of revisions 007 and 008 by state; skipped are those of an "
        + "invite_queue table that does not exist."))
  static let valid = MetricFamily(
    "invitehub_performance_index_valid", .gauge,
    help: trKey("Whether the index is there, valid and as the revision defines it (1) or not (0)."))
  static let verdict = MetricFamily(
    "invitehub_performance_index_verdict", .gauge,
    help: trKey(
      "1 with what the index is worth, as far as the catalog and the statistics tell: proven "
        + "(scanned), covered (another one begins with its columns), unused (never scanned since the "
        + "last reset), too_small (to tell), wrong, invalid, absent; migrate prove asks the planner."
    ))
  static let families = [indexes, valid, verdict]

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
    let uses = try connections.rows(
      ProofQueries.uses, [PostgresArray.literal(expected.map(\.name))]
    ) { row throws(PostgresError) in try IndexUse(row) }
    var (indexes, valid, verdict) = (indexes, valid, verdict)
    for state in states {
      indexes.add(.integer(rows.count { $0.state == state }), ["state": state])
    }
    let unsound = Set(rows.filter { $0.state != "valid" }.map { $0.name })
    for row in rows where row.state != "skipped" {
      valid.add(.flag(row.state == "valid"), ["index": row.name])
      let found = worth(row.state, uses.first { $0.name == row.name }, unsound)
      verdict.add(.integer(1), ["index": row.name, "verdict": found.rawValue])
    }
    return [indexes, valid, verdict]
  }

  /// - Parameter state: see ``IndexHealthQueries/states(_:)``.
  private static func worth(
    _ state: String, _ use: IndexUse?, _ unsound: Set<String>
  ) -> IndexProofs.Verdict {
    switch state {
    case "valid": use?.verdict(beside: unsound) ?? .untold
    case "missing": .absent
    case "different": .wrong
    default: .invalid
    }
  }
}
