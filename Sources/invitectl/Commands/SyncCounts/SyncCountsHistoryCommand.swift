import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct SyncCountsHistoryCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: tr("What a count was at any moment, and why; whether the ledger is whole."),
    usage: tr("invitectl sync-counts history [CODE] [options]"),
    discussion: tr(
      """
      Examples:
        invitectl sync-counts history CODE                the last changes
        invitectl sync-counts history CODE --at 2h        the count two hours ago
        invitectl sync-counts history CODE --at 2026-11-29T12:00:00Z
        invitectl sync-counts history CODE --diff 1d now  what it grew by, and why
        invitectl sync-counts history --verify            every line of every code

      Times are of UTC unless a zone follows, or say how long ago. What others
      changed in the database between two lines is told as a sum: of when in between
      nobody knows. Lines are deleted after 90 days ('cleanup-queue --keep-logs');
      the last of them is kept for each code.

      Each line has a hash over its fields and the line before it, from 'migrate up'
      of this version on. --verify exits 7 where a line was edited, removed or added,
      and names the first one of each code with what was to be expected.
      """))

  @Argument(help: .init(tr("The code. With --verify, default: all."))) var code: String?

  @Option(
    help: .init(tr("The count at this time."), valueName: "time"),
    transform: CountMomentArgument.parse)
  var at: CountMoment?

  @Option(
    parsing: .upToNextOption,
    help: .init(tr("What changed between two times."), valueName: "time"),
    transform: CountMomentArgument.parse)
  var diff: [CountMoment] = []

  @Flag(help: .init(tr("Whether all lines are those that were written."))) var verify = false

  @Option(help: .init(tr("How many changes, the latest first."), valueName: "n"))
  var limit: Int?

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  private static let mostLines = 50

  func validate() throws {
    guard diff.isEmpty || diff.count == 2 else {
      throw ValidationError(tr("--diff takes two times; the code stands before it"))
    }
    let wishes = [at != nil, !diff.isEmpty, verify, limit != nil].count { $0 }
    guard wishes <= 1 else {
      throw ValidationError(
        tr("--at, --diff, --verify and --limit are one question each: give one"))
    }
    guard code != nil || verify else {
      throw ValidationError(tr("name a code, or say --verify"))
    }
    if let limit, !(1...10_000).contains(limit) {
      throw ValidationError(tr("--limit takes a number from 1 to 10000"))
    }
  }

  func run(_ context: CommandContext) throws {
    guard !verify, let code else {
      let check = try LedgerCheck.run(context.operation, code: code)
      if !(global.quiet && global.output == .text && check.failure == nil) {
        context.write(check) { CountHistoryRendering.text(check, context.style) }
      }
      if let failure = check.failure { throw failure }
      return
    }
    let history = try CountHistory(context.operation)
    if let at {
      let moment = try history.at(at, of: code)
      context.write(moment) { CountHistoryRendering.text(moment, context.style) }
    } else if diff.count == 2 {
      let difference = try history.difference(diff[0], diff[1], of: code)
      context.write(difference) { CountHistoryRendering.text(difference, context.style) }
    } else {
      let lines = try history.lines(of: code, limit: limit ?? Self.mostLines)
      context.write(lines) { CountHistoryRendering.text(lines, context.style) }
    }
  }
}
