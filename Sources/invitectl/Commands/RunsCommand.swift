import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct RunsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: tr("Who ran which command when, how it ended, and what it changed."),
    discussion: tr(
      """
      Examples:
        invitectl runs                              the latest
        invitectl runs --failed --since 1d          what went wrong since yesterday
        invitectl runs 4711                         one run whole

      Of the commands that record their runs: sync-counts, force-resync,
      cleanup-queue, refresh-seats, redeem retry and what changes workers or queues.
      Emails, codes and secrets in arguments are masked. A run that did not finish
      and whose session is gone has died.
      """))

  @Argument(help: .init(tr("The number of one run. Default: the latest runs."))) var id: Int?

  @Option(help: .init(tr("How many, the newest first."), valueName: "n")) var limit = 20

  @Option(help: .init(tr("Only runs of this command."), valueName: "name")) var command: String?

  @Option(
    help: .init(tr("Only runs that began within this time."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var since: Duration?

  @Flag(help: .init(tr("Only those that failed, were stopped or died."))) var failed = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    guard (1...10_000).contains(limit) else {
      throw ValidationError(tr("--limit takes a number from 1 to 10000."))
    }
    if id != nil, command != nil || since != nil || failed {
      throw ValidationError(
        tr("One run is shown whole: leave out --command, --since and --failed."))
    }
  }

  func run(_ context: CommandContext) throws {
    let history = try RunHistory(context.operation)
    if let id {
      let whole = try history.whole(id)
      return context.write(whole) { RunRendering.text(whole, context.style) }
    }
    var filter = RunHistory.Filter()
    filter.command = command
    filter.since = since
    filter.failedOnly = failed
    filter.limit = limit
    let runs = try history.list(filter)
    context.write(Runs(runs: runs)) {
      RunRendering.text(
        runs, isAll: command == nil && since == nil && !failed, context.style)
    }
  }

  private struct Runs: Encodable {
    let runs: [RunHistory.Run]
  }
}
