internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// What is to be said of the workers that the broker knows of, by how they answer.
extension FleetDiagnoser {
  var workerDiagnoses: [Diagnosis] {
    listeningDiagnoses + silentDiagnoses + nameDiagnoses
  }

  /// `nil` for none.
  private func names(_ status: FleetCensus.Status) -> [String]? {
    let names = census.workers.filter { $0.status == status }.map(\.name)
    return names.isEmpty ? nil : names
  }

  private var listeningDiagnoses: [Diagnosis] {
    if let refusal {
      let failure = Failure(refusal, doing: tr("ask the workers"))
      return [
        .init(
          severity: .problem, kind: "workers_not_asked", message: failure.message,
          hint: failure.hint)
      ]
    }
    guard census.listening == 0,
      !census.workers.contains(where: { $0.status == .heartbeatOnly })
    else { return [] }
    let start = tr("start one; or the broker URL or key prefix is not that of the workers")
    let first = QuarantinedMessage.beforehand(waiting)
    return [
      .init(
        severity: .problem, kind: "no_workers", message: tr("no worker listens on this broker"),
        hint: QuarantinedMessage.after(first, start))
    ]
  }

  private var silentDiagnoses: [Diagnosis] {
    var found: [Diagnosis] = []
    if let silent = names(.silent)?.joined(separator: ", ") {
      found.append(
        .init(
          severity: .problem, kind: "silent_workers",
          message: tr("connected but silent: \(silent)"),
          hint: tr("stopped (kill -CONT), or a busy solo pool, which answers after its task")))
    }
    if let either = names(.silentOrAbsent)?.joined(separator: ", ") {
      found.append(
        .init(
          severity: .problem, kind: "silent_workers",
          message: tr("connected but silent, or gone, which of them is not known: \(either)"),
          hint:
            tr(
              "who is there is stopped (kill -CONT), or a busy solo pool, which answers after its task; "
                + "who was killed has left its binding, which a worker of the same name takes over")
        ))
    }
    if let mute = names(.heartbeatOnly) {
      let names = mute.joined(separator: ", ")
      found.append(
        .init(
          severity: .warning, kind: "heartbeat_only",
          message: tr(
            mute.count, "sends heartbeats and does not answer remote control: \(names)",
            "send heartbeats and do not answer remote control: \(names)"),
          hint: tr(
            mute.count,
            """
            restart it; started with worker_enable_remote_control off it is always so, and \
            'invitectl inspect-workers probe' shows whether messages are taken
            """,
            """
            restart them; started with worker_enable_remote_control off it is always so, and \
            'invitectl inspect-workers probe' shows whether messages are taken
            """)))
    }
    return found
  }

  private var nameDiagnoses: [Diagnosis] {
    var found: [Diagnosis] = []
    if let absent = names(.absent) {
      let gone = absent.joined(separator: ", ")
      let unbind = unbinding(absent)
      found.append(
        .init(
          severity: .warning, kind: "absent_workers",
          message: tr("bindings of workers that are gone: \(gone)"),
          hint: tr(
            "killed without time to clean up; a worker of the same name takes it over; where none "
              + "comes back: \(unbind)")))
    }
    if let twice = names(.duplicateName) {
      let names = twice.joined(separator: ", ")
      found.append(
        .init(
          severity: .problem, kind: "duplicate_names",
          message: tr(
            twice.count, "a name used twice: \(names)", "names used twice: \(names)"),
          hint: tr("give each worker its own: celery worker -n NAME@%h")))
    }
    return found
  }

  /// What takes the bindings of these workers to the control exchange away.
  private func unbinding(_ nodes: [String]) -> String {
    let members = nodes.map { node in
      QueueBinding(
        routingKey: "", pattern: "", queue: "\(node).\(ControlRequest.exchange)"
      ).written(with: keys.layout.separator)
    }
    return ShellCommand.redis(
      broker, ["SREM", keys.binding(exchange: ControlRequest.exchange)] + members)
  }
}
