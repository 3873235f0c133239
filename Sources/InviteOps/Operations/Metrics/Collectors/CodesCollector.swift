internal import PostgresClient

/// Redeem codes and their uses.
enum CodesCollector {
  private static let states = ["active", "exhausted", "expired", "inactive", "bound"]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    var codes = MetricFamily(
      "invitehub_redeem_codes", .gauge,
      help: "Redeem codes by type and state; bound counts codes of any other state too.")
    var uses = MetricFamily(
      "invitehub_redeem_code_uses", .gauge,
      help: "Uses counted in the database, by code type.")
    let rows = try connections.rows(MetricsQueries.codes) { row throws(PostgresError) in
      var counts: [(String, Int)] = []
      for state in states { counts.append((state, try row.int(state))) }
      return (
        type: try row.optionalString("code_type") ?? "", counts: counts,
        uses: try row.int("uses")
      )
    }
    // The known types start at 0, so that an alert sees a series before the first code.
    for type in ["direct", "linuxdo"]
      + rows.map(\.type).filter({ !["direct", "linuxdo"].contains($0) })
    {
      let row = rows.first { $0.type == type }
      for (index, state) in states.enumerated() {
        codes.samples.append(
          .init(
            .integer(row?.counts[index].1 ?? 0), [.init("code_type", type), .init("state", state)]))
      }
      uses.samples.append(.init(.integer(row?.uses ?? 0), [.init("code_type", type)]))
    }
    return [codes, uses]
  }
}
