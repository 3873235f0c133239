import ArgumentParser
import Localization

struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config",
    abstract: tr("Show what invitectl is configured with, or a file to begin with."),
    discussion: tr(
      """
      Examples:
        invitectl config print                  each setting, and where it comes from
        invitectl config example > .env         a file to fill in
        invitectl config print --env-file .env  what it means

      Strongest first: flags, the environment, credentials of systemd, .env of the
      working directory (or --env-file), config files, defaults. No server is asked;
      'invitectl doctor' asks them. All variables: invitectl help environment
      """),
    subcommands: [ConfigPrintCommand.self, ConfigExampleCommand.self])
}
