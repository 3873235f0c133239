import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct ControlPauseCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause",
    abstract: tr("Have all workers stop consuming a queue."),
    discussion: tr(
      """
      Example:
        invitectl inspect-workers control pause invites --yes

      Its messages wait; what workers have in hand they finish. That it is paused,
      since when and by whom is kept in the broker: 'inspect-workers' and 'doctor'
      say it, and also when a worker that was started later consumes the queue all
      the same. 'control resume' ends it. Needs no database.
      Where a connection takes messages that is no answering worker's, or none may
      be seen, a probe shows whether somebody goes on: 8, also when it is not seen.
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @OptionGroup var confirmation: ControlConfirmation
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let pause = QueuePause(context.operation, wait: wait)
    let line = ProgressLine(context)
    func saying(
      _ body: (() -> Void) throws -> PauseOutcome
    ) throws -> PauseOutcome {
      defer { line.clear() }
      return try body {
        line.update(tr("listening for workers that do not answer, some seconds"), isNews: true)
      }
    }
    let plan = try saying { listening in try pause.pausePlan(queue, listening: listening) }
    let outcome = try confirmation.carryOut(
      plan, PauseRendering.plan(plan, context.style), work: tr("pause \(queue)"), name: queue,
      context,
      apply: { try saying { listening in try pause.pause(queue, listening: listening) } },
      outcomeText: { PauseRendering.outcome($0, after: plan, context.style) })
    try PauseEnd.check(outcome, context)
  }
}

struct ControlResumeCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume",
    abstract: tr("Have the workers of a paused queue consume it again."),
    discussion: tr(
      """
      Example:
        invitectl inspect-workers control resume invites --yes

      It goes back to the processes that lost it by the pause. One that was started
      anew since goes by its own start, one that was drained since stays drained:
      they are named, with what gives them the queue by hand; where nobody is left
      that consumes it, the command exits 8. While one that lost it does not answer
      the queue stays noted as paused, and the command exits 8: run it again.
      A message that no worker can read, which may end by it, is named with what
      takes it out. Where it is the next one nothing is resumed without --force (7).
      """))

  @Argument(help: .init(tr("The queue."))) var queue: String

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("Also where no worker can read the next message."))) var force = false

  @OptionGroup var confirmation: ControlConfirmation
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let pause = QueuePause(context.operation, wait: wait)
    let plan = try pause.resumePlan(queue, force: force)
    // Of what its workers run then one may be an invite more.
    for remark in ConsumedQueue(context.operation, wait: wait).remarks(queue) {
      context.note(remark)
    }
    let outcome = try confirmation.carryOut(
      plan, PauseRendering.plan(plan, context.style), work: tr("resume \(queue)"), name: queue,
      context, apply: { try pause.resume(queue, force: force) },
      outcomeText: { PauseRendering.outcome($0, after: plan, context.style) })
    try PauseEnd.check(outcome, context)
  }
}

/// How a pause or its end came out.
private enum PauseEnd {
  /// - Throws: ``ExitStatus`` where some worker has not done it, after saying what to type.
  static func check(_ outcome: PauseOutcome?, _ context: CommandContext) throws {
    guard let outcome, let shortfall = outcome.shortfall else { return }
    if let next = outcome.next {
      context.note(tr("next: when they answer, once more: \(next)"))
    }
    if let remedy = outcome.remedy { context.note(tr("next: \(remedy)")) }
    throw ExitStatus(shortfall)
  }
}
