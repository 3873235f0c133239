internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

extension QueuePause {
  /// Workers that take messages and answer nothing, since remote control is off there: nobody can have them
  /// stop. They are listened for where the broker has more connections that take messages than those who
  /// answered account for; a user that may not see connections is told of none.
  func unheard(_ sight: PauseSight, _ mailbox: WorkerMailbox) throws -> [String] {
    let reply = try mailbox.connection.pipeline(
      [["CLIENT", "LIST"]], deadline: context.requestDeadline)[0]
    let list: [UInt8]
    do {
      list = try reply.throwingServerError().asBytes()
    } catch {
      guard case .server = error else { throw error }
      return []
    }
    let takers = FleetPresence.takers(
      String(decoding: list, as: UTF8.self), database: mailbox.keys.database)
    guard takers > sight.workers.values.count(where: { !$0.queues.isEmpty }) else { return [] }
    var ear = HeartbeatListener(
      endpoint: mailbox.connection.endpoint, keys: mailbox.keys, interrupt: mailbox.interrupt)
    try ear.listen(for: NodeCheck.beats, timeout: mailbox.timeout)
    return ear.heard.subtracting(sight.workers.keys).sorted()
  }
}
