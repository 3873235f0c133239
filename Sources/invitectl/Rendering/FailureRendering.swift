import InviteDomain
import InviteOps

/// How an error looks on stderr.
enum FailureRendering {
  private struct Payload: Encodable {
    struct Detail: Encodable {
      let kind: String
      let message: String
      let hint: String?
      let reason: String?
      let exitCode: Int32
    }
    let error: Detail
  }

  static func text(_ failure: Failure, style: Style) -> String {
    var text = style.bad("error:") + " " + Sanitizing.line(failure.message) + "\n"
    if let hint = failure.hint {
      text += style.dim(" next:") + " " + Sanitizing.line(hint) + "\n"
    }
    return text
  }

  static func json(_ failure: Failure, status: ExitStatus) -> String {
    JSONOutput.render(
      Payload(
        error: .init(
          kind: failure.kind.rawValue, message: failure.message, hint: failure.hint,
          reason: failure.reason, exitCode: status.rawValue)),
      pretty: false)
  }
}
