/// The collectors of `metrics-dump`, in the order in which their families are written.
public enum MetricsCollectorName: String, Sendable, CaseIterable {
  case seats
  case codes
  case records
  case queue
  case buckets
  case celery
  case redis
  case postgres

  /// What it exports, for `metrics-dump list`.
  public var summary: String {
    switch self {
    case .seats: "seats of active teams, by group and state"
    case .codes: "redeem codes by type and state, and their uses"
    case .records: "invites of the last 24 hours by status"
    case .queue: "rows of invite_queue by status, and the oldest"
    case .buckets: "token buckets compared with the database"
    case .celery: "messages waiting by queue and priority, and unacked ones"
    case .redis: "memory, evictions and policy of the Redis servers"
    case .postgres: "connections and the longest transaction"
    }
  }
}
