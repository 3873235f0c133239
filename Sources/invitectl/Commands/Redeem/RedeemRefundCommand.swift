import ArgumentParser
import InviteOps
import Localization

struct RedeemRefundCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "refund",
    abstract: tr("Give back the token of a task that failed, once."),
    discussion: tr(
      """
      Example:
        invitectl redeem refund CODE --task 0f3c…   of a task whose invite FAILED

      A bucket that is missing gets nothing: the next one is made from the database.
      A task of another code is refused. Of a task of a batch or of the backend
      nothing tells the code: --force takes your word for it.
      A task that a worker, a queue or quarantine still has is refused, whatever its
      result says: it may run, revoked or not. So is one of which that cannot be
      seen, since a worker does not answer. --force gives its token back even so.
      It waits for a run of 'redeem retry' or 'cleanup-queue --stuck' to end, which
      would send the invite again with this token.
      """))

  @Argument(help: .init(tr("The code, as it is stored or in any case for one in capitals.")))
  var code: String

  @Option(help: .init(tr("The task whose token it was."), valueName: "task-id")) var task: String

  @Flag(help: .init(tr("Also if it succeeded, may still run, or its result or code is not known.")))
  var force = false

  @Option(
    help: .init(tr("How long to wait for such a run. Default: 60s."), valueName: "time"),
    transform: DurationArgument.parse)
  var lockWait: Duration = .seconds(60)

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let line = ProgressLine(context)
    defer { line.clear() }
    let outcome = try RedeemRefund(context.operation).run(
      code: code, taskID: task, force: force, lockWait: lockWait
    ) { holder in
      line.update(tr("waiting for another run (\(Sanitizing.line(holder)))"), isNews: true)
    }
    line.clear()
    context.write(outcome) { Self.text(outcome) }
    if let takeOut = outcome.takeOut { context.note(tr("next: '\(takeOut)' takes it out")) }
  }

  private static func text(_ outcome: RedeemRefund.Outcome) -> String {
    let done =
      outcome.remaining.map {
        tr("gave one token back to \(Sanitizing.line(outcome.code)): \($0) remaining")
      } ?? tr("nothing done: the token of this task was given back before")
    let held = outcome.stillHeld.map { tr("\($0): an invite without a use") }
    return ([done] + [held].compactMap(\.self)).map { Sanitizing.line($0) + "\n" }.joined()
  }
}
