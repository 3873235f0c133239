import ArgumentParser
import InviteOps
import Localization

struct MetricsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: tr("Show every metric with its help text."),
    discussion: tr(
      """
      Examples:
        invitectl metrics-dump list
        invitectl metrics-dump list -o json
      """))

  // The options before and after `list` are the parent's.
  @ParentCommand var dump: MetricsDumpCommand

  func run() {
    let entries = MetricsListing.entries
    switch dump.global.output {
    case .text: StandardStream.output.write(MetricsListing.text(entries))
    case .json:
      StandardStream.output.write(
        JSONOutput.render(MetricsListing.Payload(metrics: entries), pretty: false))
    case .jsonl:
      for entry in entries {
        StandardStream.output.write(JSONOutput.render(entry, pretty: false))
      }
    }
  }
}
