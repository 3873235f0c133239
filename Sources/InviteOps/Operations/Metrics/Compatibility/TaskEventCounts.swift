internal import CeleryProtocol
internal import LosslessJSON
internal import PrometheusText
internal import Synchronization

/// Task events counted since the start, for celery-exporter's names. One listener writes while
/// scrapes read.
public final class TaskEventCounts: Sendable {
  private struct Series: Hashable {
    let name: String
    let host: String
    let queue: String
    /// The class of the exception, for failures.
    let exception: String
  }

  private struct Runtime {
    var buckets = [Int](repeating: 0, count: TaskEventCounts.bounds.count)
    var sum = 0.0
  }

  /// What only `task-sent` and `task-received` tell, kept for the later events of the same task.
  private struct Origin {
    let name: String
    var queue: String
  }

  private struct State {
    var counts: [String: [Series: Int]] = [:]
    var runtimes: [Series: Runtime] = [:]
    var origins: [String: Origin] = [:]
    var order: [String] = []
    /// Those that there are, of whatever event.
    var series: Set<Series> = []
    var isFull = false
  }

  /// prometheus_client's default buckets, which celery-exporter uses.
  private static let bounds: [Double] = [
    0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, .infinity,
  ]
  /// Tasks remembered by id; the oldest are forgotten first.
  private static let memory = 20_000

  /// Anybody who can publish to the broker can name tasks, hosts and queues. More different ones than
  /// these are counted as one, ``other``.
  static let mostSeries = 2000
  static let other = "other"
  /// A name that is longer is no name of a task.
  private static let longestName = 200

  private let state = Mutex(State())

  public init() {}

  /// - Returns: whether this was the first event that had to be counted as ``other``.
  @discardableResult
  func count(_ event: CeleryEvent) -> Bool {
    guard CeleryExporterNames.events.contains(where: { $0.type == event.type }) else {
      return false
    }
    return state.withLock { state in
      let origin = Self.origin(of: event, &state)
      let wasFull = state.isFull
      let series = Self.bounded(
        Series(
          name: origin.name, host: CeleryExporterNames.host(of: event.hostname),
          queue: origin.queue,
          exception: event.type == "task-failed" ? Self.exceptionClass(event) : ""), &state)
      state.counts[event.type, default: [:]][series, default: 0] += 1
      let isFirst = state.isFull && !wasFull
      guard event.type == "task-succeeded", let runtime = event.runtime, runtime.isFinite else {
        return isFirst
      }
      let bucket = Self.bounds.firstIndex { runtime <= $0 } ?? Self.bounds.count - 1
      state.runtimes[series, default: Runtime()].buckets[bucket] += 1
      state.runtimes[series, default: Runtime()].sum += runtime
      return isFirst
    }
  }

  private static func bounded(_ series: Series, _ state: inout State) -> Series {
    if state.series.contains(series) { return series }
    let isShort = [series.name, series.host, series.queue, series.exception].allSatisfy {
      $0.utf8.count <= longestName
    }
    if isShort, state.series.count < mostSeries {
      state.series.insert(series)
      return series
    }
    state.isFull = true
    return Series(
      name: other, host: other, queue: other, exception: series.exception.isEmpty ? "" : other)
  }

  private static func origin(of event: CeleryEvent, _ state: inout State) -> Origin {
    let id = event.uuid ?? ""
    // Nothing is remembered of what no worker of Celery calls a task.
    guard id.utf8.count <= longestName, (event.name ?? "").utf8.count <= longestName else {
      return Origin(name: event.name ?? "", queue: "celery")
    }
    var origin = state.origins[id] ?? Origin(name: "", queue: "celery")
    if let name = event.name { origin = Origin(name: name, queue: origin.queue) }
    if let queue = event.fields["queue"]?.string { origin.queue = queue }
    if state.origins.updateValue(origin, forKey: id) == nil {
      state.order.append(id)
      if state.order.count > memory {
        for old in state.order.prefix(memory / 2) { state.origins[old] = nil }
        state.order.removeFirst(memory / 2)
      }
    }
    return origin
  }

  /// `ValueError('no such code')` is a ValueError; what it says may hold an email.
  private static func exceptionClass(_ event: CeleryEvent) -> String {
    let text = event.fields["exception"]?.string ?? ""
    let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    return name.isEmpty ? "UnknownException" : String(name)
  }

  /// The counters and the histogram, their series in order.
  var families: [MetricFamily] {
    state.withLock { state in
      var families: [MetricFamily] = []
      for (type, template) in CeleryExporterNames.events {
        var family = template
        for (series, count) in Self.ordered(state.counts[type] ?? [:]) {
          var labels = Self.labels(series)
          if type == "task-failed" { labels.append(.init("exception", series.exception)) }
          family.samples.append(.init(.integer(count), labels))
        }
        families.append(family)
      }
      var histogram = CeleryExporterNames.runtime
      for (series, runtime) in Self.ordered(state.runtimes) {
        let labels = Self.labels(series)
        var total = 0
        for (bound, count) in zip(Self.bounds, runtime.buckets) {
          total += count
          let edge = MetricFamily.Label("le", MetricValue.real(bound).text)
          histogram.samples.append(.init(.integer(total), labels + [edge], suffix: "_bucket"))
        }
        histogram.samples.append(.init(.integer(total), labels, suffix: "_count"))
        histogram.samples.append(.init(.real(runtime.sum), labels, suffix: "_sum"))
      }
      return families + [histogram]
    }
  }

  private static func labels(_ series: Series) -> [MetricFamily.Label] {
    [
      .init("name", series.name), .init("hostname", series.host),
      .init("queue_name", series.queue),
    ]
  }

  private static func ordered<Value>(_ values: [Series: Value]) -> [(key: Series, value: Value)] {
    values.sorted {
      ($0.key.name, $0.key.host, $0.key.queue, $0.key.exception)
        < ($1.key.name, $1.key.host, $1.key.queue, $1.key.exception)
    }
  }
}
