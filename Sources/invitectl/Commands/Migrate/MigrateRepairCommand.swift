import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigrateRepairCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: tr("Finish interrupted drops, rebuild what is invalid or missing."),
    discussion: tr(
      """
      Examples:
        invitectl migrate repair --dry-run
        invitectl migrate repair

      Invalid indexes of an interrupted run are dropped and, when their revision is
      recorded, built; those of others are rebuilt by REINDEX CONCURRENTLY, which
      keeps what they carry. The revision is never moved.
      """))

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")], help: .init(tr("Show the plan and stop.")))
  var dryRun = false

  @OptionGroup(title: tr("Waiting")) var waiting: MigrateRunOptions
  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    var options = MigrateOptions()
    waiting.apply(to: &options)
    if dryRun {
      let report = try Migrate(context.operation, options).repairPlan()
      return try MigrateRun.showPlan(report, context)
    }
    try MigrateRun.perform(context, options) { (migrate) throws(Failure) in
      try migrate.repair()
    }
  }
}
