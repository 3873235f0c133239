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

  @Option(
    name: [.short, .customLong("output")],
    help: .init("Write results as text, json or jsonl.", valueName: "format"))
  var output: OutputFormat = .text

  func run() {
    let entries = MetricsListing.entries
    switch output {
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
