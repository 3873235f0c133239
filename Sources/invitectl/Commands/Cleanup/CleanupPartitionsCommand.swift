import ArgumentParser
import InviteDomain
import InviteOps
import Localization

struct CleanupPartitionsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "partitions",
    abstract: tr("Archive whole partitions and detach them."),
    discussion: tr(
      """
      Examples:
        invitectl cleanup-queue partitions --older-than 90d -n
        invitectl cleanup-queue partitions --older-than 90d --archive DIR --yes
        invitectl cleanup-queue partitions --older-than 90d --archive DIR --drop

      Of invite_records and invite_queue, where these are partitioned by ranges of
      created_at: those partitions that ended so long ago. Every row is written into
      DIR and compared with the table before the partition is detached, and once more
      after it. A partition with rows that are not finished stays, as does one with
      rows that a rebind, a seat, --stuck or force-resync may still need: each is
      named, and that is no error. Exit 8 when one that should go could not be taken.
      """))

  @Option(
    help: .init(tr("Partitions that ended longer ago."), valueName: "time"),
    transform: DurationArgument.parse)
  var olderThan: Duration

  @Option(help: .init(tr("Write every row into this directory first."), valueName: "dir"))
  var archive: String?

  @Flag(
    help: .init(tr("Drop what is detached, now or by an earlier run, once its archive is proved.")))
  var drop = false

  @Flag(help: .init(tr("Take partitions with finished rows that somebody may still need, too.")))
  var neededToo = false

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: .init(tr("Only show what would go.")))
  var dryRun = false

  @Flag(help: .init(tr("Go ahead without asking.")))
  var yes = false

  @OptionGroup(title: tr("For cron")) var lock: LockOptions

  @OptionGroup(title: tr("For cron")) var runtime: RuntimeOptions

  @OptionGroup(title: tr("For cron")) var skips: SkipOptions

  @OptionGroup(title: tr("For cron")) var timer: TimerOptions

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    try timer.run(context) { try cleanUp(context) }
  }

  private func cleanUp(_ context: CommandContext) throws {
    var request = PartitionCleanupRequest(olderThan: olderThan)
    request.archive = archive
    request.drops = drop
    request.takesNeeded = neededToo
    request.lockWait = lock.patience
    request.ifLocked = lock.ifLocked
    request.maxSkips = skips.maxSkips
    request.maximumRuntime = runtime.maxRuntime
    let cleanup = PartitionCleanup(context.operation)
    if dryRun {
      let plan = try cleanup.plan(request)
      for note in plan.notes { context.note(tr("note: \(note)")) }
      context.write(plan) { PartitionCleanupRendering.text(plan, context.style) }
      return
    }
    if yes || !context.canAsk {
      try Confirmation.require(tr("detach partitions"), name: "", yes: yes, context)
    } else {
      let plan = try cleanup.plan(request)
      context.errors.write(PartitionCleanupRendering.text(plan, context.style))
      let partitions = CountText.of(plan.count(.due, .dueDrop), "partition")
      try Confirmation.require(
        drop ? tr("drop \(partitions)") : tr("detach \(partitions)"), name: plan.database,
        yes: false, context)
    }
    context.signals.setRecoveryAdvice(
      tr(
        "a partition is either detached, and all of it archived, or as it was; run it again to go on"
      ))
    let line = ProgressLine(context)
    let outcome = try cleanup.run(request) { progress in
      line.update(CleanupRendering.progress(progress), isNews: true)
    }
    line.clear()
    for note in outcome.notes { context.note(tr("note: \(note)")) }
    if !global.quiet || global.output != .text || outcome.failure != nil {
      context.write(outcome) { PartitionCleanupRendering.text(outcome, context.style) }
    }
    if let failure = outcome.failure { throw failure }
  }
}
