internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// What Celery has of the invites that are looked for: messages, tasks in workers' hands, results.
///
/// Upstream first, as ``BrokerSearch``: lists, then `unacked`, then the workers, then results, because a
/// task moves that way, and one that moves meanwhile is then seen twice and not never.
struct TraceBroker {
  let context: OperationContext
  let wanted: TraceWanted
  /// How long workers that do not answer are waited for.
  let wait: Duration
  /// By when messages must have been looked through.
  let end: Deadline

  private(set) var messages: [TraceFacts.Message] = []
  private(set) var malformed: [TraceFacts.Malformed] = []
  private(set) var held: [TraceFacts.Held] = []
  private(set) var fleet = TraceFacts.Fleet()
  private(set) var completeness = Completeness()

  /// Once a worker has not answered, the others are not waited for as long again.
  private static let shortWait = Duration.milliseconds(300)

  init(_ context: OperationContext, _ wanted: TraceWanted, wait: Duration, end: Deadline) {
    self.context = context
    self.wanted = wanted
    self.wait = wait
    self.end = end
  }

  /// One look.
  mutating func look(_ connection: RedisConnection) throws(Failure) {
    let keys = context.brokerKeys
    let timeout = context.configuration.timeout
    let mailbox = context.mailbox(on: connection)
    do throws(RedisError) {
      // Connections first: who goes in between was there, who comes has taken nothing yet.
      fleet.takers = try TakingConnections.read(
        connection, database: keys.database, deadline: .after(timeout))?.all.count
      fleet.hidesTakers = fleet.takers == nil
      let answers = try mailbox.ask(
        WorkerFleetFacts.verbs.map { ControlQuestion($0) }, deadline: .after(wait))
      let facts = WorkerFleetFacts(answers)
      for gap in facts.gaps { completeness.note(notSearched: gap) }
      var search = TraceSearch(
        connection: connection, keys: keys, timeout: timeout, wanted: wanted, fleet: facts, end: end
      )
      try search.run()
      messages = search.messages
      malformed = search.malformed
      completeness.merge(search.completeness)
      let lists = BrokerLists(connection: connection, keys: keys, timeout: timeout)
      for gap in try lists.foreignListeners(until: end) { completeness.note(notSearched: gap) }
      // An empty list of a broker that nobody uses is no evidence.
      if facts.consumers(of: InviteTask.queue).isEmpty,
        try connection.call(
          ["EXISTS", keys.binding(exchange: InviteTask.queue)], deadline: .after(timeout)
        ).asInteger() == 0
      {
        completeness.note(
          notSearched: tr(
            """
            no worker of the queue \(InviteTask.queue) answers in the broker \
            \(context.configuration.broker), and the queue has no binding there: set \
            \(Setting.brokerURL.variable) to the broker of the workers, or start a worker
            """))
      }
      fleet.consumed = facts.consumed
      fleet.muted = answers.muted
      fleet.silent = facts.silent.subtracting(fleet.muted)
      fleet.paused = try PausedQueue.seen(connection, timeout: timeout)
      try ask(mailbox, facts.silent)
    } catch {
      throw Failure(
        error, doing: tr("look through the broker"), on: connection,
        keys.uses(InviteTask.backendQueues))
    }
  }

  private mutating func ask(
    _ mailbox: WorkerMailbox, _ earlier: Set<String>
  ) throws(RedisError) {
    // Workers remember many that were revoked: they are asked where one may be among them.
    let verbs: [InspectVerb] =
      [.active, .reserved, .scheduled] + (messages.isEmpty ? [] : [.revoked])
    let answers = try mailbox.ask(
      verbs.map { ControlQuestion($0) },
      deadline: .after(earlier.isEmpty ? wait : min(wait, Self.shortWait)))
    var silent = Set(
      FleetCensus(answers).workers.filter { $0.status.mayHoldTasks }.map(\.name))
    // One that answered only a part of the questions has not said what it has.
    for node in answers.collector.answered
    where !verbs.indices.allSatisfy({ verb in answers.values(verb).contains { $0.node == node } }) {
      silent.insert(node)
    }
    fleet.muted.formUnion(answers.muted)
    fleet.silent.formUnion(silent)
    fleet.silent.subtract(fleet.muted)
    completeness.note(silent: fleet.silent)
    if let gap = fleet.gap { completeness.note(notSearched: gap) }
    let ids = Set(messages.compactMap(\.id))
    for (node, value) in verbs.count > 3 ? answers.values(3) : [] {
      for id in (value.array ?? []).compactMap(\.string) where ids.contains(id) {
        fleet.revoked[id, default: []].insert(node)
      }
    }
    var told: Set<String> = []
    for (index, state) in [TraceFacts.Held.State.active, .reserved, .scheduled].enumerated() {
      for (node, value) in answers.values(index) {
        for value in value.array ?? [] {
          let scheduled = state == .scheduled ? ScheduledTask(value) : nil
          guard let task = scheduled?.task ?? WorkerTask(value) else { continue }
          add(task, state, node, eta: scheduled?.eta, &told)
        }
      }
    }
    completeness.resolve(told)
  }

  private mutating func add(
    _ task: WorkerTask, _ state: TraceFacts.Held.State, _ node: String, eta: String?,
    _ told: inout Set<String>
  ) {
    let calls: [InviteCall]
    do throws(UnreadableMessage) {
      calls = try task.invites()
      told.insert(task.id)
    } catch {
      calls = []
      completeness.note(unread: task.id, in: tr("worker \(node)"), error)
    }
    guard let call = wanted.call(task.id, calls) else { return }
    held.take(
      TraceFacts.Held(
        id: task.id, worker: node, state: state, call: call,
        since: state == .active ? OutsideNumber.measure(task.timeStart) : nil,
        eta: eta.flatMap { Timestamps.epoch(iso: $0) }))
  }
}
