import ArgumentParser
import InviteDomain
import InviteOps

struct SyncCountsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync-counts",
    abstract: "Bring the counts in Redis and Postgres together.",
    discussion: """
      Examples:
        invitectl sync-counts                  all codes
        invitectl sync-counts --dry-run        what would be done, changing nothing
        invitectl sync-counts ABCD1234         one code
        invitectl sync-counts -q --if-locked skip --max-runtime 50s     from cron

      Redemptions go from the buckets to used_count; increments and edits in the
      database go to the buckets. Every redemption is counted once, also when this is
      killed or two run at once. Where that cannot be known, the code is named with
      the bounds of its count; see docs/guarantees.md.

      Exits 8 when codes could not be synced, each named; 4 when another run holds
      the lock; 75 when --max-runtime ended it.
      """)

  @Argument(help: "Codes to sync, as stored or in any case for one in capitals. Default: all.")
  var codes: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @Flag(help: "The backend's own sync still runs: only move what cannot oversell.")
  var coexist = false

  @OptionGroup(title: "For cron") var lock: LockOptions

  @OptionGroup(title: "For cron") var runtime: RuntimeOptions

  @OptionGroup(title: "For cron") var skips: SkipOptions

  @OptionGroup(title: "For cron") var timer: TimerOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    var request = SyncRequest()
    request.codes = codes
    request.dryRun = dryRun
    request.coexist = coexist
    request.ifLocked = lock.ifLocked
    request.lockWait = lock.patience
    request.maxSkips = skips.maxSkips
    request.maxRuntime = runtime.maxRuntime
    try timer.run(context) { try perform(request, context) }
  }

  private func perform(_ request: SyncRequest, _ context: CommandContext) throws {
    let progress = ProgressLine(context)
    let outcome = try SyncCounts(context.operation, request).run {
      progress.update("\(CountText.of($0.scanned, "code")) looked at, \($0.changed) changed")
    }
    progress.clear()
    if outcome.skipped {
      context.note(
        "skipped: another run holds the lock: \(outcome.lockHolder ?? "not known which")")
    } else if !(global.quiet && global.output == .text && outcome.failure == nil) {
      context.write(outcome) { SyncRendering.text(outcome, context.style) }
    }
    if let failure = outcome.failure { throw failure }
  }
}
