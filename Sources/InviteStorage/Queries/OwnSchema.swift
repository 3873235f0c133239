/// Schema `invitectl` as a whole: the tables of its rooms, version by version.
package enum OwnSchema {
  /// What each version adds, the first being version 1; each statement can be run again.
  package static let versions: [[OwnTable.Statement]] = [
    SyncSchema.versions[0] + [
      .init(.indexWork, IndexWorkQueries.create), .init(.outbox, OutboxSchema.create),
    ],
    SyncSchema.versions[1],
    SyncSchema.versions[2] + [.init(.outbox, OutboxSchema.wide)],
    // What stands in the way of no migration of the backend's, and what its later revisions need.
    [.init(nil, SeatStatsQueries.replaceView), .init(.outbox, OutboxSchema.arguments)],
    [.init(.retries, RetrySchema.create)],
    [.init(.runLog, RunLogSchema.invocation)],
    SyncSchema.versions[3],
  ]

  /// The version that this program makes.
  package static var latest: Int { versions.count }
}
