import ArgumentParser
import InviteOps

struct MetricsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Show every metric with its help text.",
    discussion: """
      Examples:
        invitectl metrics-dump list
        invitectl metrics-dump list -o json
      """)

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
