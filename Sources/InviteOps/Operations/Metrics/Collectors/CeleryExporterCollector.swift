internal import CeleryProtocol
internal import InviteDomain
internal import PrometheusText

/// What celery-exporter's names need beyond the other collectors; runs only when they are asked
/// for. Workers on one host are added up, since their names there hold the host alone.
enum CeleryExporterCollector: MetricsCollecting {
  static let families = [
    CeleryExporterNames.activeWorkers, CeleryExporterNames.activeProcesses,
    CeleryExporterNames.up, CeleryExporterNames.active,
  ]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    let fleet = try connections.fleet(active: true)
    var workers = CeleryExporterNames.activeWorkers
    var processes = CeleryExporterNames.activeProcesses
    let slots = Dictionary(uniqueKeysWithValues: fleet.stats.map { ($0.worker, $0.stats) })
    let others = Set(fleet.queues.map(\.queue)).subtracting(InviteTask.backendQueues).sorted()
    for queue in InviteTask.backendQueues + others {
      let takers = fleet.queues.filter { $0.queue == queue }.map(\.worker)
      let sum = takers.reduce(0) { $0 + (slots[$1]?.processes.count ?? 0) }
      workers.add(.integer(takers.count), ["queue_name": queue])
      processes.add(.integer(sum), ["queue_name": queue])
    }
    var upByHost: [String: Bool] = [:]
    for worker in fleet.census.workers {
      let answers = worker.status == .replied || worker.status == .duplicateName
      upByHost[CeleryExporterNames.host(of: worker.name), default: false] =
        upByHost[CeleryExporterNames.host(of: worker.name)] == true || answers
    }
    var activeByHost: [String: Int] = [:]
    for (worker, count) in fleet.active {
      activeByHost[CeleryExporterNames.host(of: worker), default: 0] += count
    }
    var up = CeleryExporterNames.up
    var active = CeleryExporterNames.active
    for (host, isUp) in upByHost.sorted(by: { $0.key < $1.key }) {
      up.add(.flag(isUp), ["hostname": host])
      active.add(.integer(activeByHost[host] ?? 0), ["hostname": host])
    }
    return [workers, processes, up, active]
  }
}
