internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// Redeem codes and their uses.
enum CodesCollector: MetricsCollecting {
  static let codes = MetricFamily(
    "invitehub_redeem_codes", .gauge,
    help: trKey("Redeem codes by type and state; bound counts codes of any other state too."))
  static let uses = SharedFamily.codeUses
  static let families = [codes, uses]

  private static let states = ["active", "exhausted", "expired", "inactive", "bound"]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let rows = try connections.rows(MetricsQueries.codes) { row throws(PostgresError) in
      var counts: [Int] = []
      for state in states { counts.append(try row.int(state)) }
      return (
        type: try row.optionalString("code_type") ?? "", counts: counts, uses: try row.int("uses")
      )
    }
    var codes = codes
    var uses = uses
    let known = ["direct", "linuxdo"]
    for type in known + rows.map(\.type).filter({ !known.contains($0) }) {
      let row = rows.first { $0.type == type }
      for (index, state) in states.enumerated() {
        codes.add(.integer(row?.counts[index] ?? 0), ["code_type": type, "state": state])
      }
      uses.add(.integer(row?.uses ?? 0), ["code_type": type])
    }
    return [codes, uses]
  }
}
