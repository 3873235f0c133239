internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Nobody answers a shutdown: it is done when a worker answers no more and what it ran is over.
///
/// It answers no more long before that: the consumer goes before the pool, which finishes its tasks
/// (celery/worker/worker.py, `stop`). With acks_late their messages are in `unacked` until then.
extension FleetControl {
  /// What a worker is seen to do.
  private enum Standing {
    case answers
    /// It answers no more, and tasks that it ran are not over.
    case finishes
    case isGone
  }

  func shutDown(
    _ verb: ControlVerb, _ mailbox: WorkerMailbox
  ) throws(RedisError) -> Outcome {
    let first = try mailbox.ask(
      [ControlQuestion(.ping), ControlQuestion(.active)], destination: destination,
      deadline: .after(wait))
    let nodes = first.collector.answered.sorted()
    guard !nodes.isEmpty else { return outcome(verb, first, []) }
    var running: [String: [String]] = [:]
    for (node, value) in first.values(1) {
      running[node] = (value.array ?? []).compactMap { $0["id"]?.string }
    }
    _ = try mailbox.cast(verb, destination: destination)
    let told = ContinuousClock.now
    let end = Deadline.after(max(wait, .seconds(10)))
    var standings: [String: Standing] = [:]
    while true {
      if !SocketWait.pause(.milliseconds(200), interrupt: context.interrupt) { throw .interrupted }
      standings = try look(nodes, running, since: told, mailbox)
      if standings.values.allSatisfy({ $0 == .isGone }) || end.hasPassed { break }
    }
    return outcome(
      verb, first,
      nodes.map { node in
        let standing = standings[node] ?? .answers
        return .init(
          name: node, answer: Self.words(standing), accepted: true, verified: standing == .isGone,
          begun: [], reserved: [])
      })
  }

  private func look(
    _ nodes: [String], _ running: [String: [String]], since told: ContinuousClock.Instant,
    _ mailbox: WorkerMailbox
  ) throws(RedisError) -> [String: Standing] {
    var there = try answering(nodes, since: told, mailbox, .after(.milliseconds(300)))
    // Silence for a moment is no proof: one that is busy answers late.
    if there.isEmpty { there = try answering(nodes, since: told, mailbox, .after(wait)) }
    var standings: [String: Standing] = [:]
    for node in nodes {
      if there.contains(node) {
        standings[node] = .answers
      } else {
        let isBusy = try isAnyUnacked(running[node] ?? [], mailbox)
        standings[node] = isBusy ? .finishes : .isGone
      }
    }
    return standings
  }

  /// Those that answer and were there when they were told: one that was started anew since is another process.
  private func answering(
    _ nodes: [String], since told: ContinuousClock.Instant, _ mailbox: WorkerMailbox,
    _ deadline: Deadline
  ) throws(RedisError) -> Set<String> {
    let answers = try values(mailbox, ControlQuestion(.stats), of: nodes, deadline)
    let elapsed = told.duration(to: .now).seconds
    return Set(
      answers.filter { _, value in
        // Whole seconds; without them the worker counts as the old one.
        guard let uptime = WorkerStats(value)?.uptime else { return true }
        return uptime + 1 > elapsed
      }.keys)
  }

  private func isAnyUnacked(
    _ ids: [String], _ mailbox: WorkerMailbox
  ) throws(RedisError) -> Bool {
    for id in ids {
      var search = TaskSearch(
        connection: mailbox.connection, keys: mailbox.keys, timeout: mailbox.timeout, id: id)
      if try search.isUnacked() { return true }
    }
    return false
  }

  private static func words(_ standing: Standing) -> String {
    switch standing {
    case .answers: tr("still answers; it finishes its tasks first")
    case .finishes: tr("takes no more, and finishes its tasks first")
    case .isGone: tr("shut down")
    }
  }
}
