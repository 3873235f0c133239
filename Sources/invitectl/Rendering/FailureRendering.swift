import ClientSupport
import InviteDomain
import InviteOps
import Localization

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

  /// Says it on stderr, in the form that the command line asked for.
  ///
  /// - Parameter status: what the process ends with.
  static func report(_ failure: Failure, status: ExitStatus) {
    let presentation = Presentation.current
    switch presentation.output {
    case .text:
      let style = Style(presentation.color, stream: .error, environment: processEnvironment())
      StandardStream.error.write(
        text(failure, style: style, isOnScreen: StandardStream.error.isTerminal))
    case .json, .jsonl: StandardStream.error.write(json(failure, status: status))
    }
  }

  /// The same of a mistake in the command line.
  ///
  /// - Parameter message: see ``text(ofParser:style:)``.
  static func report(ofParser message: String) {
    let presentation = Presentation.current
    guard presentation.output == .text else {
      return report(failure(ofParser: message), status: .usage)
    }
    let style = Style(presentation.color, stream: .error, environment: processEnvironment())
    StandardStream.error.write(text(ofParser: message, style: style))
  }

  /// A mistake in the command line as an error like others: what it says, and where to read more.
  static func failure(ofParser message: String) -> Failure {
    var said: [String] = []
    var hint: String?
    var isOver = false
    for line in message.split(separator: "\n") {
      let words = line.drop { $0 == " " }
      if words.hasPrefix("See '"), let end = words.lastIndex(of: "'") {
        hint = String(words[..<end].dropFirst("See '".count))
      } else if words.hasPrefix("Usage: ") || words.hasPrefix("Help: ") {
        isOver = true
      } else if words.hasPrefix("Error: ") {
        said.append(mistake(words.dropFirst("Error: ".count)))
      } else if !isOver {
        said.append(String(words))
      }
    }
    return Failure(.usage, said.joined(separator: " "), hint: hint)
  }

  /// - Parameter isOnScreen: whether a person reads it right now, who sees what was typed as it was typed.
  static func text(_ failure: Failure, style: Style, isOnScreen: Bool = false) -> String {
    let said = isOnScreen ? failure.onScreen : failure
    var text = line(style.bad(tr("error:")), said.message)
    if let hint = said.hint { text += line(style.dim(tr(" next:")), hint) }
    // A line each, so that it can be taken as it stands.
    for statement in said.statements { text += "       " + Sanitizing.line(statement) + "\n" }
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
        text += Self.line(style.bad(tr("error:")), mistake(words.dropFirst("Error: ".count)))
      } else if words.hasPrefix("See '"), let end = words.lastIndex(of: "'") {
        text += Self.line(style.dim(tr(" next:")), words[..<end].dropFirst("See '".count))
      } else if let (label, form) = [("Usage: ", tr("usage:")), ("Help: ", tr(" help:"))]
        .first(where: { words.hasPrefix($0.0) })
      {
        text += Self.line(style.dim(form), words.dropFirst(label.count).drop { $0 == " " })
      } else {
        text += Sanitizing.line(String(line)) + "\n"
      }
    }
  }

  /// What was typed is repeated, which may be a URL or a connection string where none belongs.
  private static func mistake(_ said: Substring) -> String {
    let sentence = ParserWords.sentence(said)
    let mayHoldSecret = sentence.contains("://") || sentence.contains("=")
    return mayHoldSecret ? ForeignText.withoutSecrets(sentence) : sentence
  }

  private static func line(_ label: String, _ said: some StringProtocol) -> String {
    Labelled.text(label, Sanitizing.line(String(said))) + "\n"
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
