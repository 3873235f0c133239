import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ControlRestoreCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore-unacked",
    abstract: tr("Give back the messages of workers that are gone."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers control restore-unacked
        invitectl inspect-workers control restore-unacked invites --yes
        invitectl inspect-workers control restore-unacked TASK-ID --gone-for 1m --yes

      Celery gives them back when its visibility timeout is over, an hour as a rule.
      This does the same now, for messages that no living worker has: every
      connection that takes messages is of a worker that answers, and none of these
      has it, in two looks at least. Where that cannot be shown nothing is given
      back. Not known to the broker is a worker that runs on cut off from it:
      --gone-for gives it time to come back. Exits 8 when some could not be given
      back, 75 when none could; what a living worker has is none of these, unless
      it was named by its tag or task id: all held, or none there, is 0. One whose
      invite was made already, by its result or its row, or whose token was given
      back, stays: 7, or 8 beside others. With --force what is named by its tag or
      task id goes back all the same, an invite more. Without a database its result
      alone is looked at.
      """))

  @Argument(
    help: .init(
      tr("Queues, delivery tags or task ids; all messages without."), valueName: "queue-or-tag"))
  var chosen: [String] = []

  @Option(
    help: .init(tr("Nobody may have been seen with them for so long."), valueName: "time"),
    transform: DurationArgument.parse)
  var goneFor: Duration = .zero

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("What is named goes back though its invite was made."))) var force = false

  @OptionGroup var confirmation: ControlConfirmation
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    if force, chosen.isEmpty {
      throw ValidationError(tr("--force is for messages that are named by their tag or task id"))
    }
  }

  func run(_ context: CommandContext) throws {
    let restore = UnackedRestore(
      context.operation, chosen: chosen, wait: wait, goneFor: goneFor, force: force)
    let plan = try restore.plan()
    let count = CountText.of(plan.count(.gone), "message")
    let outcome = try confirmation.carryOut(
      plan, RestoreRendering.plan(plan, context.style),
      work: tr("give back \(count) of workers that are gone"), name: "restore", context,
      apply: { try restore.apply { context.note($0) } },
      outcomeText: { RestoreRendering.outcome($0, after: plan, context.style) })
    if let shortfall = outcome?.shortfall { throw ExitStatus(shortfall) }
  }
}
