import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigrateDownCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: tr("Drop what a revision made, concurrently."),
    discussion: tr(
      """
      Examples:
        invitectl migrate down                 one revision back
        invitectl migrate down --to 006 --yes  both, without being asked
        invitectl migrate down --optional row-feed   its triggers, and no index

      An index that is not what the revision made is never dropped.
      """))

  @Option(help: .init(tr("Go back to this revision. Default: one back."), valueName: "rev"))
  var to: RevisionArgument?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: .init(tr("Show the plan and stop.")))
  var dryRun = false

  @Flag(help: .init(tr("Do not ask.")))
  var yes = false

  @Option(
    help: .init(
      tr("Remove this, which up made when asked to, and nothing else."), valueName: "part"))
  var optional: RemovablePart?

  @OptionGroup(title: tr("Waiting")) var waiting: MigrateRunOptions
  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func validate() throws {
    if optional != nil, to != nil {
      throw ValidationError(tr("--optional removes that part and no index: leave out --to"))
    }
  }

  func run(_ context: CommandContext) throws {
    var options = MigrateOptions()
    waiting.apply(to: &options)
    if optional == .rowFeed { return try dropRowFeed(context, options) }
    let plan = try Migrate(context.operation, options).downPlan(to: to?.revision)
    if dryRun { return try MigrateRun.showPlan(plan, context) }
    if let failure = plan.failure { throw failure }
    let drops = plan.steps.count { $0.action == "drop" }
    for blocker in plan.blockers where drops > 0 && !blocker.tables.isEmpty {
      context.note(
        tr("\(blocker.session.sentence) will hold up the drop until its transaction ends"))
    }
    if drops > 0 {
      try Confirmation.require(
        tr(
          "drop \(CountText.of(drops, "index", "indexes")) of database \(plan.database)"),
        name: plan.database, yes: yes, context)
    }
    try MigrateRun.perform(context, options) { (migrate) throws(Failure) in
      try migrate.down(to: to?.revision)
    }
  }

  private func dropRowFeed(_ context: CommandContext, _ options: MigrateOptions) throws {
    if dryRun {
      let state = try Migrate(context.operation, options).rowFeed()
      return context.note(
        state.standing == .absent
          ? tr("nothing to do: no row feed") : tr("would remove the row feed"))
    }
    let outcome = try MigrateRun.rowFeed(context, options) { (migrate) throws(Failure) in
      try migrate.dropRowFeed()
    }
    guard !outcome.isSkipped else { return }
    context.write(outcome) {
      if context.options.quiet { return "" }
      return outcome.isChanged
        ? tr("done: the row feed is removed\n") : tr("nothing to do: no row feed\n")
    }
  }
}

/// What `migrate down` removes only when asked to.
enum RemovablePart: String, CaseIterable, ExpressibleByArgument {
  case rowFeed = "row-feed"
}
