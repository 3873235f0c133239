import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct InspectTaskCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "task",
    abstract: tr("Where one task is: finished, running, reserved, queued."),
    discussion: tr(
      """
      Example:
        invitectl inspect-workers task 8a04b130-97b9-462f-8a7f-f14f75070966

      Looks at the result, asks the workers, and looks through unacked and all
      queues. Exits 1 when there is no trace of it.
      """))

  @Argument(help: .init(tr("The task's id."))) var id: String

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("Show emails and codes as they are."))) var show = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let outcome = try TaskLookup(context.operation, wait: wait, showsPersonalValues: show).find(id)
    context.write(outcome) { TaskRendering.text(outcome, context.style) }
    if outcome.place == .unknown {
      throw Failure(
        .error, tr("there is no trace of task \(id)"),
        hint: outcome.census.shortfall == nil
          ? tr("its result may have expired (after an hour), or it was never sent to this broker")
          : tr("not every worker answered; it may be in one of them"))
    }
  }
}
