internal import ClientSupport

/// Collects the families of `metrics-dump`. Every dump asks the servers anew; nothing is cached.
public struct MetricsDump {
  private let context: OperationContext
  private let collectors: [MetricsCollectorName]

  public init(_ context: OperationContext, collectors: [MetricsCollectorName]) {
    self.context = context
    self.collectors = MetricsCollectorName.allCases.filter(collectors.contains)
  }

  /// Runs the collectors one after the other. One that fails is exported as such, and the rest
  /// still come.
  public func collect() -> MetricsSnapshot {
    let connections = MetricsConnections(context)
    var families: [MetricFamily] = []
    var failures: [MetricsSnapshot.CollectorFailure] = []
    var success = MetricFamily(
      "invitectl_collector_success", .gauge,
      help: "Whether the collector got all it asked for (1) or not (0).")
    var duration = MetricFamily(
      "invitectl_collector_duration_seconds", .gauge, unit: "seconds",
      help: "How long the collector took.")
    for name in collectors {
      let label = [MetricFamily.Label("collector", name.rawValue)]
      let begin = ContinuousClock.now
      do {
        families += try name.collect(connections)
        success.samples.append(.init(.integer(1), label))
      } catch {
        failures.append(.init(collector: name.rawValue, failure: error))
        success.samples.append(.init(.integer(0), label))
      }
      duration.samples.append(.init(.real(begin.duration(to: .now).seconds), label))
    }
    families.append(targets(connections))
    families += [success, duration]
    return MetricsSnapshot(families: families, failures: failures)
  }

  private func targets(_ connections: MetricsConnections) -> MetricFamily {
    MetricFamily(
      "invitectl_target_up", .gauge, help: "Whether the server answered (1) or not (0).",
      samples: MetricsTarget.allCases.map { target in
        .init(.integer(connections.isUp(target) ? 1 : 0), [.init("target", target.rawValue)])
      })
  }
}

/// What one dump found.
public struct MetricsSnapshot: Sendable, Encodable {
  /// A collector that did not get all it asked for.
  public struct CollectorFailure: Sendable {
    public let collector: String
    public let failure: Failure
  }

  public let families: [MetricFamily]
  public let failures: [CollectorFailure]

  private enum CodingKeys: String, CodingKey { case families }
}

extension MetricsCollectorName {
  func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    switch self {
    case .seats: try SeatsCollector.collect(connections)
    case .codes: try CodesCollector.collect(connections)
    case .records: try RecordsCollector.collect(connections)
    case .queue: try QueueCollector.collect(connections)
    case .buckets: try BucketsCollector.collect(connections)
    case .celery: try CeleryCollector.collect(connections)
    case .redis: try RedisCollector.collect(connections)
    case .postgres: try PostgresCollector.collect(connections)
    }
  }
}
