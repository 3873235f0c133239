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

  private static var isOneMore: String {
    tr("; its token was given back: it makes an invite more")
  }

  /// The same, with what there is to say of the task's token.
  func withToken(of id: String?, _ verdict: TraceVerdict) -> TraceVerdict {
    guard isRefunded(id) else { return verdict }
    var told = verdict
    told.sentence +=
      verdict.standing == .failed ? tr("; its token was given back") : Self.isOneMore
    return told
  }

  /// What can be kept from running; `nil` where there is nothing of the kind, as of a task that runs.
  func surplus() -> TraceVerdict? {
    for held in thread.held where isRefunded(held.id) {
      guard held.state != .active, discarded(held) == nil else { continue }
      return TraceVerdict(
        state(held.state), .wanting, sentence(held) + Self.isOneMore,
        .shell(Self.revoking(held.id)))
    }
    for message in thread.messages {
      guard let id = message.id, isRefunded(id), !thread.held.contains(where: { $0.id == id }),
        let verdict = surplus(message, id)
      else { continue }
      return verdict
    }
    return nil
  }

  private func surplus(_ message: TraceFacts.Message, _ id: String) -> TraceVerdict? {
    switch message.place {
    case .list(let list, let queue, _, _):
      guard let told = queued(message), told.standing != .failed else { return nil }
      // In a list of other priority steps a quarantine does not look.
      let isFound = keys.queueLists(queue).contains(list)
      return TraceVerdict(
        told.state, .wanting, told.sentence + Self.isOneMore,
        .shell(isFound ? Self.takingOut(id, of: queue) : Self.revoking(id)))
    case .unacked(let tag, let since, let isIndexed):
      guard ended(message) == nil else { return nil }
      let told = taken(tag, since, isIndexed: isIndexed)
      guard told.state == .abandoned else { return nil }
      return TraceVerdict(
        .abandoned, .wanting, told.sentence + Self.isOneMore,
        .shell(discarding(id, tag, message.queue)))
    case .quarantine: return nil
    }
  }

  /// Of what the broker gives back sooner or later: where workers take it they are told to discard it before that;
  /// where nobody does it is taken out.
  private func discarding(_ id: String, _ tag: String, _ queue: String?) -> String {
    let restore = ShellCommand.invitectl(
      ["inspect-workers", "control", "restore-unacked"], [tag], ["--yes"])
    guard let queue, facts.fleet.consumers(of: queue).isEmpty else {
      return "\(Self.revoking(id)) && \(restore)"
    }
    return "\(restore) && \(Self.takingOut(id, of: queue))"
  }

  private static func revoking(_ id: String) -> String {
    ShellCommand.invitectl(["inspect-workers", "control", "revoke"], [id], ["--yes"])
  }

  private static func takingOut(_ id: String, of queue: String) -> String {
    let isName = id.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    return ShellCommand.invitectl(
      ["inspect-workers", "control", "quarantine"], [queue],
      [.init("--id", id), .init("--to", isName ? "\(id).msg" : "invite.msg"), "--yes"])
  }

  /// What is said of the token of a message in quarantine; empty where it was not given back.
  func refund(_ out: QuarantinedMessage, isGone: Bool) -> String {
    guard isRefunded(out.id) else { return "" }
    return isGone
      ? tr("; its token was given back")
      : tr("; its token was given back: put back, it is an invite more")
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
    guard let host = out.host, !out.isHere else { return .advice(said) }
    return .advice(tr("on \(PythonText.escaped(host)), where its file is: \(said)"))
  }
}
