import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigrateUpCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "up",
    abstract: tr("Build what is missing and record it; safe while the backend runs."),
    discussion: tr(
      """
      Examples:
        invitectl migrate up
        invitectl migrate up --dry-run
        invitectl migrate up -q --if-locked skip        from cron
        invitectl migrate up --snapshot-wait 2h         while a long dump runs
        invitectl migrate up --optional row-feed        for sync-counts --follow

      Ctrl-C cancels the build on the server and removes what it left. After a
      crash run it again: it waits for a build that still runs, and goes on.
      """))

  @Option(help: .init(tr("Go up to this revision. Default: head."), valueName: "rev"))
  var to: RevisionArgument?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: .init(tr("Show the plan and stop.")))
  var dryRun = false

  @Flag(help: .init(tr("Rebuild invalid indexes that invitectl did not make, too.")))
  var repair = false

  @Option(help: .init(tr("Work on this many tables at a time."), valueName: "count"))
  var jobs = 1

  @Option(
    help: .init(tr("Memory for each build. Default: the server's own setting."), valueName: "size"))
  var maintenanceWorkMem: String?

  @Option(
    help: .init(
      tr("Workers for each build. Default: the server's own setting."), valueName: "count"))
  var parallelWorkers: Int?

  @Option(
    help: .init(
      tr(
        "Make this too; may be repeated. team-seat-stats: a table for metrics-dump; row-feed: "
          + "triggers that tell sync-counts --follow which rows change."),
      valueName: "part"))
  var optional: [OptionalPart] = []

  @OptionGroup(title: tr("Waiting")) var waiting: MigrateRunOptions
  @OptionGroup(title: tr("For cron")) var timer: TimerOptions
  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func validate() throws {
    guard (1...4).contains(jobs) else {
      throw ValidationError(tr("--jobs takes 1 to 4: there are four tables"))
    }
    if let parallelWorkers, !(0...1024).contains(parallelWorkers) {
      throw ValidationError(tr("--parallel-workers takes 0 to 1024"))
    }
  }

  func run(_ context: CommandContext) throws {
    try timer.run(context) { try goUp(context) }
  }

  private func goUp(_ context: CommandContext) throws {
    var options = MigrateOptions()
    waiting.apply(to: &options)
    options.repair = repair
    options.jobs = jobs
    options.maintenanceWorkMem = maintenanceWorkMem
    options.parallelWorkers = parallelWorkers
    let target = to?.revision ?? .compositeIndexes
    if dryRun {
      let report = try Migrate(context.operation, options).status(to: target)
      try MigrateRun.showPlan(report, context)
      if optional.contains(.rowFeed), report.rowFeed.standing != .there {
        context.note(tr("then: make the row feed"))
      }
      return
    }
    try MigrateRun.perform(context, options) { (migrate) throws(Failure) in
      try migrate.up(to: target)
    }
    for part in optional {
      switch part {
      case .teamSeatStats:
        let outcome = try SeatStats(context.operation).create()
        context.note(tr("team_seat_stats: \(outcome.teams) teams"))
      case .rowFeed:
        let outcome = try MigrateRun.rowFeed(context, options) { (migrate) throws(Failure) in
          try migrate.makeRowFeed()
        }
        if !outcome.isSkipped { context.note(MigrateRendering.sentence(outcome.rowFeed)) }
      }
    }
  }
}

/// What `migrate up` makes only when asked to.
enum OptionalPart: String, CaseIterable, ExpressibleByArgument {
  case teamSeatStats = "team-seat-stats"
  case rowFeed = "row-feed"
}
