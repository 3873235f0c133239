import ArgumentParser
import Glibc
import InviteDomain
import InviteOps
import Localization

@main
struct Invitectl: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invitectl",
    abstract: tr("Operates InviteHub: indexes, redemptions, counts, workers, metrics."),
    usage: tr("invitectl <command> [options]"),
    discussion: tr(
      """
      Examples:
        invitectl doctor                     is everything as it should be?
        invitectl migrate up                 build the missing indexes, online
        invitectl redeem CODE a@example.com  redeem a code by hand
        invitectl sync-counts -q             bring the counts together (cron)
        invitectl metrics-dump               metrics for Prometheus

      Settings come from flags, the environment, .env and config files, in this
      order; the backend's DATABASE_URL and REDIS_URL are understood as they are.
      What the exit codes mean: invitectl help exit-codes
      Which variables count: invitectl help environment
      """),
    version: Version.text,
    subcommands: [
      MigrateCommand.self, RedeemCommand.self, SyncCountsCommand.self, ForceResyncCommand.self,
      CleanupQueueCommand.self, RefreshSeatsCommand.self, InspectWorkersCommand.self,
      TraceCommand.self, RunsCommand.self, ForecastCommand.self, SimulateCommand.self,
      MetricsDumpCommand.self,
      DoctorCommand.self, ConfigCommand.self, EnvironmentCommand.self, ExitCodesCommand.self,
    ]
  )

  static let signals = Signals()

  static func main() {
    StandardDescriptors.occupy()
    signals.install()
    let given = CommandLine.arguments.dropFirst()
    // Until the options are read, which may be what goes wrong.
    Presentation.current.output = OutputFormat.typed(in: given)
    do {
      let typed = SpokenLanguage(given) { variable in
        getenv(variable).map { String(cString: $0) }
      }
      Speech.choose(typed.language)
      // Swift has them from /proc/self/cmdline: without one everybody would be shown the help, with 0.
      guard !CommandLine.arguments.isEmpty else {
        throw Failure(
          .error, tr("this process cannot read its own arguments: /proc is not mounted"),
          hint: "mount -t proc proc /proc")
      }
      try typed.check()
      let arguments = Arguments.normalized(typed.arguments)
      try HelpRequest.check(arguments)
      var command = try parseAsRoot(arguments)
      try command.run()
    } catch {
      leave(with: error)
    }
    end(with: .ok)
  }

  /// The exit code that an error of a command's work ends in.
  static func status(of error: any Error) -> ExitStatus {
    if let status = error as? ExitStatus { return status }
    guard let failure = error as? Failure else { return .error }
    guard failure.kind == .interrupted else { return ExitStatus(failure.kind) }
    switch signals.received {
    case SIGTERM: return .terminated
    case SIGHUP: return .hungUp
    // What has lost its output is ended as by a signal.
    case nil: return OutputLoss.worst?.status(after: .ok) ?? .interrupted
    default: return .interrupted
    }
  }

  /// The one place where an error becomes text and an exit code.
  private static func leave(with error: any Error) -> Never {
    if let status = error as? ExitStatus { end(with: status) }
    guard let failure = error as? Failure else {
      // --help, --version and mistakes in the command line are the argument parser's.
      guard exitCode(for: error) != .success else {
        StandardStream.output.write(ParserWords.page(of: error) + "\n")
        end(with: .ok)
      }
      let said = NearestCommand.suggested(
        in: fullMessage(for: error, columns: ParserWords.width),
        for: SpokenLanguage(CommandLine.arguments.dropFirst()) { _ in nil }.arguments)
      FailureRendering.report(ofParser: said)
      end(with: .usage)
    }
    if Presentation.current.output == .text, let reason = failure.reason {
      StandardStream.output.write(reason + "\n")
    }
    let status = status(of: failure)
    guard let reason = unwritten else {
      FailureRendering.report(failure, status: status)
      end(with: status)
    }
    // One error, whatever it is made of.
    FailureRendering.report(
      failure.adding(tr("the result could not be written: \(reason)"), hint: nil), status: status)
    Glibc.exit(status.rawValue)
  }

  /// The one place where the process ends by itself. A result that nobody has must not look like success.
  private static func end(with status: ExitStatus) -> Never {
    if let reason = unwritten {
      FailureRendering.report(
        Failure(
          .error, tr("the result could not be written: \(reason); what was changed stays changed")),
        status: OutputLoss.worst?.status(after: status) ?? status)
    }
    // Asked for at last: what was just said may be what could not be written.
    Glibc.exit((OutputLoss.worst?.status(after: status) ?? status).rawValue)
  }

  /// Why the system refuses the result, where it does.
  private static var unwritten: String? {
    guard case .refused(let number)? = OutputLoss.of(STDOUT_FILENO) else { return nil }
    return String(cString: strerror(number))
  }
}
