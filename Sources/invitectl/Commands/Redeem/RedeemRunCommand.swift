import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import InviteSettings
import InviteStorage
import Localization

struct RedeemRunCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: tr("Redeem CODE for EMAIL (what 'redeem' does without a subcommand)."))

  @Argument(help: .init(tr("The code, in any case; the backend knows those in capitals.")))
  var code: String?

  @Argument(help: .init(tr("The email to invite."))) var email: String?

  @Option(help: .init(tr("auto, direct, redeem or rebind."), valueName: "flow"))
  var flow = FlowArgument(choice: .auto)

  @Option(
    help: .init(
      tr("auto, servers or http: by PostgreSQL and Redis, or by the backend's API."),
      valueName: "way"))
  var via = ViaArgument(way: .auto)

  @Option(
    help: .init(
      tr("Use this task id. Repeating a run with the same id changes nothing."),
      valueName: "task-id"))
  var id: String?

  @Option(
    defaultAsFlag: WaitArgument.standard,
    help: .init(tr("Wait for the worker, for so long at most."), valueName: "time"))
  var wait: WaitArgument?

  @Flag(help: .init(tr("Show every rule and the values behind it; change nothing.")))
  var explain = false

  @Flag(
    name: [.customShort("n"), .long], help: .init(tr("Show what would be done; change nothing.")))
  var dryRun = false

  @Flag(help: .init(tr("With --explain: codes and emails whole.")))
  var show = false

  @Flag(help: .init(tr("Finish what an earlier run recorded and did not come to queue.")))
  var resume = false

  @Option(
    help: .init(
      tr("Redeem every line of FILE (- for stdin): code,email[,flow]."), valueName: "file"))
  var batch: String?

  @Option(
    help: .init(tr("With --batch: keep the place there, and go on from it."), valueName: "file"))
  var state: String?

  @Option(help: .init(tr("With --batch: lines a second at most."), valueName: "n"))
  var rate: RateArgument?

  @Flag(
    help: .init(
      tr("Queue even where no worker has ever been seen, as before the first one starts.")))
  var newQueue = false

  @OptionGroup var limits: LimitOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    if let wait, wait.duration == nil {
      throw ValidationError(tr("--wait=\(wait) is no time: write e.g. --wait=90s or --wait=10m."))
    }
    if batch == nil, state != nil || rate != nil {
      throw ValidationError(tr("--state and --rate belong to --batch."))
    }
    if via.way == .http, resume || explain || dryRun || id != nil || batch != nil {
      throw ValidationError(
        tr(
          "--via http is one redemption by the backend's API: without --id, --batch, --explain, "
            + "--dry-run and --resume."))
    }
    if batch != nil {
      guard code == nil, email == nil, !resume, id == nil, wait == nil, !explain, !dryRun else {
        throw ValidationError(
          tr("--batch takes codes and emails from its file, and no other mode."))
      }
    } else if resume {
      guard code == nil, email == nil else {
        throw ValidationError(tr("--resume takes no CODE and EMAIL: it finishes all that is left."))
      }
    } else if code == nil || email == nil {
      throw ValidationError(
        code == nil
          ? tr("Missing CODE and EMAIL, e.g. 'invitectl redeem CODE a@example.com'.")
          : tr("Missing EMAIL, e.g. 'invitectl redeem CODE a@example.com'."))
    }
  }

  func run(_ context: CommandContext) throws {
    if resume { return try runResume(context) }
    if let batch {
      var options = RedeemBatch.Options()
      options.limits = limits.limits
      options.rate = rate?.linesPerSecond
      options.choice = flow.choice
      options.queueMayBeNew = newQueue
      return try RedeemBatchRun(options: options, statePath: state).run(batch, context)
    }
    guard let code, let email else { return }
    let request = try RedeemRequest(code: code, email: email, choice: flow.choice, taskID: id)
    if explain || dryRun { return try runExplain(request, context) }
    var queued: RedeemOutcome?
    let outcome: RedeemOutcome
    do {
      outcome = try redeem(request, context) { queued = $0 }
    } catch {
      // It was redeemed, whatever ended the wait: whoever sees no result would do it again.
      if let queued { context.write(queued) { RedeemRendering.text(queued) } }
      throw error
    }
    if let refusal = outcome.refusal {
      // In text the reason goes to stdout with the error; a machine gets the whole outcome.
      guard global.output != .text else { throw refusal }
      context.write(outcome) { "" }
      throw ExitStatus.refused
    }
    context.write(outcome) { RedeemRendering.text(outcome) }
    if let failure = outcome.notInvited { throw failure }
  }

  private func redeem(
    _ request: RedeemRequest, _ context: CommandContext,
    queued: (RedeemOutcome) -> Void
  ) throws -> RedeemOutcome {
    func progress(_ progress: TaskProgress) { context.note(RedeemRendering.progress(progress)) }
    if via.way != .http {
      do throws(Failure) {
        return try Redeem(
          context.operation, limits: limits.limits, queueMayBeNew: newQueue
        ).run(
          request, wait: wait?.duration, queued: queued, progress: progress)
      } catch {
        // Only where the backend is not for us, and somebody says where its API is.
        guard via.way == .auto, id == nil, context.configuration.backendURL != nil,
          error.reason == Requirement.backendGeneration.rawValue
        else { throw error }
      }
    }
    return try RedeemByHTTP(context.operation).run(
      request, wait: wait?.duration, queued: queued, progress: progress)
  }

  private func runExplain(_ request: RedeemRequest, _ context: CommandContext) throws {
    let explanation = try RedeemExplain(
      context.operation, limits: limits.limits, queueMayBeNew: newQueue
    )
    .run(request, shows: show)
    context.write(explanation) {
      RedeemRendering.text(explanation, gates: explain, plan: dryRun, style: context.style)
    }
    if let failure = explanation.failure { throw failure }
    if explanation.refusal != nil { throw ExitStatus.refused }
  }

  private func runResume(_ context: CommandContext) throws {
    let outcome = try RedeemResume(context.operation, queueMayBeNew: newQueue).run()
    context.write(outcome) { RedeemRendering.text(outcome) }
    if let failure = outcome.failure { throw failure }
  }
}

/// A way by its name.
struct ViaArgument: ExpressibleByArgument {
  let way: RedeemWay

  init(way: RedeemWay) {
    self.way = way
  }

  init?(argument: String) {
    guard let way = RedeemWay(rawValue: argument) else { return nil }
    self.way = way
  }

  var defaultValueDescription: String { way.rawValue }

  static var allValueStrings: [String] { RedeemWay.allCases.map(\.rawValue) }
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
struct WaitArgument: ExpressibleByArgument, CustomStringConvertible {
  /// `nil` for a text that is no time: the argument parser would take the default instead of
  /// complaining, so that the command does.
  let duration: Duration?
  let description: String

  static let standard = WaitArgument(duration: .seconds(60))

  private init(duration: Duration) {
    self.duration = duration
    description = DurationText.format(duration)
  }

  init(argument: String) {
    duration = DurationText.parse(argument)
    description = argument
  }
}

/// `100` or `100/s`.
struct RateArgument: ExpressibleByArgument {
  let linesPerSecond: Double

  init?(argument: String) {
    let digits = argument.hasSuffix("/s") ? String(argument.dropLast(2)) : argument
    guard let rate = OutsideNumber.measure(digits), (0.01...1e9).contains(rate) else { return nil }
    linesPerSecond = rate
  }
}
