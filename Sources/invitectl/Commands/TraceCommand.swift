import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct TraceCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: tr("Where the invite of an email, a code or a task is, and what moves it on."),
    discussion: tr(
      """
      Examples:
        invitectl trace a@example.com      somebody redeemed, and nothing came
        invitectl trace CODE               what became of a code
        invitectl trace 8a04b130-97b9-462f-8a7f-f14f75070966

      Shows what the tables, the buckets, the broker, the workers and the results
      have of it, the oldest first; then where it is now, and what to type. What
      could not be read is said. Nothing is changed.
      Exits 0 when it is done or under way, 3 when something is to be done, 5 when it
      was refused or failed for good, 69 when nothing was found.
      """))

  @Argument(help: .init(tr("Emails, codes or ids of tasks."), valueName: "who")) var who: [String]

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = InviteTrace.Limits().wait

  @Option(
    help: .init(
      tr("How long to search messages, and rows that no index serves."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var searchLimit: Duration = InviteTrace.Limits().search

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws { try run(context, masks: false) }

  /// - Parameter masks: for who has not typed whose it is: without whole emails and codes.
  func run(_ context: CommandContext, masks: Bool) throws {
    var limits = InviteTrace.Limits()
    limits.wait = wait
    limits.search = searchLimit
    let subjects = try who.map { (text) throws(Failure) in try TraceSubject(text) }
    let trace = InviteTrace(context.operation, limits)
    let traces = try subjects.map { (subject) throws(Failure) in
      let outcome = try trace.run(subject)
      return masks ? outcome.masked : outcome
    }
    context.write(Traces(traces: traces)) {
      traces.map { TraceRendering.text($0, context.style) }.joined(separator: "\n")
    }
    if let failure = traces.lazy.compactMap(\.failure).first { throw failure }
    let standing = traces.map(\.verdict.standing).max { $0.urgency < $1.urgency }
    switch standing {
    case .well?, nil: return
    case .missing?: throw ExitStatus.unanswered
    case .wanting?: throw ExitStatus.pending
    case .failed?: throw ExitStatus.refused
    }
  }

  private struct Traces: Encodable {
    let traces: [InviteTrace.Outcome]
  }
}
