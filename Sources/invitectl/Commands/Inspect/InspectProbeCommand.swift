import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct InspectProbeCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: tr("Whether workers take messages from queues."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers probe
        invitectl inspect-workers probe invites --priorities
        invitectl inspect-workers probe invites --front --wait 2s -q && echo all well

      Puts a message into each queue that has expired already: the worker that takes
      it discards it and acknowledges. No task runs. What nobody takes is taken back,
      and the results are deleted. Behind a backlog it waits its turn; --front does
      not. Without QUEUE those that workers consume, and the backend's. Exits 0 when
      every queue is consumed, 8 when some are, 69 when none is, 1 when the broker
      cannot be reached.
      """))

  @Argument(help: .init(tr("The queues."))) var queues: [String] = []

  @Flag(help: .init(tr("Each priority list of a queue, not only that of invites.")))
  var priorities = false

  @Flag(help: .init(tr("Before the messages that wait."))) var front = false

  @Option(
    help: .init(tr("How long to wait for a worker to take it."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .seconds(5)

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    context.signals.setRecoveryAdvice(
      tr("a probe that was left has expired: the worker that takes it discards it"))
    let outcome = try QueueProbe(
      context.operation, queues: queues.isEmpty ? nil : queues, everyStep: priorities,
      front: front, wait: wait
    ).run()
    context.write(outcome) { ProbeRendering.text(outcome, context.style) }
    switch outcome.shortfall {
    case nil: return
    case .unanswered?:
      let endpoint = context.operation.endpoint(.broker)
      throw Failure(
        .unanswered,
        outcome.probes.isEmpty
          ? tr("no worker answers on \(endpoint), and no queue of the backend is known there")
          : tr(
            outcome.probes.count, "nobody takes messages from the queue on \(endpoint)",
            "nobody takes messages from the queues on \(endpoint)"),
        hint: outcome.probes.isEmpty
          ? tr("see whether workers run, and whether broker URL and key prefix are theirs")
          : tr("the reasons are above"))
    case let kind?: throw ExitStatus(kind)
    }
  }
}
