import ArgumentParser
import InviteOps
import Localization

struct InspectWorkersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect-workers",
    abstract: tr("Show the Celery fleet: workers, queues, tasks."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers              broker, queues, workers, what is wrong
        invitectl inspect-workers ping         who is there
        invitectl inspect-workers active       what runs now
        invitectl inspect-workers task ID      where one task is
        invitectl inspect-workers probe        whether messages are taken
        invitectl inspect-workers stats -o json

      Looking changes nothing, neither in Redis nor in the workers; probe puts a
      message there and takes it back. Emails and codes in arguments are masked;
      --show shows them. Workers that do not answer are named, with the reason as
      far as it can be known.
      """),
    subcommands: [
      InspectOverviewCommand.self, InspectPingCommand.self, InspectActiveCommand.self,
      InspectReservedCommand.self,
      InspectScheduledCommand.self, InspectRevokedCommand.self, InspectRegisteredCommand.self,
      InspectStatsCommand.self, InspectQueuesCommand.self, InspectConfCommand.self,
      InspectReportCommand.self, InspectQueryCommand.self, InspectTaskCommand.self,
      InspectPeekCommand.self, InspectProbeCommand.self, InspectCheckCommand.self,
      InspectEventsCommand.self, InspectControlCommand.self,
    ],
    defaultSubcommand: InspectOverviewCommand.self)
}
