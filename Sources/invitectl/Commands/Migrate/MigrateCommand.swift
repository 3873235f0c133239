import ArgumentParser
import Localization

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: tr("Build the performance indexes, online."),
    discussion: tr(
      """
      Examples:
        invitectl migrate                what is there, and what is pending
        invitectl migrate up             build what is missing, without blocking
        invitectl migrate plan --sql     the statements, for a human to run
        invitectl migrate verify         compare definitions through the server
        invitectl migrate prove          what each index is worth on this database

      Makes revisions 007 and 008 of the backend: eleven indexes, each by CREATE
      INDEX CONCURRENTLY, and records them for Alembic. Safe at peak traffic.
      """),
    subcommands: [
      MigrateStatusCommand.self, MigratePlanCommand.self, MigrateUpCommand.self,
      MigrateDownCommand.self, MigrateVerifyCommand.self, MigrateProveCommand.self,
      MigrateRepairCommand.self, MigrateStampCommand.self,
    ],
    defaultSubcommand: MigrateStatusCommand.self)
}
