import ArgumentParser
import Localization

/// Of commands that a timer runs. They stand beside the lock's, the skips' and the timer's in each
/// command and not in a group of groups: a debug build of the argument parser checks a group again for
/// each check of the group that it is in.
struct RuntimeOptions: ParsableArguments {
  @Option(
    help: .init(tr("Stop cleanly after this long; the next run goes on."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var maxRuntime: Duration?
}
