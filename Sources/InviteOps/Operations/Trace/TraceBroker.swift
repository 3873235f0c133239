internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
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
      let facts = WorkerFleetFacts(
        try mailbox.ask(
          WorkerFleetFacts.verbs.map { ControlQuestion($0) }, deadline: .after(wait)))
      for gap in facts.gaps { completeness.note(notSearched: gap) }
      var search = TraceSearch(
        connection: connection, keys: keys, timeout: timeout, wanted: wanted, fleet: facts, end: end
      )
      try search.run()
      messages = search.messages
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
          notSearched: "no worker of the queue \(InviteTask.queue) answers in the broker "
            + "\(context.configuration.broker), and the queue has no binding there: set "
            + "\(Setting.brokerURL.variable) to the broker of the workers, or start a worker")
      }
      fleet.consumed = facts.consumed
      fleet.silent = facts.silent
      fleet.paused = try PausedQueue.seen(connection, timeout: timeout)
      try ask(mailbox, facts.silent)
    } catch {
      throw Failure(
        error, doing: "look through the broker", on: connection,
        keys.uses(InviteTask.backendQueues))
    }
  }

  private mutating func ask(
    _ mailbox: WorkerMailbox, _ earlier: Set<String>
  ) throws(RedisError) {
    let verbs: [InspectVerb] = [.active, .reserved, .scheduled]
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
    fleet.silent.formUnion(silent)
    completeness.note(silent: fleet.silent)
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
      completeness.note(unread: task.id, in: "worker \(node)", error)
    }
    // What it runs it lists as reserved, too.
    guard let call = wanted.call(task.id, calls), !held.contains(where: { $0.id == task.id }) else {
      return
    }
    held.append(
      TraceFacts.Held(
        id: task.id, worker: node, state: state, call: call,
        since: state == .active ? OutsideNumber.measure(task.timeStart) : nil,
        eta: eta.flatMap { Timestamps.epoch(iso: $0) }))
  }

  /// The mark that a redemption of the direct flow has left of this task, if it has.
  static func mark(
    _ id: String, now: Double, on connection: RedisConnection, _ context: OperationContext
  ) throws(Failure) -> TraceFacts.Mark? {
    do throws(RedisError) {
      let left = try connection.call(
        ["PTTL", RedeemMarker.key(taskID: id)], deadline: context.requestDeadline
      ).asInteger()
      guard left >= 0 else { return nil }
      let age = max(0, Double(RedeemMarker.lifetime) - Double(left) / 1000)
      return TraceFacts.Mark(id: id, at: now - age)
    } catch {
      throw Failure(error, doing: "look for the mark of the redemption")
    }
  }

  /// The buckets of these codes.
  static func buckets(
    _ codes: [String], on connection: RedisConnection, _ context: OperationContext
  ) throws(Failure) -> [TraceFacts.Bucket] {
    do throws(RedisError) {
      let keys = codes.map { BucketKey.remaining($0) }
      let replies = try connection.pipeline(
        keys.flatMap { [["GET", $0], ["TTL", $0]] as [RedisCommand] },
        deadline: context.requestDeadline)
      var buckets: [TraceFacts.Bucket] = []
      for (place, code) in codes.enumerated() where !replies[2 * place].isNull {
        let life = try replies[2 * place + 1].asInteger()
        buckets.append(
          TraceFacts.Bucket(
            code: code, tokens: OutsideNumber.whole(try? replies[2 * place].asString()),
            secondsLeft: life >= 0 ? life : nil))
      }
      return buckets
    } catch {
      throw Failure(error, doing: "read the buckets")
    }
  }

  /// What the result backend has of these tasks.
  static func results(
    _ ids: some Sequence<String>, on connection: RedisConnection, _ context: OperationContext,
    _ completeness: inout Completeness
  ) throws(Failure) -> [TraceFacts.Result] {
    let ids = Array(ids)
    guard !ids.isEmpty else { return [] }
    do throws(RedisError) {
      let replies = try connection.pipeline(
        ids.map { ["GET", TaskResult.key(id: $0)] }, deadline: context.requestDeadline)
      var results: [TraceFacts.Result] = []
      for (id, reply) in zip(ids, replies) where !reply.isNull {
        do {
          results.append(TraceFacts.Result(try TaskResult(decoding: reply.asBytes()), id: id))
        } catch let error as RedisError {
          throw error
        } catch {
          completeness.note(notSearched: "the result of task \(id) cannot be read: \(error)")
        }
      }
      return results
    } catch {
      throw Failure(error, doing: "read the results")
    }
  }
}

extension TraceFacts.Result {
  init(_ result: TaskResult, id: String) {
    self.id = id
    state = result.state.rawValue
    if result.state == .success {
      recordID = result.result["record_id"]?.int
      email = result.result["email"]?.string
    }
    done = result.dateDone.flatMap { Timestamps.epoch(iso: $0) }
    error = result.exception.map { exception in
      let message = ForeignText.masked(exception.message)
      return message.isEmpty ? exception.type : "\(exception.type): \(message)"
    }
    lastLine = result.meta["traceback"]?.string.flatMap { text in
      text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
        .map { ForeignText.masked(String($0)) }
    }
  }
}
