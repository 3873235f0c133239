import ArgumentParser
import Localization

struct CleanupQueueCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cleanup-queue",
    abstract: tr("Delete finished queue rows, gently."),
    usage: tr("invitectl cleanup-queue [options]"),
    discussion: tr(
      """
      Examples:
        invitectl cleanup-queue --dry-run             how many, by status and age
        invitectl cleanup-queue --yes -q              from cron: older than 30 days
        invitectl cleanup-queue --yes --archive DIR   write every row to DIR first
        invitectl cleanup-queue restore DIR/FILE      put an archive's rows back
        invitectl cleanup-queue --stuck               rows that nobody works on
        invitectl cleanup-queue partitions --older-than 90d -n   whole months

      Deletes in small transactions, leaves alone what a worker has locked, and
      waits for replicas that fall behind. Rows of the backend's own invite_queue go
      when they are SUCCESS or FAILED and old enough; invite_records only when asked
      for.
      """),
    subcommands: [
      CleanupRunCommand.self, CleanupRestoreCommand.self, CleanupPartitionsCommand.self,
    ],
    defaultSubcommand: CleanupRunCommand.self)
}
