internal import CeleryProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization

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
      underway() ?? recorded() ?? lostSince() ?? written() ?? byResult() ?? published()
      ?? codeAlone() ?? joined()
      ?? TraceVerdict(.unknown, .wanting, tr("what was found does not tell what became of it"))
    let moving = thread.messages.filter { !$0.isInQuarantine }
    let copies = Set(moving.compactMap(\.id) + thread.held.map(\.id)).count
    if copies > 1 { verdict.sentence += tr("; \(copies) tasks of it are under way") }
    if verdict.state != .quarantined, let out = thread.messages.first(where: \.isInQuarantine) {
      verdict.sentence +=
        tr("; another message of it is in \(out.quarantinePlace): put back, it is an invite more")
    }
    if [.invited, .accepted, .joined].contains(verdict.state) { verdict.sentence += repeats }
    if let why = verdict.next?.because { verdict.sentence = tr("\(verdict.sentence); \(why)") }
    verdict.email = email
    verdict.code = code
    if !thread.key.task.isEmpty { verdict.task = thread.key.task }
    return verdict
  }

  // MARK: - On its way to the queue

  private func recorded() -> TraceVerdict? {
    guard let entry = thread.entries.first(where: { $0.state == "recorded" }) else { return nil }
    let made = past(entry.created)
    guard entry.isStale else {
      return TraceVerdict(
        .recorded, .wanting, tr("recorded\(made) and not queued yet"),
        .invitectl(["redeem"], [], ["--resume"]))
    }
    return TraceVerdict(
      .recorded, .wanting,
      tr("recorded\(made) and never queued; 'redeem --resume' leaves what is older than six days"),
      .sql(OutboxJudge.settlement(of: entry.claim, facts.countsRebinds, in: facts.backend)))
  }

  private func published() -> TraceVerdict? {
    guard let entry = thread.entries.max(by: { ($0.changed ?? 0) < ($1.changed ?? 0) }) else {
      return thread.marks.first.map { gone($0.id, $0.at) }
    }
    let when = past(entry.changed)
    switch entry.state {
    case "refused":
      return TraceVerdict(.failed, .failed, tr("refused\(when); nothing was taken"), again())
    case "refunded":
      return TraceVerdict(.failed, .failed, tr("given back\(when): it was not queued"), again())
    default: return gone(entry.taskID, entry.changed)
    }
  }

  /// Queued once, and nowhere now.
  func gone(_ id: String, _ time: Double?) -> TraceVerdict {
    let when = past(time)
    guard facts.isComplete else {
      return TraceVerdict(
        .unknown, .wanting, tr("queued\(when); where it is now was not seen"), look(id))
    }
    return TraceVerdict(
      .lost, .wanting,
      email.isEmpty
        ? tr("queued\(when); its message is in no queue, no worker has it, and it left no result")
        : tr("queued\(when); its message is in no queue, no worker has it, and it left no row"),
      again(afterTask: true))
  }

  // MARK: - By what is left otherwise

  func byResult() -> TraceVerdict? {
    thread.results.max { ($0.done ?? 0) < ($1.done ?? 0) }.map { told(by: $0) }
  }

  /// What became of a task that no row tells of.
  func told(by result: TraceFacts.Result) -> TraceVerdict {
    switch result.state {
    case "SUCCESS" where email.isEmpty && code.isEmpty && thread.entries.isEmpty:
      return TraceVerdict(
        .unknown, .wanting,
        tr(
          "its task ran; whom it invited, and whether, does not show by its id: the row of it does"),
        .advice(tr("trace the email or the code: 'invitectl trace EMAIL'")))
    case "SUCCESS" where !facts.areRowsRead:
      return TraceVerdict(
        .unknown, .wanting, tr("its task ran; whom it invited is in a row that was not seen"),
        .invitectl(["doctor"], [], [.init("--only", "postgres")]))
    case "SUCCESS":
      // Whether somebody was invited is not known: nothing is redeemed once more on that.
      return TraceVerdict(
        .unknown, .wanting,
        tr("its task ran and left no row; the worker's log says what the remote service answered"),
        look(result.id))
    case "FAILURE": return ended(tr("its task failed"), result)
    // That is stored when workers are told: one that was not seen may run it all the same.
    case "REVOKED" where !facts.isComplete: return unseen(tr("its task was revoked"))
    case "REVOKED": return ended(tr("its task was revoked"), result)
    default:
      return TraceVerdict(
        .unknown, facts.isComplete ? .wanting : .well,
        result.error.map { tr("its last state is \(result.state) (\($0))") }
          ?? tr("its last state is \(result.state)"),
        look(result.id))
    }
  }

  private func ended(_ what: String, _ result: TraceFacts.Result) -> TraceVerdict {
    TraceVerdict(
      .failed, .failed, result.error.map { tr("\(what): \($0)") } ?? what, again(afterTask: true))
  }

  private func joined() -> TraceVerdict? {
    thread.members.first.map { member in
      TraceVerdict(.joined, .well, tr("a member of \(team(member.team, member.teamID))"))
    }
  }

  private func codeAlone() -> TraceVerdict? {
    guard let row = thread.codeRow, !thread.hasTraces else { return nil }
    return joined()
      ?? TraceCodeJudge(facts: facts, row: row).verdict(boundTo: email)
  }

  // MARK: - Words

  func team(_ name: String?, _ id: Int) -> String { tr("team \(name ?? String(id))") }

  func names(_ nodes: Set<String>) -> String { nodes.sorted().joined(separator: ", ") }

  func ago(_ time: Double) -> String { TraceTimeline.ago(time, facts.now) }

  /// ` 3m ago`, behind what happened; nothing where that is not known.
  func past(_ time: Double?) -> String {
    time.map { tr(" \(passed($0)) ago") } ?? ""
  }

  func passed(_ time: Double) -> String { TraceTimeline.passed(time, facts.now) }

  /// ` since 2026-11-29 08:00:00`, as ``past(_:)``.
  func since(_ time: Double?) -> String { time.map { tr(" since \(clock($0))") } ?? "" }

  func clock(_ time: Double) -> String { TraceTimeline.clock(time) }
}
