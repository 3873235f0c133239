internal import InviteDomain
internal import Localization
internal import LosslessJSON

/// Counts task events by task name over a sliding window, and remembers heartbeats. No I/O.
struct TaskTally: Sendable {
  /// Seconds of events that count.
  static let window = 60.0
  /// What stands for the name of tasks that had been received, and were in nobody's hands any more when the
  /// watch asked for the first time.
  static let earlier = tr("(from before the watch began)")

  private struct Entry {
    let time: Double
    let type: String
    let task: String
    let runtime: Double?
  }

  struct Heartbeat: Sendable {
    let time: Double
    let load: Double?
    let version: String?
    var isOffline = false
  }

  private var entries: [Entry] = []
  private var failedByWorker: [String: Int] = [:]
  private var retriedByWorker: [String: Int] = [:]
  private(set) var heartbeats: [String: Heartbeat] = [:]
  private var deliveries: [String: (retries: Int, count: Int, task: String?)] = [:]
  private var began: Double?

  /// - Parameter time: seconds on the local clock that does not jump; senders' clocks may differ.
  mutating func take(_ event: EventStream.Event, time: Double) {
    if began == nil { began = time }
    if event.type.hasPrefix("worker-") {
      heartbeats[event.hostname] = Heartbeat(
        time: time, load: event.fields["loadavg"]?[0]?.double,
        version: event.fields["sw_ver"]?.string, isOffline: event.type == "worker-offline")
      return
    }
    switch event.type {
    case "task-failed": failedByWorker[event.hostname, default: 0] += 1
    case "task-retried": retriedByWorker[event.hostname, default: 0] += 1
    default: break
    }
    noteDelivery(event)
    entries.append(
      Entry(
        time: time, type: event.type, task: event.task ?? Self.earlier, runtime: event.runtime))
  }

  /// A message that comes again and again, with the same retry count, kills its process each time.
  private mutating func noteDelivery(_ event: EventStream.Event) {
    guard let id = event.taskId else { return }
    switch event.type {
    case "task-received":
      // Retries are deliveries too, and wanted: a new number begins anew.
      let retries = event.fields["retries"]?.int ?? 0
      let before = deliveries[id]
      let count = before?.retries == retries ? (before?.count ?? 0) + 1 : 1
      deliveries[id] = (retries, count, event.task)
      if deliveries.count > 50_000 { deliveries = deliveries.filter { $0.value.count > 1 } }
    case "task-succeeded", "task-failed", "task-revoked": deliveries[id] = nil
    default: break
    }
  }

  mutating func forget(before time: Double) {
    let keep = time - Self.window
    if let first = entries.firstIndex(where: { $0.time >= keep }) {
      entries.removeFirst(first)
    } else {
      entries.removeAll()
    }
  }

  func failed(_ worker: String) -> Int { failedByWorker[worker] ?? 0 }
  func retried(_ worker: String) -> Int { retriedByWorker[worker] ?? 0 }

  /// The tasks seen within the window, the busiest first.
  func rows(time: Double) -> [FleetFrame.TaskLine] {
    let seconds = max(1, min(Self.window, time - (began ?? time)))
    return Dictionary(grouping: entries, by: \.task).map { name, entries in
      func count(_ type: String) -> Int { entries.count { $0.type == type } }
      let runtimes = entries.compactMap(\.runtime)
      let succeeded = count("task-succeeded")
      let failed = count("task-failed")
      return FleetFrame.TaskLine(
        name: name, received: count("task-received"), succeeded: succeeded, failed: failed,
        retried: count("task-retried"), rejected: count("task-rejected"),
        perSecond: Double(succeeded + failed) / seconds,
        failureRatio: succeeded + failed > 0 ? Double(failed) / Double(succeeded + failed) : nil,
        meanRuntime: runtimes.isEmpty ? nil : runtimes.reduce(0, +) / Double(runtimes.count))
    }.sorted { ($1.perSecond, $1.received, $0.name) < ($0.perSecond, $0.received, $1.name) }
  }

  /// Messages delivered three times or more without an end.
  var loops: [Diagnosis] {
    deliveries.filter { $0.value.count >= 3 }.sorted { $0.key < $1.key }.map { id, value in
      let revoke = ShellCommand.invitectl(
        ["inspect-workers", "control", "revoke"], [id], ["--yes"])
      return Diagnosis(
        severity: .problem, kind: "redelivery_loop",
        message: tr(
          "a message is being redelivered in a loop: \(value.task ?? tr("a task")) \(id), "
            + "\(value.count) times"),
        hint: tr("it kills its process each time; have workers skip it: '\(revoke)'"))
    }
  }
}
