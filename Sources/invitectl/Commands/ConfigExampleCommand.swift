import ArgumentParser
import InviteSettings
import Localization

struct ConfigExampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "example",
    abstract: tr("Write a file of settings to begin with, each with what it means."),
    discussion: tr(
      """
      Examples:
        invitectl config example > .env
        invitectl config example > environment

      Every line is commented out: take the # away from what you need. The file does
      as .env, for --env-file, and as EnvironmentFile= of a systemd unit.
      """))

  static var text: String {
    tr(
      """
      # Settings of invitectl. Keep the file to yourself: chmod 600. The backend's own
      # names count, too, so that its .env can be used as it is.
      # 'invitectl config print --env-file FILE' shows what a file means.

      """)
      + Setting.allCases.map { setting in
        let about = setting.backendsVariable.map { tr("\(setting.about), or \($0)") }
        return "\n# \(about ?? setting.about)\n#\(setting.variable)=\(setting.example)\n"
      }.joined()
  }

  func run() {
    StandardStream.output.write(Self.text)
  }
}
