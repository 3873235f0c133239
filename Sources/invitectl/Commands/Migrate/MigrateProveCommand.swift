import ArgumentParser
import InviteDomain
import InviteOps
import InviteSettings
import Localization

struct MigrateProveCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "prove",
    abstract: tr("Show what each index is worth on this database."),
    discussion: tr(
      """
      Examples:
        invitectl migrate prove              plans, with and without the index
        invitectl migrate prove --measure    milliseconds, too
        invitectl migrate prove -o json

      For each of the eleven indexes: a statement of the backend's that needs it,
      with values from the database's own data (never shown), how the server plans
      it with the index and without any, how often it was scanned, its size, what
      writers put into it, and another index that makes it needless. Only reads,
      and locks what a SELECT locks. Exits 7 for an index that is another one, 6
      for one that is not usable, 8 where this role may not read a table.
      """))

  @Flag(help: .init(tr("Run each statement with and without, twice."))) var measure = false

  @Option(
    help: .init(tr("With --measure: longest time of one run. Default: 10s."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var limit: Duration?

  @OptionGroup var record: RecordOptions
  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  var flags: [Setting: String] { record.flags }

  func validate() throws {
    if limit != nil, !measure { throw ValidationError(tr("--limit is for --measure.")) }
  }

  func run(_ context: CommandContext) throws {
    let proofs = try Migrate(context.operation).prove(
      measuring: measure ? limit ?? .seconds(10) : nil)
    context.write(proofs) { ProofRendering.text(proofs, context.style) }
    if proofs.count(.wrong) > 0 { throw ExitStatus.conflict }
    if proofs.count(.invalid) > 0 { throw ExitStatus.debris }
    if let failure = proofs.failure { throw failure }
  }
}
