internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Queues that these workers do not consume since somebody has paused them. No drain takes those away, and
/// while it lasts no end of a pause gives them back.
extension DrainSession {
  /// Finds them, by the process that lost each.
  mutating func findHalted(_ look: DrainLook) throws {
    let noted = try PausedQueue.seen(mailbox.connection, timeout: mailbox.timeout)
      .filter { pause in drain.nodes.contains { pause.nodes.contains($0) } }
    guard !noted.isEmpty else { return }
    let now = try mailbox.serverTime()
    for pause in noted {
      for node in drain.nodes {
        guard let worker = pause.worker(node), look.queues[node]?.contains(pause.queue) != true
        else { continue }
        if worker.process?.isFollowed(by: look.process(node, seen: now)) ?? false { continue }
        halted[node, default: []].append(pause.queue)
      }
    }
  }

  /// Has the marks of these pauses say that their worker is drained, or is so no more.
  ///
  /// - Returns: by worker, the queues whose pause is over for it.
  func noteHalted(
    drained isDrained: Bool, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> [String: [String]] {
    var over: [String: [String]] = [:]
    for (node, queues) in halted {
      for queue in queues {
        let mark = try PausedQueue.change(
          queue, on: mailbox.connection, timeout: mailbox.timeout
        ) { pause in
          guard let pause, var worker = pause.worker(node) else { return pause }
          worker.isDrained = isDrained
          return pause.with(pause.workers.filter { $0.name != node } + [worker])
        }
        if mark?.worker(node) == nil { over[node, default: []].append(queue) }
      }
    }
    return over
  }
}
