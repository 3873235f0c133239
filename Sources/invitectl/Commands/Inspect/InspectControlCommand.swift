import ArgumentParser
import Localization

struct InspectControlCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "control",
    abstract: tr("Command workers and queues: revoke, drain, pause and more."),
    discussion: tr(
      """
      Examples:
        invitectl inspect-workers control revoke ID
        invitectl inspect-workers control pool-grow 2 --destination w1@host --yes
        invitectl inspect-workers control drain --destination w1@host --yes
        invitectl inspect-workers control shutdown --destination w1@host --yes

      Shows what it would do; --yes does it, and then looks whether the workers did.
      What takes capacity away wants its workers named. Exits 0 when all accepted
      and did, 8 when some did, 1 when none accepted, 69 when none answered.
      """),
    subcommands: [
      ControlRevokeCommand.self, ControlTerminateCommand.self, ControlRateLimitCommand.self,
      ControlTimeLimitCommand.self, ControlPoolGrowCommand.self, ControlPoolShrinkCommand.self,
      ControlAutoscaleCommand.self, ControlAddConsumerCommand.self,
      ControlCancelConsumerCommand.self, ControlEnableEventsCommand.self,
      ControlDisableEventsCommand.self, ControlShutdownCommand.self, ControlDrainCommand.self,
      ControlPauseCommand.self, ControlResumeCommand.self,
      ControlRestoreCommand.self, ControlQuarantineCommand.self, ControlPurgeCommand.self,
    ])
}
