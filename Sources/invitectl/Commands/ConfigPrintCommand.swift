import ArgumentParser
import InviteSettings
import Localization

struct ConfigPrintCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: tr("Show every setting with its value and where that comes from."),
    discussion: tr(
      """
      Examples:
        invitectl config print                      what is in force here
        invitectl config print --config prod.json   what a file would make of it
        invitectl config print -o json | jq .settings

      Passwords are never shown, and no server is asked. Files that are there and
      do not count, since others could have written them, are named.
      """))

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  private struct Answer: Encodable {
    let settings: [InviteConfiguration.ResolvedSetting]
    let passedOver: [PassedOverFile]
  }

  func run(_ context: CommandContext) {
    let configuration = context.configuration
    context.write(Answer(settings: configuration.shown, passedOver: configuration.passedOver)) {
      SettingsRendering.text(configuration.shown, context.style)
    }
  }
}
