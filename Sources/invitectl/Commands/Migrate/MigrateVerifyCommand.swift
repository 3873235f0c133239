import ArgumentParser
import InviteOps
import InviteSettings
import Localization

struct MigrateVerifyCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: tr("Compare every index with what the server makes of its definition."),
    discussion: tr(
      """
      Examples:
        invitectl migrate verify
        invitectl migrate verify -o json

      Leaves nothing behind: the indexes are made on empty temporary tables, in a
      transaction that is rolled back. Exits 7 for an index that differs or that
      its recorded revision lacks, or for a row feed that is not as it was made;
      6 for an invalid index.
      """))

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    let found = try Migrate(context.operation).verify()
    context.write(found) { MigrateRendering.verification(found, context.style) }
    if found.wrong.isEmpty, !found.isRowFeedWrong { return }
    let isDebris =
      !found.isRowFeedWrong
      && found.wrong.allSatisfy { $0.state == "invalid" || $0.state == "dropping" }
    throw isDebris ? ExitStatus.debris : ExitStatus.conflict
  }
}
