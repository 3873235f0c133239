import ArgumentParser
import InviteOps
import Localization

struct ForceResyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "force-resync",
    abstract: tr("Repair counts from evidence."),
    usage: tr("invitectl force-resync [CODE…|--all] [options]"),
    discussion: tr(
      """
      Examples:
        invitectl force-resync ABCD1234 --dry-run   what is known of a code
        invitectl force-resync --all --yes          settle what can be settled
        invitectl force-resync --all --plan FILE    sync, write the plan, stop
        invitectl force-resync --apply FILE --yes   do exactly that
        invitectl force-resync audit --all          what explains the uses

      Looks at both counts and then, from upstream to downstream, at Celery's queues,
      at what workers have taken, at invite_queue and invite_records. Counts that it
      can prove become exact; the others keep their bounds. See docs/guarantees.md.
      """),
    subcommands: [
      ForceResyncRunCommand.self, ForceResyncAuditCommand.self, ForceResyncHistoryCommand.self,
    ],
    defaultSubcommand: ForceResyncRunCommand.self)
}
