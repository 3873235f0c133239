import ArgumentParser
import InviteOps
import Localization

/// The options of the commands that change something.
struct MigrateRunOptions: ParsableArguments {
  @OptionGroup var lock: LockOptions
  @OptionGroup var skips: SkipOptions

  @Option(
    help: .init(
      tr("How long to wait for a table and its writers. Default: 10m."), valueName: "time"),
    transform: DurationArgument.parse)
  var writerWait: Duration?

  @Option(
    help: .init(
      tr("How long a build may wait for old snapshots. Default: 30m."), valueName: "time"),
    transform: DurationArgument.parse)
  var snapshotWait: Duration?

  @Option(
    help: .init(
      tr("How long cleaning up after a failure may take. Default: 15s."), valueName: "time"),
    transform: DurationArgument.parse)
  var cleanupWait: Duration?

  func apply(to options: inout MigrateOptions) {
    options.ifLocked = lock.ifLocked
    options.lockWait = lock.patience
    options.maxSkips = skips.maxSkips
    if let writerWait { options.writerWait = writerWait }
    if let cleanupWait { options.cleanupWait = cleanupWait }
    if let snapshotWait { options.snapshotWait = snapshotWait }
  }
}
