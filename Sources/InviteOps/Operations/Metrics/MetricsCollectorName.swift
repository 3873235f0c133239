internal import Localization
public import PrometheusText

/// The collectors of `metrics-dump`, in the order in which their families are written.
public enum MetricsCollectorName: String, Sendable, CaseIterable {
  case seats
  case codes
  case records
  case queue
  case buckets
  case limiter
  case celery
  case pauses
  case workers
  case replies
  case redis
  case postgres
  case statements
  case indexes
  case runs
  case follow
  case retries
  case locks
  /// Run when asked for only: what it tells changes by the hour, and it counts all codes and the invites of a month.
  case forecast
  /// Run when asked for only: it writes to the broker.
  case probe
  /// Run for a ``MetricsCompatibility`` only.
  case report = "compat-report"
  case celeryExporter = "compat-celery-exporter"

  /// Those of a plain dump.
  public static let standard = named.filter { $0 != .probe && $0 != .forecast }
  /// Those that can be asked for by name.
  public static let named = allCases.filter { $0 != .report && $0 != .celeryExporter }

  /// What it exports, for `metrics-dump list`.
  public var summary: String {
    switch self {
    case .seats: tr("seats of active teams, by group and state")
    case .codes: tr("redeem codes by type and state, and their uses")
    case .records: tr("invites by status and age")
    case .queue: tr("rows of invite_queue by status, and the oldest")
    case .buckets: tr("token buckets compared with the database")
    case .limiter: tr("permits of the redeem semaphore, and leaked ones")
    case .celery: tr("messages waiting by queue and priority, and unacked ones")
    case .pauses: tr("queues that somebody has paused")
    case .workers: tr("workers by state, their queues, slots and tasks")
    case .replies: tr("orphaned reply lists in the broker")
    case .redis: tr("memory, evictions and policy of the Redis servers")
    case .postgres: tr("connections and the longest transaction")
    case .statements: tr("slow statements, by pg_stat_statements")
    case .indexes: tr("the eleven performance indexes")
    case .runs: tr("the last run of each invitectl command, and what doctor keeps for syncs")
    case .follow: tr("how far behind sync-counts --follow is, and why it went through all codes")
    case .retries: tr("runs of redeem retry, what it tried and what came of it")
    case .locks: tr("invitectl's own locks, and runs skipped for them")
    case .forecast: tr("when seats, codes, disk and ids run out, the queue ends (when named)")
    case .probe: tr("whether messages are taken from queues, by probes (with --probe)")
    case .report: tr("names of the backend's report (with --compat report)")
    case .celeryExporter: tr("names of celery-exporter (with --compat celery-exporter)")
    }
  }

  /// The families it exports, without samples.
  public var families: [MetricFamily] { collector.families }

  /// Those that take long come first when several lanes share the work.
  var isSlow: Bool {
    switch self {
    case .queue, .buckets, .codes, .workers, .forecast, .probe, .report, .celeryExporter: true
    default: false
    }
  }

  var collector: any MetricsCollecting.Type {
    switch self {
    case .seats: SeatsCollector.self
    case .codes: CodesCollector.self
    case .records: RecordsCollector.self
    case .queue: QueueCollector.self
    case .buckets: BucketsCollector.self
    case .limiter: LimiterCollector.self
    case .celery: CeleryCollector.self
    case .pauses: PausesCollector.self
    case .workers: WorkersCollector.self
    case .replies: RepliesCollector.self
    case .redis: RedisCollector.self
    case .postgres: PostgresCollector.self
    case .statements: StatementsCollector.self
    case .indexes: IndexesCollector.self
    case .runs: RunsCollector.self
    case .follow: FollowCollector.self
    case .retries: RetriesCollector.self
    case .locks: LocksCollector.self
    case .forecast: ForecastCollector.self
    case .probe: ProbeCollector.self
    case .report: ReportCollector.self
    case .celeryExporter: CeleryExporterCollector.self
    }
  }
}
