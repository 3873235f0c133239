import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ControlPurgeCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: tr("Throw a queue's waiting messages away."),
    discussion: tr(
      """
      Example:
        invitectl inspect-workers control purge sync --yes

      All four priority lists. Messages that workers hold are not touched. There is
      no way back: an invite in the queue is lost, and its use of the code is not
      returned.
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @Flag(help: .init(tr("Do it; without this only the plan is shown."))) var yes = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Show the plan only, and do not ask.")))
  var dryRun = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let purge = QueuePurge(context.operation)
    guard yes || (context.canAsk && !dryRun) else {
      let plan = try purge.plan(queue)
      context.write(plan) {
        tr("Would throw away \(CountText.of(plan.total, "message")) of \(name).") + "\n"
      }
      context.note(tr("nothing was done; add --yes to do it"))
      return
    }
    try Confirmation.require(
      tr("throw away the messages of \(queue)"), name: queue, yes: yes, context)
    let outcome = try purge.apply(queue)
    context.write(outcome) {
      tr(
        "Threw away \(CountText.of(outcome.total, "message")) of \(name); "
          + "\(outcome.left) there now.") + "\n"
    }
  }

  private var name: String { Sanitizing.line(queue) }
}
