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
        invitectl sync-counts --follow         until stopped, as a service
        invitectl sync-counts --jobs 2         when most codes have changed

      Redemptions go from the buckets to used_count; increments and edits in the
      database go to the buckets. Every redemption is counted once, also when this is
      killed or two run at once. Where that cannot be known, the code is named with
      the bounds of its count; see docs/guarantees.md.

      --follow has Redis name the buckets that change and syncs those, about a second
      later; all codes are gone through at its beginning, every --full-every, and
      whenever names may have been lost. Other runs get the lock in between. It tells
      systemd how it is (Type=notify, WatchdogSec); SIGTERM ends it with 0 after one
      more turn; what that cannot reach, the next run counts.

      --jobs writes in several sessions at once: each is one more thread with two
      sessions of PostgreSQL and a connection to Redis. It is one run all the same,
      with one lock and one report, and where a session cannot be had the others do
      its work.

      Exits 8 when codes could not be synced, each named; 4 when another run holds
      the lock; 75 when --max-runtime ended it.
      """)

  @Argument(help: "Codes to sync, as stored or in any case for one in capitals. Default: all.")
  var codes: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done.")
  var dryRun = false

  @Flag(help: "The backend's own sync still runs: only move what cannot oversell.")
  var coexist = false

  @Flag(help: "Go on, and sync what changes when it changes, until stopped.")
  var follow = false

  @Option(
    help: .init(
      "Sync all codes in this many lanes, 1 to \(SyncRequest.mostJobs). Default: "
        + "\(SyncRequest.defaultJobs).", valueName: "count"))
  var jobs: Int?

  @OptionGroup(title: "With --follow") var following: FollowOptions

  @OptionGroup(title: "For cron") var lock: LockOptions

  @OptionGroup(title: "For cron") var runtime: RuntimeOptions

  @OptionGroup(title: "For cron") var skips: SkipOptions

  @OptionGroup(title: "For cron") var timer: TimerOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func validate() throws {
    if let jobs, !(1...SyncRequest.mostJobs).contains(jobs) {
      throw ValidationError("--jobs takes 1 to \(SyncRequest.mostJobs)")
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
