import ArgumentParser
import InviteDomain
import InviteOps

struct CleanupPartitionsCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "partitions",
    abstract: "Archive whole partitions and detach them.",
    discussion: """
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
      """)

  @Option(
    help: .init("Partitions that ended longer ago.", valueName: "time"),
    transform: DurationArgument.parse)
  var olderThan: Duration

  @Option(help: .init("Write every row into this directory first.", valueName: "dir"))
  var archive: String?

  @Flag(help: "Drop what is detached, now or by an earlier run, once its archive is proved.")
  var drop = false

  @Flag(help: "Take partitions with finished rows that somebody may still need, too.")
  var neededToo = false

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Only show what would go.")
  var dryRun = false

  @Flag(help: "Go ahead without asking.")
  var yes = false

  @OptionGroup(title: "For cron") var lock: LockOptions

  @OptionGroup(title: "For cron") var runtime: RuntimeOptions

  @OptionGroup(title: "For cron") var skips: SkipOptions

  @OptionGroup(title: "For cron") var timer: TimerOptions

  @OptionGroup(title: "Global options") var global: GlobalOptions

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
      for note in plan.notes { context.note("note: \(note)") }
      context.write(plan) { PartitionCleanupRendering.text(plan, context.style) }
      return
    }
    if yes || !context.canAsk {
      try Confirmation.require("detach partitions", name: "", yes: yes, context)
    } else {
      let plan = try cleanup.plan(request)
      context.errors.write(PartitionCleanupRendering.text(plan, context.style))
      try Confirmation.require(
        "\(drop ? "drop" : "detach") \(CountText.of(plan.count(.due, .dueDrop), "partition"))",
        name: plan.database, yes: false, context)
    }
    context.signals.setRecoveryAdvice(
      "a partition is either detached, and all of it archived, or as it was; run it again to go on")
    let line = ProgressLine(context)
    let outcome = try cleanup.run(request) { progress in
      line.update(CleanupRendering.progress(progress), isNews: true)
    }
    line.clear()
    if !global.quiet || global.output != .text || outcome.failure != nil {
      context.write(outcome) { PartitionCleanupRendering.text(outcome, context.style) }
    }
    if let failure = outcome.failure { throw failure }
  }
}
