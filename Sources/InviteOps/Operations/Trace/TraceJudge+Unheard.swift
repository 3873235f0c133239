internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What workers do with a message without telling of it: those that cannot be asked, and those that were told
/// to discard it.
extension TraceJudge {
  /// Of a message that was taken: who may have it and cannot be asked.
  ///
  /// - Parameters:
  ///   - age: how long ago it was taken, in words.
  ///   - since: the same as a time, where the broker gives it back by it.
  func unheard(_ age: String, _ since: Double?) -> TraceVerdict? {
    guard let who = facts.fleet.unheard(may: tr("have it")) else { return nil }
    let back =
      since.map {
        tr(
          "; if its process has ended, the broker gives it back at "
            + "\(clock($0 + BrokerKeys.visibilityTimeout))")
      } ?? ""
    return TraceVerdict(
      .taken, .well, tr("a worker has taken it\(age); \(who)"),
      .advice(tr("wait; \(whereToLook)") + back))
  }

  private var whereToLook: String {
    let muted = facts.fleet.muted.sorted()
    guard let first = muted.first else {
      return
        tr(
          "a worker with remote control and heartbeats off says in its log alone what it has; CLIENT LIST of "
            + "the broker has the address of its connection (cmd=brpop)")
    }
    let check = ShellCommand.invitectl(["inspect-workers", "check"], [], [.init("-d", first)])
    guard muted.count > 1 else {
      return tr(
        "what it has is in the log of \(first) alone; '\(check)' shows whether it still sends "
          + "heartbeats")
    }
    return tr(
      "what it has is in the log of \(muted.joined(separator: ", ")) alone; '\(check)' shows whether "
        + "\(first) still sends heartbeats")
  }

  // MARK: - Revoked

  /// Of a message that waits where these workers look: whether they all discard it.
  func discarded(
    _ message: TraceFacts.Message, _ place: String, by workers: [String]
  ) -> TraceVerdict? {
    guard let id = message.id, let told = facts.fleet.revoked[id], told.isSuperset(of: workers)
    else { return nil }
    return TraceVerdict(.queued, .failed, place + revocation(message), afterwards(id))
  }

  /// The same of a task that a worker has and has not begun. One that runs goes on.
  ///
  /// A worker asks whether a task is revoked before it hands it to a process of its pool, and tells of it as
  /// reserved until that process begins it. So only of one that waits for its time it is sure.
  func discarded(_ held: TraceFacts.Held) -> TraceVerdict? {
    // One that was not told runs it.
    guard facts.fleet.revoked[held.id]?.isSuperset(of: held.holders) == true else { return nil }
    switch held.state {
    case .active: return nil
    case .scheduled:
      return TraceVerdict(
        state(held.state), .failed,
        sentence(held) + tr("; its task is revoked, so that it is discarded and not run"),
        afterwards(held.id))
    case .reserved:
      return TraceVerdict(
        state(held.state), .well,
        sentence(held)
          + tr(
            "; its task is revoked: it is discarded, or it may run all the same where a process of the worker "
              + "has it already"),
        untilDone(held.id))
    }
  }

  /// That a message in a queue is discarded by who takes it; empty where nobody was told to.
  func revocation(_ message: TraceFacts.Message) -> String {
    guard let told = message.id.flatMap({ facts.fleet.revoked[$0] }), !told.isEmpty else {
      return ""
    }
    let others = Set(facts.fleet.consumed.keys).subtracting(told)
    let discards = tr(
      told.count,
      "; its task is revoked: \(names(told)), when it takes it, discards it and does not run it",
      "; its task is revoked: whichever of \(names(told)) takes it discards it and does not run it")
    guard !others.isEmpty else { return discards }
    return discards
      + tr(
        others.count, "; \(names(others)) was not told and would run it",
        "; \(names(others)) were not told and would run it")
  }

  /// Before it is discarded nothing is to be redeemed again: a worker that is restarted may know nothing of it.
  func afterwards(_ id: String) -> TraceVerdict.Next {
    .advice(
      tr(
        "wait until it is discarded; '\(ShellCommand.invitectl(["trace"], [id]))' then says what makes the "
          + "invite again"))
  }
}
