internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// What the workers answered to a dump.
struct WorkerFleet: Sendable {
  let census: FleetCensus
  /// By node, in its order.
  let stats: [(worker: String, stats: WorkerStats)]
  /// One entry for every queue that a worker takes from.
  let queues: [(worker: String, queue: String)]
  /// How many tasks each worker runs; empty unless that was asked, too.
  let active: [(worker: String, tasks: Int)]
  /// Queues that a worker takes from and that their exchange does not lead to.
  let unbound: Set<String>

  init(_ answers: MailboxAnswers, unbound: Set<String>) {
    self.unbound = unbound
    census = FleetCensus(answers)
    stats = answers.values(0).compactMap { node, value in
      WorkerStats(value).map { (node, $0) }
    }
    queues = answers.values(1).flatMap { node, value in
      (value.array ?? []).compactMap { queue in queue["name"]?.string.map { (node, $0) } }
    }
    active =
      answers.collector.replies.count > 2
      ? answers.values(2).map { node, value in (node, value.array?.count ?? 0) } : []
  }
}

extension MetricsConnections {
  /// How long silent workers are waited for: those that can answer do so within some ms.
  private static let patience = Duration.seconds(1)

  /// Asks all workers for their stats and queues, and for their running tasks if `active`.
  func fleet(active: Bool = false) throws(Failure) -> WorkerFleet {
    let verbs: [InspectVerb] = [.stats, .activeQueues] + (active ? [.active] : [])
    let (context, limit) = (context, deadline.earlier(.after(Self.patience)))
    return try ask(.broker, doing: tr("ask the workers for their stats")) {
      (connection, deadline) throws(RedisError) in
      let mailbox = context.mailbox(
        on: connection, timeout: deadline.remaining ?? Self.patience)
      let answers = try mailbox.ask(verbs.map { ControlQuestion($0) }, deadline: limit)
      let faults = try QueueBindings.faults(
        answers.values(1), connection, context.brokerKeys, deadline: deadline)
      return WorkerFleet(
        answers, unbound: Set(faults.filter { $0.kind == .unbound }.map(\.queue)))
    }
  }
}
