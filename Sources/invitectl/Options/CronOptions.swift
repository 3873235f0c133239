import ArgumentParser

/// Options of commands that work through a database by a timer, one run at a time.
struct CronOptions: ParsableArguments {
  @OptionGroup var lock: LockOptions

  @Option(
    help: .init("Stop cleanly after this long; the next run goes on.", valueName: "time"),
    transform: DurationArgument.parsePositive)
  var maxRuntime: Duration?

  @Option(
    help: .init(
      "With --if-locked skip: fail with 4 once more than this many runs in a row were skipped. "
        + "Default: 10.", valueName: "n"))
  var maxSkips = 10

  @OptionGroup var timer: TimerOptions

  func validate() throws {
    guard maxSkips >= 1 else {
      throw ValidationError("--max-skips is \(maxSkips); give 1 or more, or use --if-locked fail")
    }
  }
}
