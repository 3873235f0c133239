import ArgumentParser
import InviteOps
import InviteSettings

struct MigrateVerifyCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare every index with what the server makes of its definition.",
    discussion: """
      Examples:
        invitectl migrate verify
        invitectl migrate verify -o json

      Leaves nothing behind: the indexes are made on empty temporary tables, in a
      transaction that is rolled back. Exits 7 for an index that differs or that
      its recorded revision lacks, 6 for an invalid one.
      """)

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: "Global options") var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func run(_ context: CommandContext) throws {
    let found = try Migrate(context.operation).verify()
    context.write(found) { MigrateRendering.verification(found, context.style) }
    if found.wrong.isEmpty { return }
    let isDebris = found.wrong.allSatisfy { $0.state == "invalid" || $0.state == "dropping" }
    throw isDebris ? ExitStatus.debris : ExitStatus.conflict
  }
}
