internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient
internal import PrometheusText

/// invitectl's own locks, which only one run at a time has.
enum LocksCollector: MetricsCollecting {
  static let held = MetricFamily(
    "invitectl_lock_held_seconds", .gauge, unit: "seconds",
    help: trKey(
      "How long the session that holds the lock of the command has been open; 0 while nobody "
        + "holds it, and of a follower, which holds it for as long as it runs."))
  static let skipped = MetricFamily(
    "invitectl_skipped_runs", .gauge,
    help: trKey("Runs of the command in a row that were skipped because another run held the lock.")
  )
  static let families = [held, skipped]

  static func collect(_ connections: MetricsConnections) throws(Failure) -> [MetricFamily] {
    // A replica has locks of its own.
    let connection = try connections.primary()
    do {
      let holdings = try LockHolding.all(connection, deadline: connections.deadline)
      var (held, skipped) = (held, skipped)
      for lock in AdvisoryLock.allCases where lock != .migrateWatch {
        let seconds = holdings.filter { $0.lock == lock && !$0.isFollower }
          .compactMap(\.heldSeconds).max()
        held.add(.seconds(max(0, seconds ?? 0)), ["command": lock.command])
      }
      for (command, count) in try SkippedRuns.counts(connection, deadline: connections.deadline) {
        skipped.add(.integer(count), ["command": command])
      }
      return [held, skipped]
    } catch {
      throw Failure(error, doing: tr("see who holds the locks"))
    }
  }
}
