import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import Localization
import PrometheusText

struct MetricsDumpCommand: ContextCommand {
  static let configuration = CommandConfiguration(
    commandName: "metrics-dump",
    abstract: tr("Write metrics for Prometheus."),
    discussion: tr(
      """
      Examples:
        invitectl metrics-dump                        the classic text format
        invitectl metrics-dump --listen 127.0.0.1:9464
                                                      serve /metrics until stopped
        invitectl metrics-dump --listen 127.0.0.1:9464 --web-config web.yml
                                                      with TLS and a login
        invitectl metrics-dump -q --textfile /var/lib/node_exporter/invitectl.prom
        invitectl metrics-dump --collectors seats,queue --format openmetrics
        invitectl metrics-dump --listen 127.0.0.1:9464 --probe
                                                      whether messages are taken, too
        invitectl metrics-dump list                   what there is, with help texts

      A collector that fails is exported as invitectl_collector_success 0 and named
      on stderr; the rest still come, and the exit code is 8, or 69 when all failed.
      --probe puts an expired message into each queue of the backend, which the
      worker that takes it discards; with --listen it also counts how long messages
      wait, from the workers' events and from probes.
      --web-config reads the web configuration file of Prometheus' exporters, again
      whenever it or a file that it names has changed.
      With --listen the first Ctrl-C or SIGTERM finishes the scrapes under way and
      exits 0.
      Collectors: \(MetricsListing.collectorNames)
      """),
    subcommands: [MetricsListCommand.self])

  @Option(help: .init(tr("Text format: prometheus, openmetrics or json."), valueName: "format"))
  var format: MetricsFormat = .prometheus

  @Option(
    help: .init(tr("Run only these collectors, separated by commas."), valueName: "names"),
    transform: MetricsListing.collectors)
  var collectors: [MetricsCollectorName] = MetricsCollectorName.standard

  @Option(
    help: .init(
      tr("Add names of another exporter: report or celery-exporter."), valueName: "names"),
    transform: MetricsListing.compatibility)
  var compat: [MetricsCompatibility] = []

  @Flag(help: .init(tr("Probe the queues, as 'inspect-workers probe' does."))) var probe = false

  @Option(help: .init(tr("Write for node_exporter's textfile collector."), valueName: "file.prom"))
  var textfile: String?

  @Option(
    help: .init(tr("Serve /metrics on HOST:PORT or :PORT."), valueName: "address"),
    transform: MetricsListing.address)
  var listen: ListenAddress?

  @Option(
    name: .customLong("web-config"),
    help: .init(tr("TLS and logins of --listen, as exporters take them."), valueName: "file"))
  var webConfig: String?

  @Option(
    name: .customLong("collector-timeout"),
    help: .init(tr("Longest time of one collector, up to 10s. Default: 3s."), valueName: "time"),
    transform: MetricsListing.collectorTime)
  var collectorTimeout: Duration = .seconds(3)

  @OptionGroup(title: tr("Global options")) var global: GlobalOptions

  func validate() throws {
    if textfile != nil, listen != nil {
      throw ValidationError(tr("--textfile and --listen exclude each other"))
    }
    if webConfig != nil, listen == nil {
      throw ValidationError(tr("--web-config is about --listen: name an address, too"))
    }
    if textfile != nil, format != .prometheus {
      throw ValidationError(tr("--textfile is always in the classic format: leave out --format"))
    }
    if listen != nil, format != .prometheus {
      throw ValidationError(tr("with --listen the scraper chooses the format: leave out --format"))
    }
  }

  func run(_ context: CommandContext) throws {
    if let listen { return try serve(listen, context) }
    let file = try textfile.map { path throws(Failure) in try MetricsTextfile(path: path) }
    let limits = MetricsLimits(collector: collectorTimeout, total: .never)
    let snapshot = MetricsDump(
      context.operation, collectors: wanted, compatibility: compat,
      // A part of all there is: the rest may be in other files.
      file: wanted == MetricsCollectorName.standard ? nil : file?.name
    ).collect(limits)
    if let stopped = snapshot.failures.first(where: { $0.failure.kind == .interrupted }) {
      throw stopped.failure
    }
    if let file {
      try file.write(MetricText.prometheus.render(snapshot.families))
    } else {
      switch format {
      case .prometheus:
        context.write(snapshot, forPrograms: true) {
          MetricText.prometheus.render(snapshot.families)
        }
      case .openmetrics:
        context.write(snapshot, forPrograms: true) {
          MetricText.openMetrics.render(snapshot.families)
        }
      case .json: context.output.write(JSONOutput.render(snapshot, pretty: false))
      }
    }
    for failed in snapshot.failures { context.report(failed.failure) }
    if snapshot.isEmpty { throw ExitStatus.unanswered }
    let twice = file.flatMap { TextfileNeighbours(of: $0.path).failure(wanted) }
    if let twice { context.report(twice) }
    if !snapshot.failures.isEmpty || twice != nil { throw ExitStatus.partial }
  }

  private var wanted: [MetricsCollectorName] { probe ? collectors + [.probe] : collectors }

  private func serve(_ address: ListenAddress, _ context: CommandContext) throws(Failure) {
    let web = try webConfig.map { path throws(Failure) in
      try WebGuard(path, context.operation)
    }
    // Scrapes are not tied to the signals: those under way are finished.
    let scraping = OperationContext(
      configuration: context.configuration, interrupt: nil, logger: context.operation.logger,
      trace: context.operation.trace, slow: context.operation.slow)
    let events = compat.contains(.celeryExporter) ? TaskEventCounts() : nil
    let waits = wanted.contains(.probe) ? QueueWaits() : nil
    let dump = MetricsDump(
      scraping, collectors: wanted, compatibility: compat, events: events, waits: waits)
    let server = try MetricsServer(
      address, dump: dump, collectorTime: collectorTimeout, web: web)
    if events != nil || waits != nil {
      let listener = TaskEventListener(context.operation, counting: events, waits: waits)
      guard Threads.detach({ listener.run() }) else {
        throw Failure(
          .transient, tr("the system gives no thread to listen for events"),
          hint: tr(
            "raise the limit of processes (ulimit -u), or leave out --compat celery-exporter "
              + "and --probe"))
      }
    }
    let scheme = web?.usesTLS == true ? "https" : "http"
    context.note(tr("listening on \(scheme)://\(server.address.url)/metrics"))
    context.signals.setRecoveryAdvice(tr("nothing is left behind"))
    OutputLoss.endWithErrors()
    server.run(until: context.signals.interrupt)
  }
}

/// The text formats by name.
enum MetricsFormat: String, CaseIterable, ExpressibleByArgument {
  case prometheus
  case openmetrics
  case json
}

extension ListenAddress {
  /// As a URL has it; all addresses are shown by one that works from here.
  fileprivate var url: String {
    host == nil ? "127.0.0.1:\(port)" : description
  }
}
