import Glibc
import InviteDomain
import InviteOps
import Localization

/// Asks before destructive work. `--yes` answers for scripts; a person on a terminal types the
/// database's name, which also proves that it is the one meant.
enum Confirmation {
  /// The watch's own way to ask, while it runs a command.
  @TaskLocal static var question: WatchQuestion?

  /// - Parameters:
  ///   - work: what is about to happen, e.g. `drop 11 indexes`.
  ///   - name: what the person must type, e.g. the database's name.
  /// - Throws: `Failure` of kind `usage` without an answer, of kind `error` for another one, of kind
  ///   `interrupted` when a signal came first.
  static func require(
    _ work: String, name: String, yes: Bool, _ context: CommandContext
  ) throws(Failure) {
    if yes { return }
    guard context.canAsk else {
      throw Failure(
        .usage, tr("will not \(work) without being asked to"), hint: tr("add --yes to go ahead"))
    }
    let text = tr("About to \(work). Type '\(Sanitizing.line(name))' to go ahead: ")
    // The shell shows the command again, and what was asked is far above.
    context.signals.setContinued { StandardStream.error.write(text) }
    defer { context.signals.setContinued(nil) }
    let answer = Self.question?.ask(text, context) ?? ask(text, context)
    // Only Enter leaves the line of the question.
    if case .line = answer {} else { context.errors.write("\n") }
    switch answer {
    case .line(name): return
    case .line, .none, .declined:
      throw Failure(.error, tr("nothing was done: the answer was not '\(name)'"))
    case .interrupted:
      throw Failure(.interrupted, tr("stopped at the question; nothing was done"))
    case .gone: throw Failure(.error, tr("nothing was done: the terminal is gone"))
    }
  }

  private static func ask(_ text: String, _ context: CommandContext) -> TerminalAnswer {
    // What was typed before it was asked is no answer to it.
    tcflush(STDIN_FILENO, TCIFLUSH)
    context.errors.write(text)
    return TerminalAnswer.read(from: STDIN_FILENO, context.signals.interrupt)
  }
}
