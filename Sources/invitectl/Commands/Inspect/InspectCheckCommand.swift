import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct InspectCheckCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: tr("Whether one worker is well: for systemd, Kubernetes."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers check -d w1@host
        invitectl inspect-workers check -d w1@host --wait 1s -q

      It answers, its queues are bound in the broker, and a heartbeat of it is heard,
      which it is asked for. One with remote control off is told by its heartbeats,
      which takes up to 4.5 s. A busy solo pool does not answer: see --wait. Exits 0
      when it is well, 8 when it answers and something is wrong, 69 when it does not
      answer, 1 when the broker cannot be reached.
      """))

  @Option(
    name: [.short, .customLong("destination")],
    help: .init(tr("The worker."), valueName: "node"))
  var destination: String

  @Option(
    help: .init(tr("How long to wait for its answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(1500)

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let outcome = try NodeCheck(context.operation, node: destination, wait: wait).run()
    context.write(outcome) { NodeCheckRendering.text(outcome, context.style) }
    if let kind = outcome.shortfall { throw ExitStatus(kind) }
  }
}
