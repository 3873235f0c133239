internal import InviteDomain
internal import Localization

/// What is to be said of workers that answer and consume no queue.
extension FleetDiagnoser {
  /// What has a queue consumed: a worker that is started, or all that there are, where one would
  /// hear it.
  ///
  /// - Parameters:
  ///   - answered: how many workers answer.
  ///   - idle: those of them that consume nothing: the first of them is to, and no other is changed.
  static func consuming(_ queue: String, answered: Int, idle: [String] = []) -> String {
    let name = ShellWord.quoted(queue)
    if let node = idle.first {
      let add = ShellCommand.invitectl(
        ["inspect-workers", "control", "add-consumer"], [queue], [.init("-d", node), "--yes"])
      return tr("'\(add)', or start a worker with -Q \(name)")
    }
    let start = tr("start a worker with -Q \(name)")
    guard answered > 0 else { return start }
    let command = ShellCommand.invitectl(
      ["inspect-workers", "control", "add-consumer"], [queue], ["--yes"])
    return tr("\(start), or '\(command)' has all workers consume it")
  }

  /// Of one that somebody drains, or whose queues are paused, nothing is wrong.
  ///
  /// - Parameters:
  ///   - consumed: by worker that has said so, the queues that it consumes.
  ///   - held: by worker, the tasks in its hands.
  ///   - paused: queues that somebody has had workers stop consuming.
  ///   - waiting: the first messages of queues that nobody consumes, with what is known of them.
  static func idle(
    consumed: [String: [String]], held: [String: Int], paused: [PausedQueue],
    waiting: [QuarantinedMessage] = []
  ) -> [Diagnosis] {
    let stopped = Set(paused.flatMap(\.owed))
    let idle = consumed.filter { $0.value.isEmpty && !stopped.contains($0.key) }.keys.sorted()
    let drained = idle.filter { held[$0, default: 0] > 0 }
    let notes = drained.map { node in
      WorkerIdleness(held: held[node, default: 0], paused: [], queues: []).diagnosis(node)
    }
    let empty = idle.filter { held[$0, default: 0] == 0 }
    guard !empty.isEmpty else { return notes }
    let names = empty.joined(separator: ", ")
    // What it may be told to consume, that command finds out.
    let checks = empty.prefix(3).map { node in
      "'" + ShellCommand.invitectl(["inspect-workers", "check"], [], [.init("-d", node)]) + "'"
    }.joined(separator: tr(", "))
    let message: String =
      empty.count == consumed.count
      ? tr("no worker that answers consumes a queue: \(names)")
      : tr(
        empty.count, "\(names) answers and consumes no queue",
        "\(names) answer and consume no queue")
    let own = tr(
      empty.count, "restart it, and it consumes its own",
      "restart them, and they consume their own")
    let finding = Diagnosis(
      severity: .warning, kind: "consumes_nothing", message: message,
      hint: QuarantinedMessage.after(
        QuarantinedMessage.beforehand(waiting), tr("\(own); what else helps is said by \(checks)")))
    return [finding] + notes
  }
}
