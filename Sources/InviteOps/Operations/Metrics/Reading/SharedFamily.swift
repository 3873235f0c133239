internal import Localization
internal import PrometheusText

/// Families that a collector fills and names of other exporters are derived from.
enum SharedFamily {
  static let seats = MetricFamily(
    "invitehub_seats", .gauge,
    help: trKey(
      "Seats of active teams: all (max), taken by members, promised to invites of the last "
        + "24 hours (pending), and available."))
  static let queueRows = MetricFamily(
    "invitehub_invite_queue_rows", .gauge, help: trKey("Rows of invite_queue by status."))
  static let codeUses = MetricFamily(
    "invitehub_redeem_code_uses", .gauge,
    help: trKey("Uses counted in the database, by code type."))
  static let postgresConnections = MetricFamily(
    "invitehub_postgres_connections", .gauge,
    help: trKey("Connections to the database by state, without those of invitectl's own dump."))
  static let readyMessages = MetricFamily(
    "invitehub_celery_ready_messages", .gauge,
    help: trKey("Messages waiting for a worker, by queue and priority step."))
}
