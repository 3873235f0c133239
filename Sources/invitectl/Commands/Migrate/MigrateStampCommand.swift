import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigrateStampCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "stamp",
    abstract: tr("Record a revision in a database that has none."),
    discussion: tr(
      """
      Examples:
        invitectl migrate stamp 006_add_commercial_fields
        invitectl migrate stamp 008

      Refuses a revision that the schema contradicts, and replaces a recorded one
      that tables of 006 to 008 contradict. 'invitectl migrate status' says which
      one fits.
      """))

  @Argument(help: .init(tr("The revision."), valueName: "rev"))
  var revision: RevisionArgument

  @OptionGroup(title: tr("Waiting")) var waiting: MigrateRunOptions
  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    var options = MigrateOptions()
    waiting.apply(to: &options)
    try MigrateRun.perform(context, options) { (migrate) throws(Failure) in
      try migrate.stamp(revision.revision)
    }
  }
}
