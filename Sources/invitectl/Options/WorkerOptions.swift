import ArgumentParser
import InviteOps
import Localization

/// What all questions to workers have in common.
struct WorkerOptions: ParsableArguments {
  @Option(
    name: [.short, .customLong("destination")],
    help: .init(tr("Ask only this worker; may be repeated."), valueName: "node"))
  var destination: [String] = []

  @Option(
    help: .init(tr("How long to wait for workers that do not answer."), valueName: "time"),
    transform: DurationArgument.parse)
  var wait: Duration = .milliseconds(2500)

  @Flag(help: .init(tr("Show emails and codes as they are.")))
  var show = false

  var nodes: [String]? { destination.isEmpty ? nil : destination }

  func inspection(_ context: CommandContext) -> WorkerInspection {
    WorkerInspection(
      context.operation, destination: nodes, wait: wait, showsPersonalValues: show)
  }
}
