internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import PrometheusText
internal import Synchronization

/// How long messages waited in their queues, counted since the start: of those whose sending and taking
/// were both heard of, and of probes. One listener and several scrapes write and read.
///
/// Times are this process' own, of the moment in which an event came: clocks of other hosts differ.
public final class QueueWaits: Sendable {
  static let family = MetricFamily(
    "invitehub_celery_queue_wait_seconds", .histogram, unit: "seconds",
    help: trKey(
      "From a message's sending to its taking by a worker, by queue: of task-sent and "
        + "task-received events, and of probes, since metrics-dump --listen --probe was started."))

  /// To half an hour, after which a person has given up.
  private static let bounds: [Double] = [
    0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 600, 900, 1800, .infinity,
  ]
  /// Messages remembered by id; the oldest are forgotten first.
  private static let memory = 50_000
  /// All queues that are not the backend's: names from outside must not make series without end.
  private static let other = "other"

  private struct Series {
    var buckets = [Int](repeating: 0, count: QueueWaits.bounds.count)
    var sum = 0.0
  }

  private struct State {
    var series: [String: Series] = [:]
    var sent: [String: (queue: String, at: ContinuousClock.Instant)] = [:]
    var order: [String] = []
  }

  private let state: Mutex<State>

  public init() {
    var state = State()
    for queue in InviteTask.backendQueues { state.series[queue] = Series() }
    self.state = Mutex(state)
  }

  func count(_ event: CeleryEvent, at now: ContinuousClock.Instant = .now) {
    guard let id = event.uuid else { return }
    switch event.type {
    case "task-sent":
      let queue = event.fields["queue"]?.string ?? event.fields["routing_key"]?.string ?? ""
      state.withLock { state in
        // A retry is sent again, by the same id.
        if state.sent.updateValue((queue, now), forKey: id) == nil {
          state.order.append(id)
          if state.order.count > Self.memory {
            for old in state.order.prefix(Self.memory / 2) { state.sent[old] = nil }
            state.order.removeFirst(Self.memory / 2)
          }
        }
      }
    case "task-received":
      state.withLock { state in
        guard let (queue, at) = state.sent.removeValue(forKey: id) else { return }
        Self.add(at.duration(to: now).seconds, queue, &state)
      }
    default: break
    }
  }

  /// A probe that was taken.
  func count(probe queue: String, after seconds: Double) {
    state.withLock { Self.add(seconds, queue, &$0) }
  }

  private static func add(_ seconds: Double, _ queue: String, _ state: inout State) {
    let label = InviteTask.backendQueues.contains(queue) ? queue : other
    let bucket = bounds.firstIndex { seconds <= $0 } ?? bounds.count - 1
    state.series[label, default: Series()].buckets[bucket] += 1
    state.series[label, default: Series()].sum += seconds
  }

  /// The histogram, the backend's queues first.
  var filled: MetricFamily {
    state.withLock { state in
      var family = Self.family
      for queue in InviteTask.backendQueues + [Self.other] {
        guard let series = state.series[queue] else { continue }
        let label = MetricFamily.Label("queue", queue)
        var total = 0
        for (bound, count) in zip(Self.bounds, series.buckets) {
          total += count
          family.samples.append(
            .init(
              .integer(total), [label, .init("le", MetricValue.real(bound).text)],
              suffix: "_bucket"))
        }
        family.samples.append(.init(.integer(total), [label], suffix: "_count"))
        family.samples.append(.init(.seconds(series.sum), [label], suffix: "_sum"))
      }
      return family
    }
  }
}
