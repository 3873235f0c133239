internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

extension QueuePause {
  /// Workers that take messages and answer nothing, since remote control is off there: nobody can have them
  /// stop. They are listened for where the broker has more connections that take messages than those who
  /// answered account for; a user that may not see connections is told of none before the queue is tried, see
  /// ``prove(_:_:)``.
  func unheard(
    _ sight: PauseSight, _ mailbox: WorkerMailbox, _ listening: () -> Void
  ) throws -> [String] {
    let takers = try TakingConnections.read(
      mailbox.connection, database: mailbox.keys.database, deadline: context.requestDeadline)
    guard let takers else { return [] }
    let consuming = sight.workers.values.count { !$0.queues.isEmpty }
    let surplus = takers.all.count - consuming
    if surplus > 0 { listening() }
    return try UnheardWorkers.names(
      of: surplus, besides: Set(sight.workers.keys), mailbox
    ).sorted()
  }

  /// Whose heartbeats come.
  func heard(_ mailbox: WorkerMailbox) throws(RedisError) -> Set<String> {
    var ear = HeartbeatListener(
      endpoint: mailbox.connection.endpoint, keys: mailbox.keys, interrupt: mailbox.interrupt)
    try ear.listen(for: NodeCheck.beats, timeout: mailbox.timeout)
    return ear.heard
  }
}
