import ArgumentParser
import InviteOps
import Localization

struct CleanupRestoreCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "restore",
    abstract: tr("Put the rows of an archive back."),
    discussion: tr(
      """
      Examples:
        invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz --dry-run
        invitectl cleanup-queue restore DIR/invite_queue-….ndjson.gz

      The archive is verified first, against the manifest beside it. Rows that are
      there already are left as they are, so that it can be repeated; exit 7 when
      one of them says something else than the archive. Exit 8 when the table refuses
      some: each is named, and the others are there. An archive of another database
      or server is refused, exit 7, without --foreign.
      """))

  @Argument(help: .init(tr("The .ndjson.gz file.")), completion: .file(extensions: ["gz"]))
  var file: String

  @Flag(
    name: [.customShort("n"), .customLong("dry-run")],
    help: .init(tr("Only verify, and say what is missing."))
  )
  var dryRun = false

  @Flag(help: .init(tr("Take an archive of another database or server, of which this is a copy.")))
  var foreign = false

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let outcome = try CleanupRestore(context.operation).run(
      file, dryRun: dryRun, isForeign: foreign)
    for note in outcome.notes { context.note(tr("note: \(note)")) }
    context.write(outcome) { CleanupRendering.text(outcome, dryRun: dryRun, context.style) }
    if let failure = outcome.failure { throw failure }
    if outcome.different > 0 { throw ExitStatus.conflict }
  }
}
