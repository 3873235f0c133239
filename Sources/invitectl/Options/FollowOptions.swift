import ArgumentParser
import Localization

/// How often a follower does what.
struct FollowOptions: ParsableArguments {
  @Option(
    help: .init(tr("Sync what changed in Redis this often. Default: 1s."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var every: Duration?

  @Option(
    help: .init(
      tr("Look for changed rows this often. Default: 1 % of a core, 5s or more."), valueName: "time"
    ),
    transform: DurationArgument.parsePositive)
  var rowsEvery: Duration?

  @Option(
    help: .init(tr("Go through all codes this often. Default: 15m."), valueName: "time"),
    transform: DurationArgument.parsePositive)
  var fullEvery: Duration?

  var isEmpty: Bool { every == nil && rowsEvery == nil && fullEvery == nil }

  func validate() throws {
    if let every, every < .milliseconds(50) {
      throw ValidationError(tr("--every is 50ms or more: each turn asks both servers"))
    }
    // A bucket that has more than six hours left at one pass has to have some at the next.
    if let fullEvery, fullEvery > .seconds(3 * 3600) {
      throw ValidationError(
        tr("--full-every is 3h or less: buckets at rest are renewed then, before they expire"))
    }
  }
}
