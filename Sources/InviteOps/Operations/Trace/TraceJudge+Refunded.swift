internal import CeleryProtocol
internal import InviteDomain
internal import Localization

/// What is still under way though `redeem refund --force` has given its token back: run, it makes an invite that
/// no use is counted for.
extension TraceJudge {
  func isRefunded(_ id: String?) -> Bool {
    guard let id else { return false }
    return facts.refunded.contains(id)
  }

  /// The same, with what there is to say of the task's token.
  func withToken(of id: String?, _ verdict: TraceVerdict) -> TraceVerdict {
    guard isRefunded(id) else { return verdict }
    var told = verdict
    told.sentence +=
      verdict.standing == .failed ? tr("; its token was given back") : words(.refunded)
    return told
  }

  /// What takes the message of a task out of its queue, so that nobody runs it.
  func takenOut(_ id: String, of queue: String) -> String { Self.takingOut(id, of: queue) }

  private static func takingOut(_ id: String, of queue: String) -> String {
    QuarantineCommand.takingOut(of: queue, id: id)
  }

  /// What is said of the token of a message in quarantine; empty where it was not given back.
  func refund(_ out: QuarantinedMessage, isGone: Bool) -> String {
    guard isRefunded(out.id) else { return "" }
    return isGone
      ? tr("; its token was given back")
      : tr("; its token was given back: put back, it is an invite more")
  }

  /// Whether rows tell more than a message in quarantine whose token was given back, which nothing but force puts
  /// back: what was written since it was queued is of it and came to an end, or of another use. Who has an invite by an
  /// earlier use, or is to have one, is not redeemed once more for it.
  func isOver(_ out: QuarantinedMessage) -> Bool {
    guard let id = out.id, isRefunded(id), facts.areRowsRead else { return false }
    if let done = written(), [.invited, .accepted, .joined, .waiting].contains(done.state) {
      return true
    }
    let since = queuedAt(id) ?? out.taken ?? .infinity
    let times = thread.records.map(\.created) + thread.queueRows.map(\.created)
    return times.contains { ($0 ?? -.infinity) >= since }
  }

  /// The same of one whose invite was made: what was written after that is of another use, and so is one that left
  /// nothing.
  func wasMadeBefore(_ out: QuarantinedMessage, _ excess: Excess?) -> Bool {
    guard facts.areRowsRead, let made = madeAt(out, excess) else { return false }
    // An attempt of `redeem retry` may have left the record in its place.
    if case .made? = excess, thread.attempts.isEmpty, lostSince() != nil { return true }
    let times = thread.records.map(\.created) + thread.queueRows.map(\.created)
    return times.contains { ($0 ?? -.infinity) > made }
  }

  /// When its record was written; `nil` where it is not known to have made one, or what it left waits still.
  private func madeAt(_ out: QuarantinedMessage, _ excess: Excess?) -> Double? {
    switch excess {
    case .made(_, at: let created)?: return created ?? out.taken
    case .waiting?: return nil
    case .refunded?, .ran?, .mayBeMade?, .mayWait?, nil:
      // That was seen when it was taken out: its record is from before then.
      guard out.isMade, let taken = out.taken else { return nil }
      let made = thread.records.filter { $0.status == "SUCCESS" }.compactMap(\.created)
      return made.filter { $0 <= taken }.max() ?? taken
    }
  }

  /// Of a message in quarantine: what invites the person with a use, and what without one. Which is meant only a
  /// person knows.
  func choice(_ out: QuarantinedMessage, _ file: String) -> TraceVerdict.Next {
    let force = QuarantinedMessage.puttingBack(file, isForced: true)
    let said =
      if !email.isEmpty, !code.isEmpty, let redeem = again(), redeem.kind == .shell {
        tr(
          "'\(redeem.text)' invites with a use; '\(force)' puts the message back instead, an invite "
            + "without one")
      } else {
        tr(
          "if the person has no invite and none is on its way, '\(force)' puts it back all the same; "
            + "else keep the file")
      }
    return there(out, said)
  }

  /// The same where a record may be of its task: which use it is of nothing tells.
  func choice(_ out: QuarantinedMessage, unlessMade command: String) -> TraceVerdict.Next {
    there(
      out,
      tr(
        "if the worker's log shows no invite of it and the person has none of this use, '\(command)' puts it "
          + "back; else keep the file, or delete it for good: another trace then says what has the broker "
          + "forget it"))
  }

  private func there(_ out: QuarantinedMessage, _ said: String) -> TraceVerdict.Next {
    guard let host = out.host, !out.isHere else { return .advice(said) }
    return .advice(tr("on \(PythonText.escaped(host)), where its file is: \(said)"))
  }
}
