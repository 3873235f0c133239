import ArgumentParser
import ClientSupport
import InviteDomain
import InviteOps
import Localization

/// What a timer wants of a command: not to start with all others, and to be watched.
struct TimerOptions: ParsableArguments {
  @Option(
    help: .init(tr("Wait up to this long first, by chance."), valueName: "time"),
    transform: DurationArgument.parse)
  var jitter: Duration?

  @Option(
    name: .customLong("ping-url"),
    help: .init(tr("Tell a monitor: GET URL/start, then URL/EXIT-STATUS."), valueName: "url"))
  var pingURL: String?

  /// Waits the jitter, then does the work, and says to the monitor how it went.
  ///
  /// - Throws: what `body` throws; `Failure` of kind `usage` for a URL that cannot be, or of kind
  ///   `interrupted` during the jitter.
  func run(_ context: CommandContext, _ body: () throws -> Void) throws {
    let ping = try pingURL.map(RunPing.init)
    if let jitter {
      let pause = jitter * Double.random(in: 0...1)
      guard SocketWait.pause(pause, interrupt: context.signals.interrupt) else {
        throw Failure(.interrupted, tr("stopped before anything was done"))
      }
    }
    if let complaint = ping?.started() { context.note(complaint) }
    func finish(_ status: ExitStatus) {
      let last = OutputLoss.worst?.status(after: status) ?? status
      if let complaint = ping?.finished(exitCode: last.rawValue) { context.note(complaint) }
    }
    do {
      try body()
    } catch {
      finish(Invitectl.status(of: error))
      throw error
    }
    finish(.ok)
  }
}
