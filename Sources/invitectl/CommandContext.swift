import ClientSupport
import Glibc
import InviteDomain
import InviteOps
import InviteSettings
import Localization
import Logging
import Telemetry

/// What a command's `run(_:)` works with; made once from the options. A class, since all that draws holds it.
final class CommandContext {
  let options: GlobalOptions
  let configuration: InviteConfiguration
  let operation: OperationContext
  let signals: Signals
  let environment: [String: String]
  let output = StandardStream.output
  let errors = StandardStream.error
  let style: Style

  /// - Parameter flags: settings by flags of this command alone.
  init(
    _ options: GlobalOptions, flags: [Setting: String], signals: Signals, trace: TraceContext
  ) throws {
    self.options = options
    self.signals = signals
    environment = processEnvironment()
    style = Style(options.color, stream: .output, environment: environment)
    configuration = try InviteConfiguration(
      SettingSources(
        flags: options.flags.merging(flags) { $1 }, environment: environment,
        envFile: options.envFile,
        configFile: options.config))
    var operation = OperationContext(
      configuration: configuration, interrupt: signals.interrupt,
      logger: StandardErrorLogHandler.logger(verbose: options.verbose), trace: trace,
      slow: options.slow.map { SlowStatements(threshold: $0, explains: options.slowPlan) })
    operation.invocation = RunInvocation(arguments: Array(CommandLine.arguments.dropFirst()))
    self.operation = operation
    for file in configuration.passedOver {
      note(tr("note: \(file.path) is passed over: \(file.why); \(file.hint)"))
    }
  }

  /// Writes a command's result: the one switch on the output format.
  ///
  /// - Parameter forPrograms: whether the text has a format that another program reads: it is written
  ///   as it is then, unless to a terminal.
  func write(_ payload: some Encodable, forPrograms: Bool = false, text: () -> String) {
    switch options.output {
    case .text where forPrograms:
      output.draw(output.isTerminal ? Sanitizing.colourless(text()) : text())
    case .text: output.write(text())
    case .json: output.write(JSONOutput.render(payload, pretty: output.isTerminal))
    case .jsonl: output.write(JSONOutput.render(payload, pretty: false))
    }
  }

  /// Says something to the person that is not the result; not with --quiet.
  func note(_ text: String) {
    guard !options.quiet else { return }
    errors.write(Sanitizing.line(text) + "\n")
  }

  /// Says on stderr what went wrong beside a result that is still given.
  func report(_ failure: Failure) {
    switch options.output {
    case .text:
      let style = Style(options.color, stream: .error, environment: environment)
      errors.write(FailureRendering.text(failure, style: style, isOnScreen: errors.isTerminal))
    case .json, .jsonl:
      errors.write(FailureRendering.json(failure, status: ExitStatus(failure.kind)))
    }
  }

  /// Whether a person can be asked.
  var canAsk: Bool {
    !options.noInput && isatty(STDIN_FILENO) == 1 && errors.isTerminal
  }
}
