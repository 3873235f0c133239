import ArgumentParser
import CeleryProtocol
import InviteDomain
import InviteOps
import Localization
import LosslessJSON

/// What every command to workers is given.
struct FleetControlOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("destination")],
    help: .init(tr("Command only this worker; may be repeated."), valueName: "node"))
  var destination: [String] = []

  @Option(
    help: .init(tr("How long to wait for answers, and for the effect."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("Do it; without this only the plan is shown."))) var yes = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Show the plan only, and do not ask.")))
  var dryRun = false
}

/// A command to workers: shown first, given when confirmed, and looked after.
protocol FleetControlCommand: ContextCommand {
  var control: FleetControlOptions { get }
  var verb: ControlVerb { get }
  /// What is about to happen, e.g. `shut down`.
  var work: String { get }
  /// Whether it takes capacity away, so that its workers must be named.
  var needsDestination: Bool { get }
  /// Refuses what was mistyped, before anything is planned or asked.
  func checkSubject(_ context: CommandContext) throws(Failure)
  /// What a person should know before it is done, a sentence each.
  func remarks(_ context: CommandContext) throws(Failure) -> [String]
  /// The same for who is not asked, as far as it is a reason to doubt what was typed: said before it is done.
  func doubts(_ context: CommandContext) -> [String]
}

extension FleetControlCommand {
  var needsDestination: Bool { false }

  func checkSubject(_ context: CommandContext) throws(Failure) {}

  func remarks(_ context: CommandContext) throws(Failure) -> [String] { [] }

  func doubts(_ context: CommandContext) -> [String] { [] }

  func run(_ context: CommandContext) throws {
    if needsDestination, control.destination.isEmpty {
      throw Failure(
        .usage, tr("will not \(work) on all workers at once"),
        hint: tr(
          "name them: --destination NODE, once for each; "
            + "'invitectl inspect-workers ping' lists them"))
    }
    try checkSubject(context)
    let nodes = control.destination.isEmpty ? nil : control.destination
    let target = nodes.map { $0.joined(separator: ", ") } ?? tr("all workers")
    guard control.yes || (context.canAsk && !control.dryRun) else {
      let plan = ControlPlan(
        method: verb.method, arguments: .object(verb.arguments), destination: nodes,
        remarks: try remarks(context), isApplied: false)
      context.write(plan) {
        tr("Would \(work) on \(Sanitizing.line(target)).") + "\n"
          + plan.remarks.map { Sanitizing.line($0) + "\n" }.joined()
      }
      context.note(tr("nothing was done; add --yes to do it"))
      return
    }
    if !control.yes {
      for remark in try remarks(context) { context.errors.write(Sanitizing.line(remark) + "\n") }
    }
    try Confirmation.require(
      tr("\(work) on \(target)"), name: verb.method, yes: control.yes, context)
    // Before it is given: a worker writes a result of what it is to skip, whether it knows of it or not.
    for said in control.yes ? doubts(context) : [] { context.note(said) }
    let outcome = try FleetControl(context.operation, destination: nodes, wait: control.wait)
      .run(verb)
    context.write(outcome) { ControlRendering.text(outcome, context.style) }
    for said in ControlRendering.next(outcome) { context.note(said) }
    switch outcome.shortfall {
    case nil: return
    case .unanswered?:
      if let nodes {
        // Who lost the result is told by the code alone: no question is asked any more.
        guard OutputLoss.of(context.output.descriptor) == nil else { throw ExitStatus.unanswered }
        throw try nobody(of: nodes, outcome.census, context)
      }
      try CensusExit.check(outcome.census, context)
    case .error?:
      throw Failure(
        .error, tr("no worker accepted \(verb.method)"), hint: tr("their answers are above"))
    case let kind?: throw ExitStatus(kind)
    }
  }
}

extension FleetControlCommand {
  /// Why none of the named workers has answered, and who is there instead.
  private func nobody(
    of nodes: [String], _ asked: FleetCensus, _ context: CommandContext
  ) throws(Failure) -> Failure {
    let census = try WorkerInspection(context.operation, wait: control.wait).ask(.activeQueues)
      .census
    // What either has heard: a worker beats every 2 s.
    let known = Dictionary(
      (census.workers + asked.workers.filter { $0.status != .unknown }).map {
        ($0.name, $0.status)
      },
      uniquingKeysWith: { first, _ in first })
    let strangers = nodes.filter { known[$0] == nil }
    let there = census.workers.filter { $0.status == .replied || $0.status == .duplicateName }
      .map(\.name)
    let names = there.joined(separator: ", ")
    let hint =
      there.isEmpty
      ? tr("no worker answers: 'invitectl inspect-workers ping' shows who is there")
      : tr(there.count, "there is \(names)", "there are \(names)")
    guard strangers.isEmpty else {
      return Failure(
        .unanswered,
        tr("there is no worker \(strangers.joined(separator: ", ")) that answers or was heard"),
        hint: hint)
    }
    let words = nodes.map { node in
      tr("\(node): \(known[node].map(CensusRendering.words) ?? tr("unknown"))")
    }.joined(separator: tr("; "))
    return Failure(
      .unanswered, tr("no worker that was named answered (\(words))"),
      hint: hint)
  }
}

/// What would be done.
struct ControlPlan: Encodable {
  let method: String
  let arguments: JSONValue
  let destination: [String]?
  /// What a person should know before.
  let remarks: [String]
  let isApplied: Bool
}
