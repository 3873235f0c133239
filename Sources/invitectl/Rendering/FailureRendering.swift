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
      let statements: [String]?
      let exitCode: Int32
    }
    let error: Detail
  }

  /// - Parameter isOnScreen: whether a person reads it right now, who sees what was typed as it was typed.
  static func text(_ failure: Failure, style: Style, isOnScreen: Bool = false) -> String {
    let message = isOnScreen ? failure.messageOnScreen ?? failure.message : failure.message
    var text = style.bad("error:") + " " + Sanitizing.line(message) + "\n"
    if let hint = failure.hint {
      text += style.dim(" next:") + " " + Sanitizing.line(hint) + "\n"
    }
    // A line each, so that it can be taken as it stands.
    for statement in failure.statements { text += "       " + Sanitizing.line(statement) + "\n" }
    return text
  }

  /// A mistake in the command line, in the same form.
  ///
  /// - Parameter message: the argument parser's: `Error: …`, mostly `Help:` and `Usage:`, and in the
  ///   end where to read more (swift-argument-parser, MessageInfo.fullText).
  static func text(ofParser message: String, style: Style) -> String {
    message.split(separator: "\n").reduce(into: "") { text, line in
      let words = line.drop { $0 == " " }
      if words.hasPrefix("Error: ") {
        var said = words.dropFirst("Error: ".count)
        if said.hasSuffix(".") { said = said.dropLast() }
        text += style.bad("error:") + " " + Sanitizing.line(String(said)) + "\n"
      } else if words.hasPrefix("See '"), let end = words.lastIndex(of: "'") {
        text += style.dim(" next:") + " " + words[..<end].dropFirst("See '".count) + "\n"
      } else if let (label, form) = [("Usage: ", "usage:"), ("Help: ", " help:")]
        .first(where: { words.hasPrefix($0.0) })
      {
        let rest = words.dropFirst(label.count).drop { $0 == " " }
        text += style.dim(form) + " " + Sanitizing.line(String(rest)) + "\n"
      } else {
        text += Sanitizing.line(String(line)) + "\n"
      }
    }
  }

  static func json(_ failure: Failure, status: ExitStatus) -> String {
    JSONOutput.render(
      Payload(
        error: .init(
          kind: failure.kind.rawValue, message: failure.message, hint: failure.hint,
          reason: failure.reason,
          statements: failure.statements.isEmpty ? nil : failure.statements,
          exitCode: status.rawValue)),
      pretty: false)
  }
}
