internal import CeleryProtocol
internal import InviteSettings
internal import RedisClient

/// What else waits where somebody is to be told to consume: who has a queue consumed runs all of it.
extension TraceLook {
  /// To be read when it is known who consumes. What cannot be seen is not said.
  mutating func readWaiting() {
    let queues = unconsumedQueues
    guard !queues.isEmpty, case .success(let connection) = servers.redis(.broker),
      let found = try? QuarantinedMessage.waiting(
        in: queues.sorted(), on: connection, context.brokerKeys,
        timeout: context.configuration.timeout)
    else { return }
    facts.waiting = QuarantinedMessage.notingSurplus(found, context)
  }

  /// Those that nobody who answers consumes, and that something which is printed may have consumed.
  private var unconsumedQueues: Set<String> {
    var queues: Set<String> = []
    for message in facts.messages {
      switch message.place {
      case .list(_, let queue, _, let workers):
        if workers.isEmpty { queues.insert(queue) }
      case .unacked:
        // A worker that consumes nothing is to consume first.
        guard facts.fleet.surplus > 0, facts.fleet.idle > 0 else { continue }
        queues.insert(message.queue ?? InviteTask.queue)
        queues.formUnion(facts.fleet.paused.map(\.queue))
      case .quarantine: continue
      }
    }
    return queues
  }
}
