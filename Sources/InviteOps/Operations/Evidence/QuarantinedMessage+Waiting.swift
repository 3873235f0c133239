internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import Localization
internal import RedisClient

/// Messages that wait in a queue which nobody consumes, looked at as those in quarantine are: who has it consumed runs
/// them.
extension QuarantinedMessage {
  /// So many of a queue are looked at: those that are taken first.
  private static let most = 10

  /// Those among the first of these queues that lead to invites.
  static func waiting(
    in queues: some Sequence<String>, on connection: RedisConnection, _ keys: BrokerKeys,
    timeout: Duration
  ) throws(RedisError) -> [QuarantinedMessage] {
    let lists = queues.flatMap { queue in keys.queueLists(queue).map { (queue, $0) } }
    let replies = try connection.pipeline(
      lists.map { ["LRANGE", $0.1, -most, -1] }, deadline: .after(timeout))
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

  /// The same of what waits in these queues now. What cannot be seen is not said.
  static func beforehand(in queues: some Sequence<String>, _ context: OperationContext) -> String? {
    guard let connection = try? context.redis(.broker),
      let found = try? Self.waiting(
        in: queues, on: connection, context.brokerKeys, timeout: context.configuration.timeout)
    else { return nil }
    return beforehand(notingSurplus(found, context))
  }

  /// What is to be typed, behind what is to be typed before it.
  ///
  /// - Parameter first: of ``beforehand(_:)``.
  static func after(_ first: String?, _ next: String) -> String {
    first.map { tr("\($0); then \(next)") } ?? next
  }
}
