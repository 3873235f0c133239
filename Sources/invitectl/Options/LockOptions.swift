public import ArgumentParser
import InviteDomain
internal import InviteOps
import Localization

/// What a command does that runs once at a time on a database.
struct LockOptions: ParsableArguments {
  @Option(
    help: .init(tr("When another run holds the lock: skip, wait or fail."), valueName: "what"))
  var ifLocked = IfLocked.wait

  @Option(
    help: .init(tr("How long to wait for the lock. Default: 60s."), valueName: "time"),
    transform: DurationArgument.parse)
  var lockWait: Duration?

  var patience: Duration { lockWait ?? .seconds(60) }
}

extension IfLocked: ExpressibleByArgument {}
