public import ClientSupport

/// How long a dump may take.
public struct MetricsLimits: Sendable {
  /// For one collector; its own failure does not delay the others beyond it.
  public let collector: Duration
  /// For the dump as a whole.
  public let total: Deadline

  /// The defaults leave a scrape within Prometheus' own limit of 10 s even if several collectors
  /// hang.
  public init(collector: Duration = .seconds(3), total: Deadline = .after(.seconds(9))) {
    self.collector = collector
    self.total = total
  }

  var collectorDeadline: Deadline { .after(collector).earlier(total) }
}
