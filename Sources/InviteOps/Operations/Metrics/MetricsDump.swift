internal import ClientSupport
internal import InviteDomain
internal import Localization
public import PrometheusText
internal import Synchronization
internal import Telemetry

/// Collects the families of `metrics-dump`. Every dump asks the servers anew; nothing is cached.
public struct MetricsDump: Sendable {
  /// Two lanes: while one waits for a slow or stuck collector the other goes on, and the servers
  /// see no more than two connections of each kind.
  private static let lanes = 2

  private let context: OperationContext
  private let collectors: [MetricsCollectorName]
  private let compatibility: [MetricsCompatibility]
  private let events: TaskEventCounts?
  private let waits: QueueWaits?
  private let file: String?

  /// - Parameters:
  ///   - compatibility: names of other exporters to add.
  ///   - events: what a ``TaskEventListener`` counted, for celery-exporter's counters.
  ///   - waits: where waits in queues are counted, from events and from probes.
  ///   - file: where several dumps of one host are read as one, which of them this is.
  public init(
    _ context: OperationContext, collectors: [MetricsCollectorName] = MetricsCollectorName.standard,
    compatibility: [MetricsCompatibility] = [], events: TaskEventCounts? = nil,
    waits: QueueWaits? = nil, file: String? = nil
  ) {
    self.file = file
    self.context = context
    self.compatibility = MetricsCompatibility.allCases.filter(compatibility.contains)
    self.events = events
    self.waits = waits
    var wanted = collectors
    if compatibility.contains(.report) { wanted.append(.report) }
    if compatibility.contains(.celeryExporter) { wanted.append(.celeryExporter) }
    self.collectors = MetricsCollectorName.allCases.filter(wanted.contains)
  }

  /// Runs the collectors. One that fails is exported as such, and the rest still come.
  public func collect(_ limits: MetricsLimits = MetricsLimits()) -> MetricsSnapshot {
    let order = collectors.filter(\.isSlow) + collectors.filter { !$0.isSlow }
    let board = Board(order)
    let span = OpenSpan()
    Threads.concurrently(min(Self.lanes, max(1, order.count))) { [context, waits] _ in
      span.around {
        let connections = MetricsConnections(context, limits, waits: waits)
        while let name = board.next() {
          connections.beginCollector()
          board.note(name, Reading(name, connections))
        }
        board.note(connections.seen)
      }
    }
    return snapshot(board.results, limits)
  }

  /// What the lanes share.
  private final class Board: Sendable {
    private let order: [MetricsCollectorName]
    private let taken = Atomic<Int>(0)
    private let shared = Mutex(Results())

    init(_ order: [MetricsCollectorName]) {
      self.order = order
    }

    /// The next collector that nobody runs yet.
    func next() -> MetricsCollectorName? {
      let index = taken.add(1, ordering: .relaxed).oldValue
      return index < order.count ? order[index] : nil
    }

    func note(_ name: MetricsCollectorName, _ reading: Reading) {
      shared.withLock { $0.readings[name] = reading }
    }

    func note(_ lane: [MetricsTarget: Bool]) {
      shared.withLock { $0.seen.merge(lane) { $0 || $1 } }
    }

    var results: Results { shared.withLock { $0 } }
  }

  /// What one collector gave.
  private struct Reading: Sendable {
    let result: Result<[MetricFamily], Failure>
    let findings: RowFindings
    let missing: Failure?
    let duration: Duration

    init(_ name: MetricsCollectorName, _ connections: MetricsConnections) {
      let begin = ContinuousClock.now
      result = Result { () throws(Failure) in try name.collector.collect(connections) }
      findings = connections.findings
      missing = connections.missing
      duration = begin.duration(to: .now)
    }
  }

  private struct Results: Sendable {
    var readings: [MetricsCollectorName: Reading] = [:]
    var seen: [MetricsTarget: Bool] = [:]
  }

  static let success = MetricFamily(
    "invitectl_collector_success", .gauge,
    help: trKey("Whether the collector got all it asked for (1) or not (0)."))
  static let duration = MetricFamily(
    "invitectl_collector_duration_seconds", .gauge, unit: "seconds",
    help: trKey("How long the collector took."))
  static let targetUp = MetricFamily(
    "invitectl_target_up", .gauge, help: trKey("Whether the server answered (1) or not (0)."))

  /// The families about the dump itself, without samples.
  public static let ownFamilies = [targetUp, success, duration]

  private func snapshot(_ results: Results, _ limits: MetricsLimits) -> MetricsSnapshot {
    var families: [MetricFamily] = []
    var failures: [MetricsSnapshot.CollectorFailure] = []
    var (success, duration, targetUp) = (Self.success, Self.duration, Self.targetUp)
    for name in collectors {
      guard let reading = results.readings[name] else { continue }
      switch reading.result {
      case .success(let found): families += found
      case .failure(let failure): MetricsSnapshot.note(failure, of: name, in: &failures)
      }
      // What could be read is exported; the rest is named, and the collector did not get all.
      for failure in [reading.findings.failure, reading.missing].compactMap({ $0 }) {
        MetricsSnapshot.note(failure, of: name, in: &failures)
      }
      let isWhole = reading.findings.isEmpty && reading.missing == nil
      let isSuccess = (try? reading.result.get()) != nil && isWhole
      success.add(.flag(isSuccess), ["collector": name.rawValue])
      duration.add(.seconds(reading.duration.seconds), ["collector": name.rawValue])
    }
    for names in compatibility {
      switch names {
      case .report: families += ReportNames.derived(from: families)
      case .celeryExporter:
        families += CeleryExporterNames.derived(from: families) + (events?.families ?? [])
      }
    }
    let connections = MetricsConnections(context, limits)
    for target in MetricsTarget.allCases {
      let isUp = results.seen[target] ?? connections.isUp(target)
      // Each dump asks the servers for itself.
      if let file {
        targetUp.add(.flag(isUp), ["target": target.rawValue, "file": file])
      } else {
        targetUp.add(.flag(isUp), ["target": target.rawValue])
      }
    }
    return MetricsSnapshot(families: families + [targetUp, success, duration], failures: failures)
  }
}
