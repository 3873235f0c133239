import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ControlDrainCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: tr("Let workers finish what they have, taking no more."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers control drain -d w1@host --yes && restart w1
        invitectl inspect-workers control drain -d w1@host -d w2@host --wait 30m

      The workers stop consuming their queues; others go on. Done when each was
      seen twice with nothing active, reserved, scheduled or on its way to it. One
      that does not answer at first is refused (69); with --wait it is waited for,
      as a busy solo pool needs. One that has remote control off is refused always:
      end it on its host with SIGTERM.
      Ctrl-C, SIGTERM or the end of --wait give them back exactly the queues that
      were taken from them, unless --keep; one that was paused meanwhile waits for
      'control resume'. Exits 0 when all are drained, 75 when they are not and
      consume again, 8 when they are not and stay so, and when a worker was lost
      on the way with what it had: 'control restore-unacked' gives that back.
      """))

  @Option(
    name: [.short, .customLong("destination")],
    help: .init(tr("The worker; may be repeated."), valueName: "node"))
  var destination: [String]

  @Option(
    help: .init(
      tr("How long to wait for the tasks that they have. Default: 10m."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var wait: Duration?

  @Flag(help: .init(tr("Leave the queues taken away, however it ends."))) var keep = false

  @OptionGroup var confirmation: ControlConfirmation
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    var nodes: [String] = []
    for node in destination where !nodes.contains(node) { nodes.append(node) }
    let drain = WorkerDrain(
      context.operation, nodes: nodes, wait: wait, patience: .milliseconds(2500), keeps: keep)
    let plan = try drain.plan(waits: confirmation.yes) { context.note($0) }
    let line = ProgressLine(context)
    let taken = Dictionary(
      plan.workers.map { ($0.name, $0.queues) }, uniquingKeysWith: { first, _ in first })
    let outcome = try confirmation.carryOut(
      plan, DrainRendering.plan(plan, context.style),
      work: tr("have \(nodes.joined(separator: ", ")) take nothing more"), name: "drain", context,
      apply: {
        if taken.values.contains(where: { !$0.isEmpty }) {
          context.signals.setRecoveryAdvice(
            tr("the workers may not consume their queues: \(WorkerDrain.advice(taken))"))
        }
        defer {
          line.clear()
          context.signals.setRecoveryAdvice(nil)
        }
        return try drain.run(silence: { silence in
          line.clear()
          context.note(silence)
        }) { line.update(DrainRendering.progress($0), isNews: true) }
      }, outcomeText: { DrainRendering.outcome($0, context.style) })
    guard let outcome, let shortfall = outcome.shortfall else { return }
    for next in Self.steps(after: outcome, drain) { context.note(tr("next: \(next)")) }
    throw ExitStatus(shortfall)
  }

  private static func steps(after outcome: DrainOutcome, _ drain: WorkerDrain) -> [String] {
    var steps: [String] = []
    if outcome.needsRestore, outcome.hasUnacked { steps.append(WorkerDrain.restore) }
    let queues = [outcome.lost, outcome.idle, outcome.withheld].flatMap { $0.values.joined() }
    if !queues.isEmpty, let first = drain.beforehand(queues) { steps.append(first) }
    if !outcome.lost.isEmpty { steps.append(WorkerDrain.advice(outcome.lost)) }
    if let choice = WorkerDrain.choice(outcome.idle) { steps.append(choice) }
    let paused = Set(outcome.withheld.values.joined()).sorted()
    if !paused.isEmpty { steps.append(WorkerDrain.resumption(paused)) }
    return steps
  }
}
