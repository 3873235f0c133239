internal import CeleryProtocol
internal import PrometheusText

/// The names of danihodovic/celery-exporter (src/exporter.py): gauges of queues and workers, and
/// counters of task events. The counters need somebody who listens all the time: they come with
/// `--listen` only.
enum CeleryExporterNames {
  static let length = MetricFamily(
    "celery_queue_length", .gauge, help: "Messages waiting in the queue, of all priorities.")
  static let activeWorkers = MetricFamily(
    "celery_active_worker_count", .gauge, help: "Workers that take from the queue.")
  static let activeProcesses = MetricFamily(
    "celery_active_process_count", .gauge, help: "Their pool processes.")
  static let up = MetricFamily(
    "celery_worker_up", .gauge, help: "Whether the worker answers (1) or not (0).")
  static let active = MetricFamily(
    "celery_worker_tasks_active", .gauge, help: "Tasks the worker is running.")
  static let runtime = MetricFamily(
    "celery_task_runtime", .histogram, help: "How long successful tasks ran, in seconds.")

  /// Task events by type, each counted under a name of its own.
  static let events: [(type: String, family: MetricFamily)] = [
    ("task-sent", "a message was published"), ("task-received", "a worker took it over"),
    ("task-started", "a worker began it"), ("task-succeeded", "it ended well"),
    ("task-failed", "it failed"), ("task-rejected", "a worker gave it back"),
    ("task-revoked", "it was revoked"), ("task-retried", "it failed and will be tried again"),
  ].map { type, meaning in
    let name = "celery_\(type.replacing("-", with: "_"))_total"
    return (type, MetricFamily(name, .counter, help: "Task events since the start: \(meaning)."))
  }

  static let families =
    [length, activeWorkers, activeProcesses, up, active] + events.map(\.family) + [runtime]

  /// `celery@host` is known by its host alone, as that exporter does it.
  static func host(of worker: String) -> String {
    guard let at = worker.firstIndex(of: "@") else { return worker }
    let host = worker[worker.index(after: at)...]
    return host.isEmpty ? worker : String(host)
  }

  /// Queue lengths from the families of a dump.
  static func derived(from families: [MetricFamily]) -> [MetricFamily] {
    guard let ready = families.first(where: { $0.name == SharedFamily.readyMessages.name }) else {
      return []
    }
    var length = length
    for queue in InviteTask.backendQueues {
      let sum = ready.samples.reduce(0) { sum, sample in
        guard sample.labels.contains(.init("queue", queue)), case .integer(let count) = sample.value
        else { return sum }
        return sum + count
      }
      length.add(.integer(sum), ["queue_name": queue])
    }
    return [length]
  }
}
