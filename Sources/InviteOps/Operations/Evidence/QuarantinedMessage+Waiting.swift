internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import RedisClient

/// Messages that wait in a queue which nobody consumes, or come back to it, looked at as those in quarantine are: who
/// has it consumed runs them.
extension QuarantinedMessage {
  /// So many of a queue are looked at: those that are taken first, and of those that come back as many, the oldest.
  private static let most = 10

  /// Those among the first of these queues that lead to invites, behind those that come back to them: what a worker
  /// that died has left in `unacked` is taken before what waits.
  static func waiting(
    in queues: some Sequence<String>, on connection: RedisConnection, _ keys: BrokerKeys,
    timeout: Duration
  ) throws(RedisError) -> [QuarantinedMessage] {
    let lists = queues.flatMap { queue in keys.queueLists(queue).map { (queue, $0) } }
    // The watch asks each second, and mostly all queues are consumed.
    guard !lists.isEmpty else { return [] }
    let replies = try connection.pipeline(
      lists.map { ["LRANGE", $0.1, -most, -1] }, deadline: .after(timeout))
    let back = try unacked(of: Set(queues), on: connection, keys, timeout: timeout)
    var found: [QuarantinedMessage] = []
    for ((queue, _), reply) in zip(lists, replies) {
      // That a list cannot be read is said where it is counted.
      for item in ((try? reply.asArray()) ?? []).reversed() {
        guard found.count(where: { $0.queue == queue }) < most, let bytes = try? item.asBytes(),
          let envelope = try? MessageEnvelope(decoding: bytes)
        else { continue }
        let task = QueuedTask(envelope)
        guard let id = task.id, let calls = try? task.invites(), !calls.isEmpty else { continue }
        var message = QuarantinedMessage(token: "\(queue) \(id)", digest: "")
        (message.id, message.queue, message.calls) = (id, queue, calls)
        (message.isRedelivered, message.isWaiting) = (task.isRedelivered, true)
        found.append(message)
      }
    }
    return back + found
  }

  /// Those of these queues that a worker has taken and not acknowledged. Whether it lives is not looked at here. Of a
  /// large `unacked` a sample is (``BrokerReader/unackedSample``).
  private static func unacked(
    of queues: Set<String>, on connection: RedisConnection, _ keys: BrokerKeys, timeout: Duration
  ) throws(RedisError) -> [QuarantinedMessage] {
    let sample = BrokerReader.unackedSample
    let replies = try connection.pipeline(
      [
        ["ZRANGE", keys.unackedIndex, 0, sample - 1, "WITHSCORES"],
        ["HSCAN", keys.unacked, 0, "COUNT", sample],
      ], deadline: .after(timeout))
    // That it cannot be read is said where it is counted.
    let entries = (try? BrokerReader.unacked(replies[0], replies[1])) ?? []
    var found: [QuarantinedMessage] = []
    for entry in entries.sorted(by: { ($0.takenAt ?? 0) < ($1.takenAt ?? 0) }) {
      let task = entry.task
      guard let queue = task.queue, queues.contains(queue),
        found.count(where: { $0.queue == queue }) < most,
        let id = task.id, let calls = try? task.invites(), !calls.isEmpty
      else { continue }
      // One that came back and was taken again has the same tag, and another time.
      let token = "\(queue) \(id) \(entry.tag) \(entry.takenAt ?? 0)"
      var message = QuarantinedMessage(token: token, digest: "")
      (message.id, message.queue, message.calls) = (id, queue, calls)
      (message.isRedelivered, message.taken) = (task.isRedelivered, entry.takenAt)
      (message.isWaiting, message.unackedTag) = (true, entry.tag)
      found.append(message)
    }
    return found
  }

  /// What is to be typed before somebody has a queue consumed; `nil` where none of these may be one too many, as far
  /// as that was seen. Whether one is, `trace` tells, which looks, too, whose the records are.
  static func beforehand(_ waiting: [QuarantinedMessage]) -> String? {
    guard let id = waiting.first(where: { $0.isMade || $0.isRefunded })?.id else { return nil }
    let trace = ShellCommand.invitectl(["trace"], [id])
    return tr(
      "first '\(trace)': run, its message may be an invite more; if it is, that says so, and what keeps it from running"
    )
  }

  /// The same of what waits in these queues now, or comes back to them. What cannot be seen is not said.
  ///
  /// - Parameter chosen: ids or tags, as ``CeleryID/canonical(_:)`` has them, of messages that the person is about already.
  static func beforehand(
    in queues: some Sequence<String>, _ context: OperationContext, besides chosen: Set<String> = []
  ) -> String? {
    guard let connection = try? context.redis(.broker),
      let found = try? Self.waiting(
        in: queues, on: connection, context.brokerKeys, timeout: context.configuration.timeout)
    else { return nil }
    let others = found.filter { message in
      let names = [message.id, message.unackedTag].compactMap(\.self)
      return !names.contains { chosen.contains(CeleryID.canonical($0)) }
    }
    return beforehand(notingSurplus(others, context))
  }

  /// What is to be typed, behind what is to be typed before it.
  ///
  /// - Parameter first: of ``beforehand(_:)``.
  static func after(_ first: String?, _ next: String) -> String {
    first.map { tr("\($0); then \(next)") } ?? next
  }
}
