import ArgumentParser
import InviteSettings
import Localization

struct EnvironmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "environment",
    abstract: tr("Show which variables of the environment count."),
    discussion: text)

  /// What is no setting.
  private static let others = [
    ("PGPASSWORD, PGPASSFILE, PGSERVICE…", tr("libpq's own")),
    ("CREDENTIALS_DIRECTORY", tr("systemd's: files invitectl.database-url etc.")),
    ("NO_COLOR, TERM, COLUMNS", tr("whether and how text is coloured and fits")),
    ("XDG_CONFIG_HOME", tr("where invitectl/config.json is looked for")),
    ("LC_ALL, LC_MESSAGES, LANG", tr("the language, as --lang: English or Chinese")),
    ("TRACEPARENT", tr("the trace that a run is part of")),
    ("OTEL_EXPORTER_OTLP_ENDPOINT…", tr("where spans go, as OpenTelemetry says")),
    ("SSL_CERT_FILE, SSL_CERT_DIR", tr("OpenSSL's: the authorities that are trusted")),
  ]

  static var text: String {
    let settings = Setting.allCases.map { setting in
      let backends = setting.backendsVariable.map { " (\($0))" } ?? ""
      return (setting.variable + backends, setting.about)
    }
    return [
      tr("Settings, with the backend's own name where it has one; ours count first:"),
      lines(settings), "", tr("Besides:"), lines(others), "",
      tr("An empty value counts as not set. Which value is in force, and why:"),
      "invitectl config print",
    ].joined(separator: "\n")
  }

  private static func lines(_ rows: [(name: String, about: String)]) -> String {
    rows.map { "  \($0.name)\n      \($0.about)" }.joined(separator: "\n")
  }

  func run() {
    StandardStream.output.write(Self.text + "\n")
  }
}
