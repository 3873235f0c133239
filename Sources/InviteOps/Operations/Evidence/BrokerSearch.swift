internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import InviteStorage
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Looks for every invite that Celery has, and says what it could not see.
///
/// Upstream first: lists, then `unacked`, then the workers, because a task moves that way, and one
/// that moves while it is looked for is then seen twice and not never. A retry moves the other way,
/// and for an instant between two steps of a worker a message is nowhere: so one look is not enough,
/// and a second one, a second and more later, is united with the first.
struct BrokerSearch {
  /// Between two looks: a worker's BRPOP and its note in `unacked` lie within.
  static let pauseBetweenLooks: Duration = .milliseconds(1100)
  /// Messages in one LRANGE or HSCAN.
  private static let page = 500
  /// For workers that do not answer.
  private static let longWait = Duration.milliseconds(2500)
  /// Once one has not: what was seen is not all of it then, however long the others are waited for.
  private static let shortWait = Duration.milliseconds(600)
  private var wait = BrokerSearch.longWait

  let context: OperationContext
  let connection: RedisConnection
  var completeness = Completeness()
  /// Which messages in quarantine are no evidence.
  var passesOver = PassedOver.nothing
  /// By their token, which of them were seen to have made their invite.
  var made: [String: Bool] = [:]
  /// Calls of those that are passed over by a record of their own, as rows say. Who asks with
  /// ``PassedOver/counted`` sees message and record.
  var recorded: [InviteCall] = []
  /// Workers that answered.
  private(set) var answered: Set<String> = []
  /// What no worker can read as a message either, by its hash, by place: no invite comes of it.
  private(set) var malformed: [String: Set<Int>] = [:]
  /// The lists of the backend's queues that were read, as places are named.
  private var backendLists: Set<String> = []
  /// When the last look ended.
  private var lastLook: ContinuousClock.Instant?

  init(_ context: OperationContext) throws(Failure) {
    self.context = context
    connection = try context.redis(.broker)
  }

  /// Two looks.
  mutating func run(
    pause: Duration = pauseBetweenLooks, _ note: (BrokerFinding) -> Void
  ) throws(Failure) {
    try next(after: pause, note)
    try next(after: pause, note)
  }

  /// One look, and what it finds is united with what those before found.
  ///
  /// - Parameter pause: since the last one; the first comes at once.
  mutating func next(
    after pause: Duration = pauseBetweenLooks, _ note: (BrokerFinding) -> Void
  ) throws(Failure) {
    if let lastLook {
      let rest = pause - lastLook.duration(to: .now)
      guard rest <= .zero || SocketWait.pause(rest, interrupt: context.interrupt) else {
        throw Failure(.interrupted, tr("stopped while looking for evidence; nothing was changed"))
      }
    }
    try look(note)
    lastLook = .now
  }

  private mutating func look(_ note: (BrokerFinding) -> Void) throws(Failure) {
    let fleet = try WorkerFleetFacts.ask(context, wait: wait)
    if !fleet.silent.isEmpty { wait = Self.shortWait }
    for gap in fleet.gaps { completeness.note(notSearched: gap) }
    do {
      let keys = context.brokerKeys
      if let gap = try Self.unused(context, connection, fleet) {
        completeness.note(notSearched: gap)
      }
      let lists = BrokerLists(
        connection: connection, keys: keys, timeout: context.configuration.timeout)
      let layouts = Set(fleet.layouts.values)
      let found = try lists.find(
        fleet.queues.union(InviteTask.backendQueues), layouts: layouts)
      for list in found.lists where Self.isOfBackend(list, keys, layouts) {
        backendLists.insert(PythonText.escaped(list))
      }
      for gap in found.gaps { completeness.note(notSearched: gap) }
      for gap in try lists.foreignListeners() { completeness.note(notSearched: gap) }
      for list in found.lists { try readList(list, note) }
      try readUnacked(keys, note)
      try readQuarantine(note)
    } catch {
      throw Failure(
        error, doing: tr("read Celery's queues"), on: connection,
        context.brokerKeys.uses(InviteTask.backendQueues))
    }
    try askWorkers(fleet.silent, note)
  }

  private mutating func readList(
    _ list: String, _ note: (BrokerFinding) -> Void
  ) throws(RedisError) {
    let name = PythonText.escaped(list)
    var start = 0
    while true {
      // From the end that grows, so that what is taken meanwhile does not shift the rest.
      let page = try connection.call(
        ["LRANGE", list, start, start + Self.page - 1], deadline: context.requestDeadline
      ).asArray()
      for message in page { read(try message.asBytes(), at: .queue(name), name, note) }
      start += page.count
      if page.count < Self.page { return }
    }
  }

  private mutating func readUnacked(
    _ keys: BrokerKeys, _ note: (BrokerFinding) -> Void
  ) throws(RedisError) {
    let key = keys.unacked
    let type = try connection.call(["TYPE", key], deadline: context.requestDeadline).asString()
    guard type == "hash" else {
      if type != "none" {
        completeness.note(notSearched: tr("\(PythonText.escaped(key)) is a \(type), not a hash"))
      }
      return
    }
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", key, cursor, "COUNT", Self.page], deadline: context.requestDeadline
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and pairs"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      let pairs = try reply[1].asArray()
      let tags = stride(from: 0, to: pairs.count - 1, by: 2).map { pairs[$0] }
      let missing = try notIndexed(tags, keys.unackedIndex)
      for (place, tag) in tags.enumerated() {
        // What is no entry is no message either: kombu could not give it back.
        let bytes = try pairs[place * 2 + 1].asBytes()
        guard let entry = try? UnackedEntry(decoding: bytes) else {
          malformed[PythonText.escaped(key), default: []].insert(bytes.hashValue)
          continue
        }
        let kind: InviteSighting.Place =
          missing.contains(place) ? .stranded(tag: (try? tag.asString()) ?? "") : .unacked
        read(entry.envelope, at: kind, PythonText.escaped(key), note)
      }
    } while cursor != "0"
  }

  private mutating func read(
    _ bytes: [UInt8], at place: InviteSighting.Place, _ name: String,
    _ note: (BrokerFinding) -> Void
  ) {
    do throws(MessageEnvelope.DecodingFailure) {
      read(try MessageEnvelope(decoding: bytes), at: place, name, note)
    } catch {
      // What is no message at all, Celery cannot read either. Size and depth are limits of ours.
      guard case .json(let problem) = error, problem.kind == .tooLarge || problem.kind == .tooDeep
      else {
        malformed[name, default: []].insert(bytes.hashValue)
        return
      }
      completeness.note(unread: "\(bytes.count) \(bytes.hashValue)", in: name, .tooLarge)
    }
  }

  private mutating func read(
    _ envelope: MessageEnvelope, at place: InviteSighting.Place, _ name: String,
    _ note: (BrokerFinding) -> Void
  ) {
    let task = QueuedTask(envelope)
    let id = task.id ?? task.deliveryTag ?? "\(envelope.body.hashValue)"
    do throws(UnreadableMessage) {
      let (calls, mentions) = (try task.invites(), try task.mentions())
      // Other applications may keep what they like in lists of their own.
      if task.name == nil, backendLists.contains(name) {
        malformed[name, default: []].insert(envelope.hashValue)
      }
      for (index, call) in calls.enumerated() {
        note(.invite(.init(id: index == 0 ? id : "\(id)#\(index)", call: call, place: place)))
      }
      Self.tell(mentions, task.name, name, note)
    } catch {
      completeness.note(unread: id, in: name, error)
    }
  }

  /// - Parameter earlier: workers that were silent a moment ago.
  private mutating func askWorkers(
    _ earlier: Set<String>, _ note: (BrokerFinding) -> Void
  ) throws(Failure) {
    let verbs: [InspectVerb] = [.active, .reserved, .scheduled]
    let answers: MailboxAnswers
    do {
      answers = try context.mailbox().ask(
        verbs.map { ControlQuestion($0) }, deadline: .after(wait))
    } catch {
      throw Failure(of: error, doing: tr("ask the workers what they have"))
    }
    let census = FleetCensus(answers)
    var silent: Set<String> = []
    for worker in census.workers where worker.status.mayHoldTasks { silent.insert(worker.name) }
    // One that answered only a part of the questions has not said what it has.
    for node in answers.collector.answered
    where !verbs.indices.allSatisfy({ verb in answers.values(verb).contains { $0.node == node } }) {
      silent.insert(node)
    }
    if !silent.isEmpty { wait = Self.shortWait }
    answered.formUnion(answers.collector.answered.subtracting(silent))
    completeness.note(silent: silent.union(earlier.subtracting(answers.collector.answered)))
    var told: Set<String> = []
    for (index, verb) in verbs.enumerated() {
      for (node, value) in answers.values(index) {
        for value in value.array ?? [] {
          let task = verb == .scheduled ? ScheduledTask(value)?.task : WorkerTask(value)
          guard let task else { continue }
          do throws(UnreadableMessage) {
            for (index, call) in try task.invites().enumerated() {
              let id = index == 0 ? task.id : "\(task.id)#\(index)"
              note(.invite(.init(id: id, call: call, place: .worker(node))))
            }
            Self.tell(task.mentions(), task.name, tr("worker \(node)"), note)
            told.insert(task.id)
          } catch {
            completeness.note(unread: task.id, in: tr("worker \(node)"), error)
          }
        }
      }
    }
    completeness.resolve(told)
  }
}
