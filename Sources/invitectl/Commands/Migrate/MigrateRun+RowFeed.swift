import InviteDomain
import InviteOps

extension MigrateRun {
  /// Makes or removes the row feed, and shows what it waits for.
  static func rowFeed(
    _ context: CommandContext, _ options: MigrateOptions,
    _ work: (Migrate) throws(Failure) -> RowFeedOutcome
  ) throws(Failure) -> RowFeedOutcome {
    let display = MigrateProgressDisplay(context)
    defer { display.finish() }
    return try work(Migrate(context.operation, options) { display.show($0) })
  }
}
