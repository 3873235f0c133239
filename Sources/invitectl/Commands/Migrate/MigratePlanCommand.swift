import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigratePlanCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: tr("Show the steps that up would take; changes nothing."),
    discussion: tr(
      """
      Examples:
        invitectl migrate plan
        invitectl migrate plan --sql > steps.sql   for a human to run, in psql
        invitectl migrate plan --to 007
      """))

  @Option(help: .init(tr("Plan up to this revision. Default: head."), valueName: "rev"))
  var to: RevisionArgument?

  @Flag(help: .init(tr("Print the statements instead.")))
  var sql = false

  @Flag(help: .init(tr("Plan to rebuild invalid indexes that invitectl did not make, too.")))
  var repair = false

  @Flag(name: .customLong("exit-code"), help: .init(tr("Exit 3 when there is anything to do.")))
  var exitCode = false

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    var options = MigrateOptions()
    options.repair = repair
    let report = try Migrate(context.operation, options)
      .status(to: to?.revision ?? .compositeIndexes)
    if let failure = report.failure, sql { throw failure }
    context.write(report) {
      sql ? MigrateRendering.sql(report) : MigrateRendering.plan(report, context.style)
    }
    if exitCode, report.isPending { throw ExitStatus.pending }
  }
}
