import ArgumentParser
import InviteOps

/// The options of the commands that change something.
struct MigrateRunOptions: ParsableArguments {
  @Option(help: .init("When another run holds the lock: wait, fail or skip.", valueName: "what"))
  var ifLocked: IfLockedArgument = .wait

  @Option(
    help: .init("How long to wait for another run. Default: 60s.", valueName: "time"),
    transform: DurationArgument.parse)
  var lockWait: Duration?

  @Option(
    help: .init("How long to wait for a table and its writers. Default: 10m.", valueName: "time"),
    transform: DurationArgument.parse)
  var writerWait: Duration?

  @Option(
    help: .init("How long a build may wait for old snapshots. Default: 30m.", valueName: "time"),
    transform: DurationArgument.parse)
  var snapshotWait: Duration?

  @Option(
    help: .init("How long cleaning up after a failure may take. Default: 15s.", valueName: "time"),
    transform: DurationArgument.parse)
  var cleanupWait: Duration?

  func apply(to options: inout MigrateOptions) {
    options.ifLocked = ifLocked.value
    if let lockWait { options.lockWait = lockWait }
    if let writerWait { options.writerWait = writerWait }
    if let cleanupWait { options.cleanupWait = cleanupWait }
    if let snapshotWait { options.snapshotWait = snapshotWait }
  }
}

/// `wait`, `fail` or `skip`.
enum IfLockedArgument: String, CaseIterable, ExpressibleByArgument {
  case wait, fail, skip

  var value: MigrateOptions.IfLocked {
    switch self {
    case .wait: .wait
    case .fail: .fail
    case .skip: .skip
    }
  }
}
