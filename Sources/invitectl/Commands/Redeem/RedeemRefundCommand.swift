import ArgumentParser
import InviteOps

struct RedeemRefundCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "refund",
    abstract: "Give back the token of a task that failed, once.",
    discussion: """
      Example:
        invitectl redeem refund CODE --task 0f3c…   of a task whose invite FAILED

      A bucket that is missing gets nothing: the next one is made from the database.
      A task of another code is refused. Of a task of a batch or of the backend
      nothing tells the code: --force takes your word for it.
      It waits for a run of 'redeem retry' or 'cleanup-queue --stuck' to end, which
      would send the invite again with this token.
      """)

  @Argument(help: "The code, as it is stored or in any case for one in capitals.") var code: String

  @Option(help: .init("The task whose token it was.", valueName: "task-id")) var task: String

  @Flag(help: "Also for a task that succeeded, or whose result or code is not known.")
  var force = false

  @Option(
    help: .init("How long to wait for such a run. Default: 60s.", valueName: "time"),
    transform: DurationArgument.parse)
  var lockWait: Duration = .seconds(60)

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let line = ProgressLine(context)
    defer { line.clear() }
    let outcome = try RedeemRefund(context.operation).run(
      code: code, taskID: task, force: force, lockWait: lockWait
    ) { holder in
      line.update("waiting for another run (\(Sanitizing.line(holder)))", isNews: true)
    }
    line.clear()
    context.write(outcome) {
      if let remaining = outcome.remaining {
        "gave one token back to \(Sanitizing.line(outcome.code)): \(remaining) remaining\n"
      } else {
        "nothing done: the token of this task was given back before\n"
      }
    }
  }
}
