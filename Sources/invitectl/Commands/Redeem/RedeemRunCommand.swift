import ArgumentParser
import InviteOps

struct RedeemRunCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Redeem CODE for EMAIL (what 'redeem' does without a subcommand).")

  @Argument(help: "The code, in any case.") var code: String

  @Argument(help: "The email to invite.") var email: String

  @Option(help: .init("auto, direct, redeem or rebind.", valueName: "flow"))
  var flow = FlowArgument(choice: .auto)

  @Option(
    help: .init(
      "Use this task id. Repeating a run with the same id changes nothing.", valueName: "task-id"))
  var id: String?

  @Option(
    defaultAsFlag: WaitArgument.standard,
    help: .init("Wait for the worker. Alone: 60 seconds.", valueName: "time"))
  var wait: WaitArgument?

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let request = try RedeemRequest(code: code, email: email, choice: flow.choice, taskID: id)
    let outcome = try Redeem(context.operation).run(request, wait: wait?.duration) { progress in
      context.note(RedeemRendering.progress(progress))
    }
    if let refusal = outcome.refusal {
      // In text the reason goes to stdout with the error; a machine gets the whole outcome.
      guard global.output != .text else { throw refusal }
      context.write(outcome) { "" }
      throw ExitStatus.refused
    }
    context.write(outcome) { RedeemRendering.text(outcome) }
    if let task = outcome.task, !task.succeeded {
      throw Failure(
        .error, "the worker answered \(task.state): \(task.error ?? "no reason given")",
        hint: "see the worker's log for task \(outcome.taskID)")
    }
  }
}

/// A flow by its name.
struct FlowArgument: ExpressibleByArgument {
  let choice: RedeemFlow.Choice

  init(choice: RedeemFlow.Choice) {
    self.choice = choice
  }

  init?(argument: String) {
    guard let choice = RedeemFlow.Choice(rawValue: argument) else { return nil }
    self.choice = choice
  }

  var defaultValueDescription: String { choice.rawValue }

  static var allValueStrings: [String] { RedeemFlow.Choice.allCases.map(\.rawValue) }
}

/// How long to wait for the worker.
struct WaitArgument: ExpressibleByArgument {
  let duration: Duration

  static let standard = WaitArgument(duration: .seconds(60))

  private init(duration: Duration) {
    self.duration = duration
  }

  init?(argument: String) {
    guard let duration = DurationText.parse(argument) else { return nil }
    self.duration = duration
  }
}
