import InviteDomain
import InviteOps
import Localization

extension RetryRendering {
  /// Those that were tried before: each with what tells of its last attempt.
  static func before(_ tried: [RetryBefore], shows: Bool) -> String {
    tried.map { one in
      let email = shows ? one.email : Masking.email(one.email)
      let code = shows ? one.code : Masking.code(one.code)
      let trace = ShellCommand.invitectl(["trace"], [one.taskID])
      let said = tr("\(email) by \(code) was tried again before, as task \(one.taskID)")
      let next = tr("'\(trace)' tells what came of it; where nothing did, add --again")
      return Sanitizing.line(said) + "\n"
        + Labelled.text(tr(" next:"), Sanitizing.line(next)) + "\n"
    }.joined()
  }

  static func word(_ verdict: RetryRow.Verdict) -> String {
    switch verdict {
    case .ready: tr("ready")
    case .underWay: tr("under-way")
    case .duplicate: tr("duplicate")
    case .unknown: tr("unknown")
    case .closed: tr("closed")
    case .noSeat: tr("no-seat")
    case .notJudged: tr("not-judged")
    }
  }

  static func word(_ action: RetryRow.Action) -> String {
    switch action {
    case .queued: tr("queued")
    case .sentBefore: tr("sent-before")
    case .waiting: tr("waiting")
    case .moved: tr("moved")
    case .refused: tr("refused")
    }
  }

  static func word(_ would: RetryRow.Would) -> String {
    switch would {
    case .queue: tr("queue")
    case .wait: tr("wait")
    case .noteSent: tr("note-sent")
    case .refuse: tr("refuse")
    case .later: tr("later")
    }
  }
}
