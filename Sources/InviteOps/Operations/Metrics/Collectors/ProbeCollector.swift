internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PrometheusText

/// Whether messages are taken from the backend's queues, by a probe of each: the only collector that
/// writes, and so only with `--probe`.
enum ProbeCollector: MetricsCollecting {
  static let consumed = MetricFamily(
    "invitehub_celery_queue_consumed", .gauge,
    help: trKey("Whether a probe of the queue, or messages before it, were taken (1) or not (0)."))
  static let latency = MetricFamily(
    "invitehub_celery_probe_latency_seconds", .gauge, unit: "seconds",
    help: trKey("From the probe's sending to its taking; absent where it was not taken."))
  static let families = [consumed, latency, QueueWaits.family]

  /// A worker that has room takes it within milliseconds.
  private static let mostWait = Duration.seconds(2)
  /// For taking back what nobody took.
  private static let margin = Duration.milliseconds(700)

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let left = connections.deadline.remaining ?? mostWait
    let wait = min(mostWait, max(.milliseconds(100), left - margin))
    let outcome = try QueueProbe(ofBackend: connections.context, wait: wait).run()
    var (consumed, latency) = (consumed, latency)
    if let refused = outcome.diagnoses.first(where: { $0.kind == "probe_refused" }),
      outcome.probes.allSatisfy({ $0.verdict == .refused })
    {
      throw Failure(.error, refused.message, hint: refused.hint)
    }
    for probe in outcome.probes {
      consumed.add(.flag(probe.isConsumed), ["queue": probe.queue])
      if probe.verdict == .taken, let milliseconds = probe.latencyMs {
        latency.add(.seconds(milliseconds / 1000), ["queue": probe.queue])
        connections.waits?.count(probe: probe.queue, after: milliseconds / 1000)
      }
    }
    return [consumed, latency] + (connections.waits.map { [$0.filled] } ?? [])
  }
}
