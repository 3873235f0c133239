import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct CleanupRunCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: tr("Delete (what 'cleanup-queue' does without a subcommand)."))

  @Option(
    help: .init(tr("Delete rows finished longer ago. Default: 30d."), valueName: "time"),
    transform: DurationArgument.parse)
  var olderThan: Duration?

  @Option(
    help: .init(
      tr(
        "Delete invite_records older than this too, but none that a rebind, a seat, --stuck "
          + "or force-resync still needs."), valueName: "time"),
    transform: DurationArgument.parse)
  var inviteRecords: Duration?

  @Option(help: .init(tr("Write every row into this directory before it goes."), valueName: "dir"))
  var archive: String?

  @Option(help: .init(tr("Delete at most this many rows a second."), valueName: "rows"))
  var rate: Double?

  @Option(
    help: .init(tr("Wait while a replica is further behind. Default: 10s."), valueName: "time"),
    transform: DurationArgument.parse)
  var maxLag: Duration?

  @Option(
    help: .init(
      tr("Do not wait for this replica or slot (may be given again)."), valueName: "name"))
  var ignoreReplica: [String] = []

  @Option(
    help: .init(tr("What one transaction should take. Default: 20ms."), valueName: "time"),
    transform: DurationArgument.parse)
  var batchTime: Duration?

  @Option(
    help: .init(
      tr("Keep invitectl's own runs, ledger and outbox for this long. Default: 90d."),
      valueName: "time"),
    transform: DurationArgument.parse)
  var keepLogs: Duration?

  @Flag(
    help: .init(
      tr("Instead, list open rows without a message or a worker; with --yes put them back.")))
  var stuck = false

  @Option(
    help: .init(tr("With --stuck, leave younger rows out. Default: 10m."), valueName: "time"),
    transform: DurationArgument.parse)
  var minAge: Duration?

  @Flag(help: .init(tr("With --stuck, show emails and codes in full.")))
  var show = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Only count, by status and age.")))
  var dryRun = false

  @Flag(help: .init(tr("Go ahead without asking.")))
  var yes = false

  @OptionGroup(title: tr("For cron")) var lock: LockOptions

  @OptionGroup(title: tr("For cron")) var runtime: RuntimeOptions

  @OptionGroup(title: tr("For cron")) var skips: SkipOptions

  @OptionGroup(title: tr("For cron")) var timer: TimerOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  /// What is asked for and would not be done is refused.
  func validate() throws {
    let deleting: [(String, Bool)] = [
      ("--older-than", olderThan != nil), ("--invite-records", inviteRecords != nil),
      ("--archive", archive != nil), ("--rate", rate != nil), ("--max-lag", maxLag != nil),
      ("--ignore-replica", !ignoreReplica.isEmpty),
      ("--batch-time", batchTime != nil), ("--keep-logs", keepLogs != nil),
    ]
    if stuck, let option = deleting.first(where: \.1)?.0 {
      throw ValidationError(tr("--stuck deletes nothing; leave out \(option)"))
    }
    let looking = [("--min-age", minAge != nil), ("--show", show)]
    if !stuck, let option = looking.first(where: \.1)?.0 {
      throw ValidationError(tr("\(option) is for --stuck; add --stuck, or leave it out"))
    }
  }

  func run(_ context: CommandContext) throws {
    try timer.run(context) {
      if stuck { try runStuck(context) } else { try cleanUp(context) }
    }
  }

  private func cleanUp(_ context: CommandContext) throws {
    let cleanup = CleanupQueue(context.operation)
    let request = self.request
    if dryRun {
      let plan = try cleanup.plan(request)
      context.write(plan) { CleanupRendering.text(plan, context.style) }
      return
    }
    try confirm(cleanup, request, context)
    let line = ProgressLine(context)
    context.signals.setRecoveryAdvice(
      archive == nil
        ? tr("every batch is either deleted or not; run it again to go on")
        : tr("run it again with the same --archive: it settles the last batch and goes on"))
    let outcome = try cleanup.run(request) { progress in
      if case .waitingForLock = progress {
        line.update(CleanupRendering.progress(progress), isNews: true)
      } else {
        line.update(CleanupRendering.progress(progress))
      }
    }
    line.clear()
    for note in outcome.notes { context.note(tr("note: \(note)")) }
    if !global.quiet || global.output != .text || outcome.failure != nil {
      context.write(outcome) { CleanupRendering.text(outcome, context.style) }
    }
    if let failure = outcome.failure { throw failure }
  }

  /// The evidence comes before the question, and before what is done about it.
  private func runStuck(_ context: CommandContext) throws {
    let operation = StuckRows(context.operation)
    let age = minAge ?? .seconds(600)
    let acts = !dryRun && (yes || context.canAsk)
    let line = ProgressLine(context)
    func put(back shown: StuckRows.Outcome?) throws -> StuckRows.Outcome {
      defer { line.clear() }
      return try operation.run(olderThan: age, request, shown: shown) { holder in
        line.update(CleanupRendering.progress(.waitingForLock(holder: holder)), isNews: true)
      }
    }
    var result: StuckRows.Outcome
    if acts, yes {
      result = try put(back: nil)
    } else {
      result = try operation.find(olderThan: age, acts: acts)
      let count = result.actionable.count
      if acts, count > 0 {
        context.errors.write(StuckRendering.text(result, shows: show, style: context.style))
        try Confirmation.require(
          tr("put back \(CountText.of(count, "row"))"), name: "\(count)", yes: false, context)
        result = try put(back: result)
      }
    }
    context.write(StuckRendering.payload(result, shows: show)) {
      StuckRendering.text(result, shows: show, style: context.style)
    }
    if let failure = result.failure { throw failure }
    let unknown = result.rows.count { $0.verdict == .unknown }
    if unknown > 0 {
      throw Failure(
        .partial, tr("\(CountText.of(unknown, "row")) left alone: not everything could be seen"),
        hint: result.workers.isEmpty
          ? tr("start the backend's workers, which take what cannot be read here, and run it again")
          : tr("let the workers take what cannot be read here, and run it again"))
    }
  }

  private var request: CleanupRequest {
    var request = CleanupRequest()
    if let olderThan { request.olderThan = olderThan }
    request.recordsOlderThan = inviteRecords
    request.archive = archive
    request.rate = rate
    request.maximumRuntime = runtime.maxRuntime
    if let maxLag { request.maximumLag = maxLag }
    request.ignoredReplicas = Set(ignoreReplica)
    if let batchTime { request.batchTime = batchTime }
    if let keepLogs { request.keepLogs = keepLogs }
    request.ifLocked = lock.ifLocked
    request.lockWait = lock.patience
    request.maxSkips = skips.maxSkips
    return request
  }

  /// A person sees the numbers before the question; a script has said --yes.
  private func confirm(
    _ cleanup: CleanupQueue, _ request: CleanupRequest, _ context: CommandContext
  ) throws {
    guard !yes, context.canAsk else {
      return try Confirmation.require(tr("delete rows"), name: "", yes: yes, context)
    }
    let plan = try cleanup.plan(request)
    context.errors.write(CleanupRendering.text(plan, context.style))
    let rows = plan.tables.reduce(0) { $0 + $1.rows }
    try Confirmation.require(
      tr("delete \(CountText.of(rows, "row"))"), name: plan.database, yes: false, context)
  }
}
