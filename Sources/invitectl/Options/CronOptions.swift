import ArgumentParser

/// Options of commands that work through a database by a timer, one run at a time.
struct CronOptions: ParsableArguments {
  @OptionGroup var lock: LockOptions

  @Option(
    help: .init("Stop cleanly after this long; the next run goes on.", valueName: "time"),
    transform: DurationArgument.parsePositive)
  var maxRuntime: Duration?

  @OptionGroup var skips: SkipOptions

  @OptionGroup var timer: TimerOptions
}
