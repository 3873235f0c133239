import ArgumentParser
import InviteOps
import InviteSettings
import Localization

struct MigrateStatusCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: tr("Show revision, indexes and who is in the way; changes nothing."),
    discussion: tr(
      """
      Examples:
        invitectl migrate status
        invitectl migrate status --exit-code   exits 3 when something is pending
        invitectl migrate status -o json
      """))

  @Flag(
    name: .customLong("exit-code"), help: .init(tr("Exit 3 when something is pending or wrong.")))
  var exitCode = false

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    let report = try Migrate(context.operation).status()
    context.write(report) { MigrateRendering.status(report, context.style) }
    if exitCode, report.isPending { throw ExitStatus.pending }
  }
}
