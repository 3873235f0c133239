import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// The fleet's snapshot for people.
enum FleetRendering {
  static func text(_ snapshot: FleetSnapshot, _ style: Style) -> String {
    var text = broker(snapshot.broker) + "\n\n"
    text += queues(snapshot.queues, style) + "\n"
    text +=
      snapshot.workers.isEmpty
      ? (snapshot.workersWereAsked
        ? tr("No workers.") + "\n" : tr("The workers were not asked.") + "\n")
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
    let checks = commands.joined(separator: tr(", "))
    return tr(
      """
      exit code 0 says that every worker answered; it does not count the \
      \(CountText.of(problems, "problem")) above. Whether one worker answers, consumes bound \
      queues and sends heartbeats, and nothing else, is told with a code by \(checks)
      """)
  }

  static func broker(_ broker: FleetSnapshot.Broker) -> String {
    var parts = [Sanitizing.line(broker.endpoint)]
    if let server = broker.server { parts.append(Sanitizing.line(server)) }
    if let bytes = broker.usedMemoryBytes { parts.append(tr("\(bytes >> 20) MiB used")) }
    if let policy = broker.evictionPolicy { parts.append(Sanitizing.line(policy)) }
    parts.append(tr("\(broker.unacked) unacked"))
    if let oldest = broker.oldestUnackedSeconds { parts.append(tr("oldest \(age(oldest))")) }
    if broker.overdue > 0 { parts.append(tr("\(broker.overdue) overdue")) }
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
        (tr("QUEUE"), .left), (tr("READY"), .right), (steps(queues), .right),
        (tr("UNACKED"), .right),
        (tr("RESERVED"), .right), (tr("ACTIVE/SLOTS"), .right),
      ]
        + (hasRates
          ? [
            (tr("IN/s"), .right), (tr("OUT/s"), .right), (tr("NET/s"), .right),
            (tr("DRAIN"), .right),
          ] : [])
        + [(tr("OLDEST"), .right), (tr("CONSUMERS"), .right), (tr("STATE"), .left)])
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
      case .backlog, .untold: style.warning(text)
      case .noConsumer, .paused: style.bad(text)
      }
    }
  }

  static func workers(_ workers: [FleetSnapshot.Worker], _ style: Style) -> String {
    var table = TextTable([
      (tr("WORKER"), .left), (tr("STATUS"), .left), (tr("PID"), .right), (tr("POOL"), .left),
      (tr("SLOTS"), .right),
      (tr("ACTIVE"), .right), (tr("RESERVED"), .right), (tr("SCHEDULED"), .right),
      (tr("PROCESSED"), .right),
      (tr("FAILED"), .right), (tr("RETRIED"), .right), (tr("UPTIME"), .right), (tr("LOAD"), .right),
      (tr("RSS"), .right), (tr("VERSION"), .left), (tr("QUEUES"), .left),
    ])
    for worker in workers {
      table.add([
        worker.name, worker.status.word, number(worker.pid), worker.pool ?? "-",
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
    let width = max(DisplayWidth.of(tr("warning:")), DisplayWidth.of(tr("problem:")))
    let blank = Labelled.blank
    let mark =
      switch diagnosis.severity {
      case .note: style.dim(DisplayWidth.padded(tr("note:"), to: width))
      case .warning: style.warning(tr("warning:"))
      case .problem: style.bad(tr("problem:"))
      }
    var text = mark + blank + Sanitizing.line(diagnosis.message) + "\n"
    if let hint = diagnosis.hint {
      text += DisplayWidth.blanks(width + blank.count) + style.dim(tr("next:")) + blank
      text += Sanitizing.line(hint) + "\n"
    }
    return text
  }

  static func words(_ state: FleetSnapshot.Queue.State) -> String {
    switch state {
    case .idle: tr("idle")
    case .working: tr("working")
    case .untold: tr("untold")
    case .backlog: tr("backlog")
    case .noConsumer: tr("no consumer")
    case .paused: tr("paused")
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
