import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct SyncCountsRunCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: tr("Sync (what 'sync-counts' does without a subcommand)."))

  @Argument(
    help: .init(tr("Codes to sync, as stored or in any case for one in capitals. Default: all.")))
  var codes: [String] = []

  @Flag(name: [.customShort("n"), .long], help: .init(tr("Show what would be done.")))
  var dryRun = false

  @Flag(help: .init(tr("The backend's own sync still runs: only move what cannot oversell.")))
  var coexist = false

  @Flag(help: .init(tr("Go on, and sync what changes when it changes, until stopped.")))
  var follow = false

  @Option(
    help: .init(
      tr(
        "Sync all codes in this many lanes, 1 to \(SyncRequest.mostJobs). Default: "
          + "\(SyncRequest.defaultJobs)."), valueName: "count"))
  var jobs: Int?

  @OptionGroup(title: tr("With --follow")) var following: FollowOptions

  @OptionGroup(title: tr("For cron")) var lock: LockOptions

  @OptionGroup(title: tr("For cron")) var runtime: RuntimeOptions

  @OptionGroup(title: tr("For cron")) var skips: SkipOptions

  @OptionGroup(title: tr("For cron")) var timer: TimerOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    if let jobs, !(1...SyncRequest.mostJobs).contains(jobs) {
      throw ValidationError(tr("--jobs takes 1 to \(SyncRequest.mostJobs)"))
    }
    try validateFollowing()
  }

  func run(_ context: CommandContext) throws {
    if follow { return try runFollowing(context) }
    var request = SyncRequest()
    request.codes = codes
    request.dryRun = dryRun
    request.coexist = coexist
    request.ifLocked = lock.ifLocked
    request.lockWait = lock.patience
    request.maxSkips = skips.maxSkips
    request.maxRuntime = runtime.maxRuntime
    if let jobs { request.jobs = jobs }
    try timer.run(context) { try perform(request, context) }
  }

  private func perform(_ request: SyncRequest, _ context: CommandContext) throws {
    let progress = ProgressLine(context)
    let outcome = try SyncCounts(context.operation, request).run {
      progress.update(tr("\(CountText.of($0.scanned, "code")) looked at, \($0.changed) changed"))
    }
    progress.clear()
    if outcome.skipped {
      context.note(
        tr("skipped: another run holds the lock: \(outcome.lockHolder ?? tr("not known which"))"))
    } else if !(global.quiet && global.output == .text && outcome.failure == nil) {
      context.write(outcome) { SyncRendering.text(outcome, context.style) }
    }
    if let failure = outcome.failure { throw failure }
  }
}
