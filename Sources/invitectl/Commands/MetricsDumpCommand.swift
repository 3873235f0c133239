import ArgumentParser
import InviteOps

struct MetricsDumpCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics-dump",
    abstract: "Write metrics for Prometheus.",
    discussion: """
      Examples:
        invitectl metrics-dump                        the classic text format
        invitectl metrics-dump --format openmetrics
        invitectl metrics-dump --collectors seats,queue
        invitectl metrics-dump -o json

      A collector that fails is exported as invitectl_collector_success 0 and named on stderr;
      the rest still come, and the exit code is 8.
      Collectors: \(MetricsCollectorName.allCases.map(\.rawValue).joined(separator: ", "))
      """)

  @Option(help: .init("Text format: prometheus or openmetrics.", valueName: "format"))
  var format: MetricsFormat = .prometheus

  @Option(
    help: .init("Run only these collectors, separated by commas.", valueName: "names"),
    transform: MetricsCollectorName.list)
  var collectors: [MetricsCollectorName] = MetricsCollectorName.allCases

  @OptionGroup(title: "Global options") var global: GlobalOptions

  func run(_ context: CommandContext) throws {
    let snapshot = MetricsDump(context.operation, collectors: collectors).collect()
    context.write(snapshot) { format.text.render(snapshot.families) }
    let style = Style(global.color, stream: .error, environment: context.environment)
    for failed in snapshot.failures {
      context.errors.write(
        FailureRendering.text(
          Failure(
            failed.failure.kind, "collector \(failed.collector): \(failed.failure.message)",
            hint: failed.failure.hint),
          style: style))
    }
    if let stopped = snapshot.failures.first(where: { $0.failure.kind == .interrupted }) {
      throw stopped.failure
    }
    if !snapshot.failures.isEmpty { throw ExitStatus.partial }
  }
}

/// The text formats by name.
enum MetricsFormat: String, CaseIterable, ExpressibleByArgument {
  case prometheus
  case openmetrics

  var text: MetricText {
    switch self {
    case .prometheus: .prometheus
    case .openmetrics: .openMetrics
    }
  }
}

extension MetricsCollectorName {
  @Sendable fileprivate static func list(_ text: String) throws -> [MetricsCollectorName] {
    try text.split(separator: ",").map { part in
      let name = part.trimmingPrefix { $0 == " " }
      guard let collector = MetricsCollectorName(rawValue: String(name)) else {
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("there is no collector '\(name)'; there are \(known)")
      }
      return collector
    }
  }
}
