import ArgumentParser
import ClientSupport
import InviteOps

/// Options of commands that run by a timer.
struct CronOptions: ParsableArguments {
  @Option(
    help: .init(
      "When another run holds the lock: skip, wait or fail.", valueName: "what"))
  var ifLocked: LockChoice = .wait

  @Option(
    help: .init("How long to wait for the lock. Default: 60s.", valueName: "time"),
    transform: DurationArgument.parse)
  var lockWait: Duration?

  @Option(
    help: .init("Stop cleanly after this time.", valueName: "time"),
    transform: DurationArgument.parse)
  var maxRuntime: Duration?

  @Option(
    help: .init("Wait up to this long first, by chance.", valueName: "time"),
    transform: DurationArgument.parse)
  var jitter: Duration?

  /// Waits the jitter.
  ///
  /// - Throws: `Failure` of kind `interrupted`.
  func wait(_ context: CommandContext) throws(Failure) {
    guard let jitter = jitter else { return }
    let pause = jitter * Double.random(in: 0...1)
    guard SocketWait.pause(pause, interrupt: context.signals.interrupt) else {
      throw Failure(.interrupted, "stopped before anything was done")
    }
  }
}

/// `IfLocked` as an argument.
enum LockChoice: String, CaseIterable, ExpressibleByArgument {
  case skip, wait, fail

  var value: IfLocked {
    switch self {
    case .skip: .skip
    case .wait: .wait
    case .fail: .fail
    }
  }
}
