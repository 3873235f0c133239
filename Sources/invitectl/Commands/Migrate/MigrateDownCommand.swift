import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings

struct MigrateDownCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "down",
    abstract: "Drop what a revision made, concurrently.",
    discussion: """
      Examples:
        invitectl migrate down                 one revision back
        invitectl migrate down --to 006 --yes  both, without being asked

      An index that is not what the revision made is never dropped.
      """)

  @Option(help: .init("Go back to this revision. Default: one back.", valueName: "rev"))
  var to: RevisionArgument?

  @Flag(name: [.customShort("n"), .customLong("dry-run")], help: "Show the plan and stop.")
  var dryRun = false

  @Flag(help: "Do not ask.")
  var yes = false

  @OptionGroup(title: "Waiting") var waiting: MigrateRunOptions
  @OptionGroup var record: RecordOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    var options = MigrateOptions()
    waiting.apply(to: &options)
    let plan = try Migrate(context.operation, options).downPlan(to: to?.revision)
    if dryRun { return try MigrateRun.showPlan(plan, context) }
    if let failure = plan.failure { throw failure }
    let drops = plan.steps.count { $0.action == "drop" }
    for blocker in plan.blockers where drops > 0 && !blocker.tables.isEmpty {
      context.note("\(blocker.session.sentence) will hold up the drop until its transaction ends")
    }
    if drops > 0 {
      try Confirmation.require(
        "drop \(drops) indexes of database \(plan.database)", name: plan.database, yes: yes, context
      )
    }
    try MigrateRun.perform(context, options) { (migrate) throws(Failure) in
      try migrate.down(to: to?.revision)
    }
  }
}
