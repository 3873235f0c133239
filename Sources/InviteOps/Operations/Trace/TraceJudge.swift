internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage

/// Says of one invite where it is now. Pure: from facts to a verdict.
///
/// What is under way wins over what was written, and of what was written the newest.
struct TraceJudge {
  let facts: TraceFacts
  let thread: TraceThread
  /// Of the broker, as they are set here.
  let keys: BrokerKeys

  var email: String { thread.email }
  var code: String { thread.code }

  func verdict() -> TraceVerdict {
    var verdict =
      underway() ?? recorded() ?? written() ?? byResult() ?? published() ?? codeAlone() ?? joined()
      ?? TraceVerdict(.unknown, .wanting, "what was found does not tell what became of it")
    let moving = thread.messages.filter { !$0.isInQuarantine }
    let copies = Set(moving.compactMap(\.id) + thread.held.map(\.id)).count
    if copies > 1 { verdict.sentence += "; \(copies) tasks of it are under way" }
    if verdict.state != .quarantined, let out = thread.messages.first(where: \.isInQuarantine) {
      verdict.sentence +=
        "; another message of it is \(out.quarantinePlace): put back, it is an invite more"
    }
    verdict.email = email
    verdict.code = code
    return verdict
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
    return TraceVerdict(
      .recorded, .wanting,
      "recorded\(made) and never queued; 'redeem --resume' leaves what is older than six days",
      .sql(OutboxJudge.settlement(of: entry.claim, facts.countsRebinds, in: facts.backend)))
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
        .unknown, .wanting, "queued\(when); where it is now was not seen", look(id))
    }
    return TraceVerdict(
      .lost, .wanting,
      "queued\(when); its message is in no queue, no worker has it, and it left no "
        + (email.isEmpty ? "result" : "row"), again(afterTask: true))
  }

  // MARK: - By what is left otherwise

  func byResult() -> TraceVerdict? {
    guard let result = thread.results.max(by: { ($0.done ?? 0) < ($1.done ?? 0) }) else {
      return nil
    }
    switch result.state {
    case "SUCCESS" where email.isEmpty && thread.entries.isEmpty:
      return TraceVerdict(
        .unknown, .wanting,
        "its task ran; whom it invited, and whether, does not show by its id: the row of it does",
        .advice("trace the email or the code: 'invitectl trace EMAIL'"))
    case "SUCCESS" where !facts.areRowsRead:
      return TraceVerdict(
        .unknown, .wanting, "its task ran; whom it invited is in a row that was not seen",
        .invitectl(["doctor"], [], [.init("--only", "postgres")]))
    case "SUCCESS":
      // Whether somebody was invited is not known: nothing is redeemed once more on that.
      return TraceVerdict(
        .unknown, .wanting,
        "its task ran and left no row; the worker's log says what the remote service answered",
        look(result.id))
    case "FAILURE": return ended("its task failed", result)
    case "REVOKED": return ended("its task was revoked", result)
    default:
      return TraceVerdict(
        .unknown, facts.isComplete ? .wanting : .well,
        "its last state is \(result.state)" + (result.error.map { " (\($0))" } ?? ""),
        look(result.id))
    }
  }

  private func ended(_ what: String, _ result: TraceFacts.Result) -> TraceVerdict {
    TraceVerdict(
      .failed, .failed, what + (result.error.map { ": \($0)" } ?? ""), again(afterTask: true))
  }

  private func joined() -> TraceVerdict? {
    thread.members.first.map { member in
      TraceVerdict(.joined, .well, "a member of \(team(member.team, member.teamID))")
    }
  }

  private func codeAlone() -> TraceVerdict? {
    guard let row = thread.codeRow, !thread.hasTraces else { return nil }
    return joined()
      ?? TraceCodeJudge(facts: facts, row: row).verdict(boundTo: email)
  }

  // MARK: - Words

  func team(_ name: String?, _ id: Int) -> String { name.map { "team \($0)" } ?? "team \(id)" }

  func names(_ nodes: Set<String>) -> String { nodes.sorted().joined(separator: ", ") }

  func ago(_ time: Double) -> String { TraceTimeline.ago(time, facts.now) }

  func clock(_ time: Double) -> String { TraceTimeline.clock(time) }
}
