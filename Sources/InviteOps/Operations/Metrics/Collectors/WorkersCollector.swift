internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import PrometheusText
internal import RedisClient

/// The workers, asked by remote control. Nothing is remembered, so a dead worker leaves with the
/// next dump.
enum WorkersCollector: MetricsCollecting {
  static let workers = MetricFamily(
    "invitehub_celery_workers", .gauge,
    help: trKey(
      "Workers by state: replied, duplicate_name, silent (connected, no answer), "
        + "heartbeat_only, absent (killed, its binding is left), silent_or_absent."))
  static let consumers = MetricFamily(
    "invitehub_celery_queue_consumers", .gauge, help: trKey("Workers that take from the queue."))
  static let unbound = MetricFamily(
    "invitehub_celery_queue_unbound", .gauge,
    help:
      trKey(
        "Whether workers take from the queue and its exchange does not lead there (1), so that what is "
          + "published does not arrive, or not (0)."))
  static let slots = MetricFamily(
    "invitehub_celery_worker_slots", .gauge, help: trKey("How many tasks the worker runs at once."))
  static let tasks = MetricFamily(
    "invitehub_celery_worker_tasks_total", .counter,
    help: trKey("Tasks the worker has started since its own start, by name."))
  static let uptime = MetricFamily(
    "invitehub_celery_worker_uptime_seconds", .gauge, unit: "seconds",
    help: trKey("How long the worker has been running."))
  static let memory = MetricFamily(
    "invitehub_celery_worker_max_rss_bytes", .gauge, unit: "bytes",
    help: trKey("The largest resident size of the worker's parent process so far."))
  static let families = [workers, consumers, unbound, slots, tasks, uptime, memory]

  private static let states: [FleetCensus.Status] = [
    .replied, .duplicateName, .silent, .heartbeatOnly, .absent, .silentOrAbsent,
  ]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let fleet = try connections.fleet()
    var (workers, consumers, unbound, slots) = (workers, consumers, unbound, slots)
    for state in states {
      workers.add(
        .integer(fleet.census.workers.count { $0.status == state }), ["state": state.rawValue])
    }
    let known = InviteTask.backendQueues
    let others = Set(fleet.queues.map(\.queue)).subtracting(known).sorted()
    for queue in known + others {
      consumers.add(.integer(fleet.queues.count { $0.queue == queue }), ["queue": queue])
      unbound.add(.flag(fleet.unbound.contains(queue)), ["queue": queue])
    }
    var (tasks, uptime, memory) = (tasks, uptime, memory)
    for (worker, stats) in fleet.stats {
      if let number = stats.slots { slots.add(.integer(number), ["worker": worker]) }
      for (task, count) in stats.total.sorted(by: { $0.key < $1.key }) {
        tasks.add(.integer(count), ["worker": worker, "task": task])
      }
      if let seconds = stats.uptime { uptime.add(.seconds(seconds), ["worker": worker]) }
      if let kib = stats.maxRSSKiB { memory.add(.integer(kib * 1024), ["worker": worker]) }
    }
    return [workers, consumers, unbound, slots, tasks, uptime, memory]
  }
}
