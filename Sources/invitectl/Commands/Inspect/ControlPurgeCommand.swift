import ArgumentParser
import InviteDomain
import InviteOps

struct ControlPurgeCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "purge",
    abstract: "Throw a queue's waiting messages away.",
    discussion: """
      Example:
        invitectl inspect-workers control purge sync --yes

      All four priority lists. Messages that workers hold are not touched. There is
      no way back: an invite in the queue is lost, and its use of the code is not
      returned.
      """)

  @Argument(help: "The queue.") var queue: String

  @Flag(help: "Do it; without this only the plan is shown.") var yes = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: "Show the plan only, and do not ask.")
  var dryRun = false

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let purge = QueuePurge(context.operation)
    guard yes || (context.canAsk && !dryRun) else {
      let plan = try purge.plan(queue)
      context.write(plan) {
        "Would throw away \(CountText.of(plan.total, "message")) of \(name).\n"
      }
      context.note("nothing was done; add --yes to do it")
      return
    }
    try Confirmation.require(
      "throw away the messages of \(queue)", name: queue, yes: yes, context)
    let outcome = try purge.apply(queue)
    context.write(outcome) {
      "Threw away \(CountText.of(outcome.total, "message")) of \(name); "
        + "\(outcome.left) there now.\n"
    }
  }

  private var name: String { Sanitizing.line(queue) }
}
