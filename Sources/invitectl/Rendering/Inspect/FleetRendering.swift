import ClientSupport
import InviteDomain
import InviteOps

/// The fleet's snapshot for people.
enum FleetRendering {
  static func text(_ snapshot: FleetSnapshot, _ style: Style) -> String {
    var text = broker(snapshot.broker) + "\n\n"
    text += queues(snapshot.queues, style) + "\n"
    text +=
      snapshot.workers.isEmpty
      ? (snapshot.workersWereAsked ? "No workers.\n" : "The workers were not asked.\n")
      : workers(snapshot.workers, style)
    let diagnoses = snapshot.diagnoses.map { diagnosis($0, style) }
    if !diagnoses.isEmpty { text += "\n" + diagnoses.joined() }
    return text
  }

  /// What is said of problems that the exit code does not tell of: it tells who answered.
  static func unjudged(_ snapshot: FleetSnapshot) -> String? {
    let problems = snapshot.diagnoses.count { $0.severity == .problem }
    guard problems > 0 else { return nil }
    let answering = snapshot.workers.filter {
      $0.status == .replied || $0.status == .duplicateName
    }
    // One that consumes nothing is the most likely to be ill.
    let idle = answering.filter(\.queues.isEmpty)
    let commands = (idle.isEmpty ? answering : idle).prefix(3).map { worker in
      "'" + ShellCommand.invitectl(["inspect-workers", "check"], [], [.init("-d", worker.name)])
        + "'"
    }
    return "exit code 0 says that every worker answered; it does not count the "
      + "\(CountText.of(problems, "problem")) above. Whether one worker answers, consumes bound "
      + "queues and sends heartbeats, and nothing else, is told with a code by "
      + commands.joined(separator: ", ")
  }

  static func broker(_ broker: FleetSnapshot.Broker) -> String {
    var parts = [Sanitizing.line(broker.endpoint)]
    if let server = broker.server { parts.append(Sanitizing.line(server)) }
    if let bytes = broker.usedMemoryBytes { parts.append("\(bytes >> 20) MiB used") }
    if let policy = broker.evictionPolicy { parts.append(Sanitizing.line(policy)) }
    parts.append("\(broker.unacked) unacked")
    if let oldest = broker.oldestUnackedSeconds { parts.append("oldest \(age(oldest))") }
    if broker.overdue > 0 { parts.append("\(broker.overdue) overdue") }
    return parts.joined(separator: " · ")
  }

  /// The heading of the messages by step, `p0/p3/p6/p9` as a rule.
  static func steps(_ queues: some Collection<FleetSnapshot.Queue>) -> String {
    (queues.first?.steps ?? []).map { "p\($0)" }.joined(separator: "/")
  }

  static func queues(_ queues: [FleetSnapshot.Queue], _ style: Style) -> String {
    let hasRates = queues.contains { $0.netPerSecond != nil }
    var table = TextTable(
      [
        ("QUEUE", .left), ("READY", .right), (steps(queues), .right), ("UNACKED", .right),
        ("RESERVED", .right), ("ACTIVE/SLOTS", .right),
      ]
        + (hasRates
          ? [("IN/s", .right), ("OUT/s", .right), ("NET/s", .right), ("DRAIN", .right)] : [])
        + [("OLDEST", .right), ("CONSUMERS", .right), ("STATE", .left)])
    for queue in queues {
      table.add(
        [
          queue.name, "\(queue.readyTotal)", queue.ready.map(String.init).joined(separator: "/"),
          "\(queue.unacked)", "\(queue.reserved)", "\(queue.active)/\(queue.slots)",
        ]
          + (hasRates
            ? [
              rate(queue.inPerSecond), rate(queue.outPerSecond), rate(queue.netPerSecond),
              queue.drainSeconds.map(age) ?? "-",
            ] : [])
          + [
            queue.oldestUnackedSeconds.map(age) ?? "-", "\(queue.consumers)", words(queue.state),
          ])
    }
    let last = hasRates ? 12 : 8
    return table.render(style: style) { row, column, text in
      guard column == last else { return text }
      return switch queues[row].state {
      case .idle: style.dim(text)
      case .working: style.good(text)
      case .backlog: style.warning(text)
      case .noConsumer, .paused: style.bad(text)
      }
    }
  }

  static func workers(_ workers: [FleetSnapshot.Worker], _ style: Style) -> String {
    var table = TextTable([
      ("WORKER", .left), ("STATUS", .left), ("PID", .right), ("POOL", .left), ("SLOTS", .right),
      ("ACTIVE", .right), ("RESERVED", .right), ("SCHEDULED", .right), ("PROCESSED", .right),
      ("FAILED", .right), ("RETRIED", .right), ("UPTIME", .right), ("LOAD", .right),
      ("RSS", .right), ("VERSION", .left), ("QUEUES", .left),
    ])
    for worker in workers {
      table.add([
        worker.name, word(worker.status), number(worker.pid), worker.pool ?? "-",
        number(worker.slots), number(worker.active), number(worker.reserved),
        number(worker.scheduled), number(worker.processed), number(worker.failed),
        number(worker.retried), worker.uptimeSeconds.map(age) ?? "-",
        worker.load.map { decimal($0, 2) } ?? "-", worker.rssMib.map { "\($0) MiB" } ?? "-",
        worker.version ?? "-", worker.queues.joined(separator: ","),
      ])
    }
    return table.render(style: style) { row, column, text in
      column == 1 ? CensusRendering.paint(workers[row].status, text, style) : text
    }
  }

  static func diagnosis(_ diagnosis: Diagnosis, _ style: Style) -> String {
    let mark =
      switch diagnosis.severity {
      case .note: style.dim("note:   ")
      case .warning: style.warning("warning:")
      case .problem: style.bad("problem:")
      }
    var text = "\(mark) \(Sanitizing.line(diagnosis.message))\n"
    if let hint = diagnosis.hint {
      text += "         \(style.dim("next:")) \(Sanitizing.line(hint))\n"
    }
    return text
  }

  static func word(_ status: FleetCensus.Status) -> String {
    switch status {
    case .replied: "replied"
    case .duplicateName: "duplicate"
    case .silent: "silent"
    case .heartbeatOnly: "heartbeat only"
    case .absent: "absent"
    case .unknown: "unknown"
    case .silentOrAbsent: "silent/absent"
    }
  }

  static func words(_ state: FleetSnapshot.Queue.State) -> String {
    switch state {
    case .idle: "idle"
    case .working: "working"
    case .backlog: "backlog"
    case .noConsumer: "no consumer"
    case .paused: "paused"
    }
  }

  static func age(_ seconds: Double) -> String { DurationText.format(seconds: seconds) }

  static func rate(_ value: Double?) -> String { value.map { decimal($0, 1) } ?? "-" }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "-" }
    let scale = digits == 1 ? 10 : 100
    let scaled = Int(saturating: (value.magnitude * Double(scale)).rounded())
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: digits - fraction.count)
    return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / scale).\(zeros)\(fraction)"
  }

  private static func number(_ value: Int?) -> String { value.map(String.init) ?? "-" }
}
