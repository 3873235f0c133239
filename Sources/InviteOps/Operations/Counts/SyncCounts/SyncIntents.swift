internal import ClientSupport
internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import PostgresClient

/// Second halves of what is done for a code: intents that are recorded go to their buckets, and what
/// those answer is recorded.
struct SyncIntents {
  let servers: SyncConnections
  /// The run that finds out how they ended.
  let runID: Int

  func rollForward(
    _ subjects: [CodeRecord], _ outcome: inout SyncOutcome
  ) throws(Failure) -> Int {
    let intents = subjects.compactMap { subject in
      subject.row.flatMap { row in row.pending.map { (subject, row, $0) } }
    }
    try apply(intents, rolledForward: true, &outcome)
    return intents.count
  }

  /// Sends intents to their buckets and settles the replies.
  func apply(
    _ intents: [(subject: CodeRecord, row: SyncRow, intent: SyncIntent)], rolledForward: Bool,
    _ outcome: inout SyncOutcome
  ) throws(Failure) {
    guard !intents.isEmpty else { return }
    let replies = try BucketWriter(servers).apply(
      intents.map { (code: $0.subject.code, intent: $0.intent) })
    var settled: [SyncStatements.Settled] = []
    for (item, reply) in zip(intents, replies) {
      let settlement = IntentResolution(reply)
      if case .keep(let problem) = settlement {
        outcome.trouble(item.subject, problem)
      } else {
        settled.append(
          SyncStatements.Settled(
            id: item.subject.id, row: item.row, intent: item.intent, settlement: settlement))
      }
    }
    guard !settled.isEmpty else { return }
    do {
      #if FAILPOINTS
        Failpoint.reach("sync-before-second")
      #endif
      let statement = SyncStatements.settle(
        settled, rolledForward: rolledForward, runID: runID)
      try servers.writer.execute(
        statement.sql, statement.parameters, deadline: servers.deadline)
      #if FAILPOINTS
        Failpoint.reach("sync-after-second")
      #endif
    } catch {
      throw Failure(error, doing: tr("record what \(settled.count) buckets answered"))
    }
  }
}
