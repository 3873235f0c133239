internal import ClientSupport
internal import InviteDomain
internal import InviteStorage
internal import PostgresClient

/// Holds a cleanup back while a replica is too far behind.
///
/// `replay_lag` of pg_stat_replication stands still while a replica replays nothing, so that the
/// delay is measured here as well: by when the log was where the replica is now.
struct ReplicaLag {
  let maximum: Duration
  private var nextLook = ContinuousClock.now
  /// Where the log was at which moment, the oldest first.
  private var marks: [(position: Int, at: ContinuousClock.Instant)] = []

  init(maximum: Duration) {
    self.maximum = maximum
  }

  /// Looks every 200 ms at most, and then waits until the lag is allowed again or the run is to
  /// end.
  mutating func wait(
    _ connection: PostgresConnection, _ stop: CleanupStop, _ deadline: @autoclosure () -> Deadline,
    _ progress: (CleanupProgress) -> Void
  ) throws(PostgresError) {
    guard ContinuousClock.now >= nextLook else { return }
    while true {
      let behind = try look(connection, deadline())
      nextLook = .now + .milliseconds(200)
      if behind <= maximum.seconds || stop.isDue { return }
      progress(.waitingForReplica(secondsBehind: behind))
      stop.pause(.milliseconds(500))
    }
  }

  /// Remembers when the log was where it is now.
  mutating func mark(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(PostgresError) {
    _ = try look(connection, deadline)
  }

  private mutating func look(
    _ connection: PostgresConnection, _ deadline: Deadline
  ) throws(PostgresError) -> Double {
    let row = try connection.query(CleanupQueries.replicaLag, deadline: deadline).only()
    guard let replayed = try row.optionalInt("replayed") else { return 0 }
    return behind(
      current: try row.int("current"), replayed: replayed, reported: try row.double("seconds"))
  }

  /// Seconds behind, by the replica's report or by our own marks, whichever is more.
  mutating func behind(
    current: Int, replayed: Int, reported: Double, now: ContinuousClock.Instant = .now
  ) -> Double {
    if current > marks.last?.position ?? -1 { marks.append((current, now)) }
    marks.removeAll { $0.position <= replayed }
    guard let oldest = marks.first else { return 0 }
    return max(reported, (now - oldest.at).seconds)
  }
}
