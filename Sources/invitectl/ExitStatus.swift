import InviteDomain
import InviteOps
import Localization

/// The exit codes, all in one place: the table behind `invitectl help exit-codes`, the manual and
/// the tests. A command that has said all there is to say ends by throwing one.
enum ExitStatus: Int32, CaseIterable, Error {
  case ok = 0
  case error = 1
  case usage = 2
  case pending = 3
  case locked = 4
  case refused = 5
  case debris = 6
  case conflict = 7
  case partial = 8
  case notInvited = 9
  case unanswered = 69
  case transient = 75
  case hungUp = 129
  case interrupted = 130
  case outputCut = 141
  case terminated = 143

  init(_ kind: Failure.Kind) {
    self = ExitStatus(rawValue: kind.exitCode) ?? .error
  }

  var meaning: String {
    switch self {
    case .ok: tr("done")
    case .error: tr("an error that has no code of its own")
    case .usage: tr("the command line or the configuration makes no sense")
    case .pending: tr("something is to be done (--exit-code, trace), or an assertion fails")
    case .locked: tr("another run holds the lock")
    case .refused: tr("the rules deny the redemption; its name is on stdout")
    case .debris: tr("something unfinished is left or in the way: 'invitectl migrate repair'")
    case .conflict: tr("the database contradicts the request: a definition, a history")
    case .partial: tr("some were done, some were not; each is named")
    case .notInvited: tr("the redemption was queued, and its invite came to nothing")
    case .unanswered: tr("no worker answered, or the answer leaves the result open")
    case .transient: tr("nothing is half done; try again later")
    case .hungUp: tr("stopped because the terminal was closed (SIGHUP)")
    case .interrupted: tr("stopped by Ctrl-C (SIGINT)")
    case .outputCut: tr("nobody reads the output any more (SIGPIPE)")
    case .terminated: tr("stopped by SIGTERM")
    }
  }
}
