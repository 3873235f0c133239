internal import PrometheusText

/// The names of the backend's report, as far as the servers know the numbers, so that dashboards
/// and alerts made for it go on. Durations and errors of requests are known to the web processes
/// alone and stay with them.
///
/// Some of these names break the rules of `promtool check metrics` (`_total` on a gauge); they are
/// kept as they were published.
enum ReportNames {
  static let seats = MetricFamily(
    "available_seats_total", .gauge, help: "Available seats of active teams.")
  static let queue = MetricFamily(
    "invite_queue_size", .gauge, help: "Rows of invite_queue by status.")
  static let redeemed = MetricFamily(
    "redeem_requests_total", .counter,
    help: "Successful redemptions as counted in the database; refused ones are not recorded there.")
  static let pool = MetricFamily(
    "database_pool_usage", .gauge, help: "Connections to the database by state.")
  static let invites = MetricFamily(
    "invite_requests_total", .counter, help: "Invite records by team and status.")
  static let redis = MetricFamily(
    "redis_connections", .gauge,
    help: "Connections to Redis by the database they use: broker, backend (results) or cache.")
  static let families = [seats, queue, redeemed, pool, invites, redis]

  /// What follows from the families of a dump.
  static func derived(from families: [MetricFamily]) -> [MetricFamily] {
    var (seats, queue, redeemed, pool) = (seats, queue, redeemed, pool)
    for family in families {
      for sample in family.samples {
        let state = sample.labels.first { $0.name == "state" || $0.name == "status" }?.value ?? ""
        switch family.name {
        case SharedFamily.seats.name where state == "available": seats.add(sample.value)
        case SharedFamily.queueRows.name: queue.add(sample.value, ["status": state])
        case SharedFamily.codeUses.name:
          redeemed.add(
            sample.value, ["status": "success", "code_type": sample.labels.first?.value ?? ""])
        case SharedFamily.postgresConnections.name where ["active", "idle"].contains(state):
          pool.add(sample.value, ["state": state])
        default: break
        }
      }
    }
    return [seats, queue, redeemed, pool]
  }
}
