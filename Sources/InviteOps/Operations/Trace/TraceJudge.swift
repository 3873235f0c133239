internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage

/// Says of one invite where it is now. Pure: from facts to a verdict.
///
/// What is under way wins over what was written, and of what was written the newest.
struct TraceJudge {
  let facts: TraceFacts
  let thread: TraceThread
  /// What is to be typed about messages in the broker.
  let broker: TraceBrokerAdvice

  private var email: String { thread.email }
  private var code: String { thread.code }

  func verdict() -> TraceVerdict {
    var verdict =
      underway() ?? recorded() ?? written() ?? byResult() ?? published() ?? codeAlone() ?? joined()
      ?? TraceVerdict(.unknown, .wanting, "what was found does not tell what became of it")
    let copies = Set(thread.messages.compactMap(\.id) + thread.held.map(\.id)).count
    if copies > 1 { verdict.sentence += "; \(copies) tasks of it are under way" }
    verdict.email = email
    verdict.code = code
    return verdict
  }

  // MARK: - Under way

  private func underway() -> TraceVerdict? {
    if let held = thread.held.min(by: { rank($0.state) < rank($1.state) }) {
      return TraceVerdict(state(held.state), .well, sentence(held))
    }
    if let queued = thread.messages.first(where: { $0.isInList }) { return self.queued(queued) }
    guard let message = thread.messages.first,
      case .unacked(let tag, let since, let isIndexed) = message.place
    else { return nil }
    if let result = ended(message) { return result }
    let age = since.map { ", \(ago($0))" } ?? ""
    if !facts.fleet.silent.isEmpty {
      return TraceVerdict(
        .taken, .well,
        "a worker has taken it\(age); \(names(facts.fleet.silent)), which does not answer, may have it",
        .invitectl(["inspect-workers", "ping"]))
    }
    guard facts.isComplete else {
      return TraceVerdict(
        .taken, .wanting, "a worker has taken it\(age); not everything was seen",
        .invitectl(["inspect-workers"]))
    }
    let returns =
      isIndexed
      ? since.map {
        "the broker gives it back at \(clock($0 + TraceBrokerAdvice.visibilityTimeout))"
      }
      : "it is not in the index by which workers give messages back"
    return TraceVerdict(
      .abandoned, .wanting,
      "a worker that is gone had taken it\(age)" + (returns.map { "; \($0)" } ?? ""),
      .shell(broker.giveBack(tag: tag, isIndexed: isIndexed)))
  }

  private func queued(_ message: TraceFacts.Message) -> TraceVerdict? {
    guard case .list(let name, let queue, let ahead, let workers) = message.place else {
      return nil
    }
    let place = "in \(queue), \(priority(message)), \(ahead) before it"
    if !workers.isEmpty {
      if let expires = message.expires, expires <= facts.now {
        return TraceVerdict(
          .queued, .failed, "\(place); it expired \(ago(expires)), and the worker discards it",
          again())
      }
      return TraceVerdict(.queued, .well, place)
    }
    let fleet = facts.fleet
    if let consumer = fleet.consumers(of: queue).first {
      return TraceVerdict(
        .unconsumed, .wanting,
        "\(place), in the list \(PythonText.escaped(name)), where \(consumer) does not look",
        .shell(broker.move(from: name, queue: queue)))
    }
    if let node = fleet.consumed.keys.min() {
      return TraceVerdict(
        .unconsumed, .wanting, "\(place), and no worker consumes \(queue)",
        .invitectl(
          ["inspect-workers", "control", "add-consumer"], [queue], [.init("-d", node), "--yes"]))
    }
    if !fleet.silent.isEmpty {
      return TraceVerdict(
        .unconsumed, .wanting, "\(place), and \(names(fleet.silent)) does not answer",
        .invitectl(["inspect-workers", "ping"]))
    }
    return TraceVerdict(
      .unconsumed, .wanting, "\(place), and there is no worker",
      .shell(Self.startWorker(message.queue ?? queue)))
  }

  /// As `doctor` says it; to be typed where the backend is.
  private static func startWorker(_ queue: String) -> String {
    let queues = InviteTask.backendQueues
    return "celery -A app.tasks_celery worker -Q "
      + (queues.contains(queue) ? queues.joined(separator: ",") : ShellWord.quoted(queue))
  }

  /// A worker stores the result before it acknowledges the message.
  private func ended(_ message: TraceFacts.Message) -> TraceVerdict? {
    guard thread.results.contains(where: { $0.id == message.id && $0.isFinal }) else { return nil }
    return written() ?? byResult()
  }

  private func rank(_ state: TraceFacts.Held.State) -> Int {
    switch state {
    case .active: 0
    case .reserved: 1
    case .scheduled: 2
    }
  }

  private func state(_ state: TraceFacts.Held.State) -> TraceVerdict.State {
    switch state {
    case .active: .running
    case .reserved: .reserved
    case .scheduled: .scheduled
    }
  }

  private func sentence(_ held: TraceFacts.Held) -> String {
    switch held.state {
    case .active:
      "worker \(held.worker) runs it" + (held.since.map { ", begun \(ago($0))" } ?? "")
    case .reserved: "worker \(held.worker) has it and has not begun"
    case .scheduled:
      "worker \(held.worker) holds it" + (held.eta.map { " until \(clock($0))" } ?? "")
        + retrySuffix
    }
  }

  private var retrySuffix: String {
    thread.results.first { $0.state == "RETRY" }.map { result in
      ": a retry" + (result.error.map { " after \($0)" } ?? "")
    } ?? ""
  }

  // MARK: - On its way to the queue

  private func recorded() -> TraceVerdict? {
    guard let entry = thread.entries.first(where: { $0.state == "recorded" }) else { return nil }
    let made = entry.created.map { " \(ago($0))" } ?? ""
    guard entry.isStale else {
      return TraceVerdict(
        .recorded, .wanting, "recorded\(made) and not queued yet",
        .invitectl(["redeem"], [], ["--resume"]))
    }
    let statement =
      if entry.holdsSeat {
        OutboxQueries.giveUp(entry.taskID, in: facts.backend)
      } else if entry.flow == "redeem", facts.counting != .onJoin {
        OutboxQueries.takeBack(entry.taskID, column: "used_count", in: facts.backend)
      } else {
        OutboxQueries.refusal(entry.taskID)
      }
    return TraceVerdict(
      .recorded, .wanting,
      "recorded\(made) and never queued; 'redeem --resume' leaves what is older than six days",
      .sql(statement))
  }

  // MARK: - By the rows

  private func written() -> TraceVerdict? {
    let success = thread.records.filter { $0.status == "SUCCESS" }.max { at($0) < at($1) }
    let row = thread.queueRows.max { at($0) < at($1) }
    let record = thread.records.max { at($0) < at($1) }
    if let row, row.isOpen, success.map({ at($0) < at(row) }) ?? true,
      record.map({ $0.status == "FAILED" && at($0) > at(row) }) != true
    {
      return open(row)
    }
    if let success, record.map({ at($0) <= at(success) || $0.status == "FAILED" }) ?? true,
      row.map({ at($0) <= at(success) || $0.isOpen || $0.status == "SUCCESS" }) ?? true
    {
      return invited(success)
    }
    if let row, row.status == "FAILED", record.map({ at($0) < at(row) }) ?? true {
      return failed("no team took it", row.error)
    }
    guard let record else { return nil }
    switch record.status {
    case "SUCCESS": return invited(record)
    case "FAILED" where record.accepted != nil: return removed(record)
    case "FAILED": return failed("the invite failed", record.error)
    case "REMOVED": return removed(record)
    case "RESERVED": return seatHeld(record)
    default:
      return TraceVerdict(
        .unknown, .wanting,
        "invite record \(record.id) is \(record.status ?? "NULL"), which nothing changes any more",
        again())
    }
  }

  private func at(_ record: TraceFacts.Record) -> Double {
    max(record.created ?? 0, record.accepted ?? 0)
  }

  private func at(_ row: TraceFacts.QueueRow) -> Double {
    max(row.created ?? 0, row.processed ?? 0)
  }

  private func invited(_ record: TraceFacts.Record) -> TraceVerdict {
    if let member = thread.members.first(where: { $0.teamID == record.teamID }) {
      return TraceVerdict(.joined, .well, "joined \(team(member.team, member.teamID))")
    }
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
    let place = team(record.team, record.teamID)
    let when = record.created.map { " \(ago($0))" } ?? ""
    guard record.teamIsActive else {
      return TraceVerdict(
        .invited, .wanting, "invited to \(place)\(when), which is not active any more",
        .invitectl(["redeem"], [code, email], [.init("--flow", "rebind")]))
    }
    if let accepted = record.accepted {
      return TraceVerdict(
        .accepted, .well, "accepted \(ago(accepted)); no member of \(place) at its last look")
    }
    return TraceVerdict(
      .invited, .well, "invited to \(place)\(when); the person has to accept the mail")
  }

  private func open(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    if row.status == "WAITING" { return waiting(row) }
    let what = "queue row \(row.id) is \(row.status ?? "NULL")"
    let since = row.created.map { " since \(clock($0))" } ?? ""
    guard facts.isComplete else {
      return TraceVerdict(
        .unknown, .wanting, "\(what)\(since); whether somebody works on it was not seen",
        .invitectl(["cleanup-queue"], [], ["--stuck"]))
    }
    let isYoung = row.created.map { facts.now - $0 < 600 } ?? false
    var options: [ShellCommand.Option] = ["--stuck", "--yes"]
    if isYoung { options.insert(.init("--min-age", "0s"), at: 1) }
    return TraceVerdict(
      .lost, .wanting, "\(what)\(since), and there is no message and no worker has it",
      .invitectl(["cleanup-queue"], [], options))
  }

  private func waiting(_ row: TraceFacts.QueueRow) -> TraceVerdict {
    let since = row.created.map { " since \(clock($0))" } ?? ""
    guard row.retries != nil else {
      return TraceVerdict(
        .waiting, .wanting,
        "waits for a seat\(since); its row has no retry_count, at which the backend's job ends",
        .sql(StuckQueries.mendRetries(row.id, in: facts.backend)))
    }
    guard let seats = row.seats else {
      return TraceVerdict(.waiting, .well, "waits for a seat\(since)")
    }
    if seats.own > 0 {
      return TraceVerdict(
        .waiting, .well,
        "waits for a seat\(since); \(CountText.of(seats.own, "seat")) free: the backend's job takes "
          + "it up within five minutes")
    }
    let place = row.groupID.map { "of group \($0)" } ?? "without a group"
    let more =
      row.groupID != nil && seats.ungrouped > 0
      ? " (each run of the job copies the row while teams without a group have seats)" : ""
    return TraceVerdict(
      .waiting, .wanting, "waits for a seat\(since); no active team \(place) has one free\(more)",
      .advice(
        "add a team \(place) or free a seat of one in the backend; its job then invites by itself"))
  }

  private func seatHeld(_ record: TraceFacts.Record) -> TraceVerdict {
    let place = team(record.team, record.teamID)
    let since = record.created.map { " \(ago($0))" } ?? ""
    let error = thread.results.compactMap(\.error).first.map { ": \($0)" } ?? ""
    let what = "a seat of \(place) was reserved\(since), and no worker has the invite"
    guard facts.isComplete else {
      return TraceVerdict(
        .seatHeld, .wanting, what + "; not everything was seen", .invitectl(["inspect-workers"]))
    }
    if facts.counting == .onJoin {
      return TraceVerdict(
        .seatHeld, .wanting, "\(what)\(error): it was refused, or its message is lost",
        .sql(TraceQueries.giveSeatBack(record.id, in: facts.backend)))
    }
    // Its clean-up gives the counted use back as well, which a person would have to do by hand.
    let back = record.created.map { " from \(clock($0 + 3600)) on" } ?? ""
    return TraceVerdict(
      .seatHeld, .failed, "\(what)\(error): it was refused, or its message is lost",
      .advice("the backend gives seat and use back\(back); then redeem again"))
  }

  private func removed(_ record: TraceFacts.Record) -> TraceVerdict {
    TraceVerdict(
      .removed, .failed,
      "was in \(team(record.team, record.teamID)), and somebody took the person out again", again())
  }

  private func failed(_ what: String, _ reason: String?) -> TraceVerdict {
    TraceVerdict(.failed, .failed, what + (reason.map { ": \($0)" } ?? ""), again())
  }

  // MARK: - By what is left otherwise

  private func byResult() -> TraceVerdict? {
    guard let result = thread.results.max(by: { ($0.done ?? 0) < ($1.done ?? 0) }) else {
      return nil
    }
    switch result.state {
    case "SUCCESS":
      return TraceVerdict(
        .unknown, .wanting,
        "its task ran and left no row; the worker's log says what the remote service answered",
        again())
    case "FAILURE": return failed("its task failed", result.error)
    case "REVOKED": return failed("its task was revoked", result.error)
    default:
      return TraceVerdict(
        .unknown, facts.isComplete ? .wanting : .well,
        "its last state is \(result.state)" + (result.error.map { " (\($0))" } ?? ""),
        .invitectl(["inspect-workers", "task"], [result.id]))
    }
  }

  private func published() -> TraceVerdict? {
    guard let entry = thread.entries.max(by: { ($0.changed ?? 0) < ($1.changed ?? 0) }) else {
      return thread.marks.first.map { gone($0.id, $0.at) }
    }
    let when = entry.changed.map { " \(ago($0))" } ?? ""
    switch entry.state {
    case "refused":
      return TraceVerdict(.failed, .failed, "refused\(when); nothing was taken", again())
    case "refunded":
      return TraceVerdict(.failed, .failed, "given back\(when): it was not queued", again())
    default: return gone(entry.taskID, entry.changed)
    }
  }

  /// Queued once, and nowhere now.
  private func gone(_ id: String, _ time: Double?) -> TraceVerdict {
    let when = time.map { " \(ago($0))" } ?? ""
    guard facts.isComplete else {
      return TraceVerdict(
        .unknown, .wanting, "queued\(when); where it is now was not seen",
        .invitectl(["inspect-workers", "task"], [id]))
    }
    return TraceVerdict(
      .lost, .wanting,
      "queued\(when); its message is in no queue, no worker has it, and it left no "
        + (email.isEmpty ? "result" : "row"), again())
  }

  private func joined() -> TraceVerdict? {
    thread.members.first.map { member in
      TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
  }

  private func codeAlone() -> TraceVerdict? {
    guard let row = thread.codeRow, !thread.hasTraces else { return nil }
    if let member = thread.members.first {
      return TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
    return TraceCodeJudge(facts: facts, row: row).verdict(boundTo: email)
  }

  // MARK: - Words

  /// What redeems once more, where nothing is under way.
  private func again() -> TraceVerdict.Next? {
    guard !email.isEmpty, !code.isEmpty else {
      return thread.taskIDs.min().map { .invitectl(["inspect-workers", "task"], [$0]) }
    }
    // A token of the direct flow is given back by its task's id, once.
    if facts.counting == .atRequest, let row = thread.codeRow, row.type == "DIRECT",
      row.isUsedUp(facts), let id = thread.taskIDs.min()
    {
      return .invitectl(["redeem", "refund"], [code], [.init("--task", id), "--force"])
    }
    return .invitectl(["redeem"], [code, email])
  }

  private func team(_ name: String?, _ id: Int) -> String {
    name.map { "team \($0)" } ?? "team \(id)"
  }

  private func names(_ nodes: Set<String>) -> String { nodes.sorted().joined(separator: ", ") }

  private func priority(_ message: TraceFacts.Message) -> String {
    message.priority.map { "priority \($0)" } ?? "no priority"
  }

  private func ago(_ time: Double) -> String { TraceTimeline.ago(time, facts.now) }
  private func clock(_ time: Double) -> String { TraceTimeline.clock(time) }
}

extension TraceFacts.Message {
  var isInList: Bool { if case .list = place { true } else { false } }
}

extension TraceFacts.QueueRow {
  var isOpen: Bool { ["PENDING", "PROCESSING", "WAITING"].contains(status ?? "") }
}
