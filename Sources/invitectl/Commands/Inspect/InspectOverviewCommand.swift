import ArgumentParser
import InviteOps

struct InspectOverviewCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "overview",
    abstract: "Broker, queues, workers, and what is wrong. (default)",
    discussion: """
      Examples:
        invitectl inspect-workers
        invitectl inspect-workers overview -o json

      READY counts all four priority lists of a queue; Redis serves p0 first. UNACKED are
      messages in workers: running, prefetched, or waiting for their time.
      Exits 0 when every listening worker answered, 8 when some did, 69 when none did, 1 when
      the broker cannot be reached.
      """)

  @Option(
    help: .init("How long to wait for workers that do not answer.", valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .seconds(2.5)

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let snapshot = try FleetOverview(context.operation, wait: wait).take()
    context.write(snapshot) { FleetRendering.text(snapshot, context.style) }
    try CensusExit.check(snapshot.census, context)
  }
}
