internal import ClientSupport
internal import RedisClient

/// Which invites have a message or a worker right now.
///
/// Read upstream first: queues, then `unacked`, then the workers, because a task moves that way,
/// and a message that moves while it is looked for is then seen twice and not never. A retry moves
/// the other way, and for an instant between two steps of a worker a message is nowhere; so
/// everything is read twice, a second and more apart, and united.
struct StuckEvidence {
  /// An invite, as a row and a message name it.
  struct Key: Hashable {
    let email: String
    let code: String

    init(email: String, code: String) {
      self.email = email.lowercased()
      self.code = code.uppercased()
    }

    /// From the arguments of process_invite_task, by name or by place.
    init?(args: JSONValue, kwargs: JSONValue) {
      guard let email = kwargs["email"]?.string ?? args[0]?.string else { return nil }
      self.init(email: email, code: kwargs["redeem_code"]?.string ?? args[1]?.string ?? "")
    }
  }

  private(set) var queued: [Key: String] = [:]
  private(set) var unacked: Set<Key> = []
  private(set) var held: [Key: String] = [:]
  /// Workers that listen and did not answer.
  private(set) var silent: [String] = []
  private(set) var answered: Set<String> = []

  private let context: OperationContext
  private static let page = 500

  init(_ context: OperationContext) {
    self.context = context
  }

  /// - Parameter pause: between the two readings.
  mutating func gather(pause: Duration) throws(Failure) {
    try read()
    guard SocketWait.pause(pause, interrupt: context.interrupt) else {
      throw Failure(.interrupted, "stopped; nothing was changed")
    }
    silent = []
    try read()
  }

  private mutating func read() throws(Failure) {
    do {
      let connection = try context.redis(.broker)
      try readQueues(connection)
      try readUnacked(connection)
    } catch let failure as Failure {
      throw failure
    } catch let error as RedisError {
      throw Failure(error, doing: "read the queues")
    } catch {
      throw Failure(.error, "could not read the queues: \(error)")
    }
    for verb in [InspectVerb.active, .reserved, .scheduled] { try ask(verb) }
  }

  private mutating func readQueues(_ connection: RedisConnection) throws {
    for queue in [InviteTask.queue, "celery"] {
      for list in context.brokerKeys.queueLists(queue) {
        var start = 0
        while true {
          // From the end that grows, so that what is taken meanwhile does not shift the rest.
          let page = try connection.call(
            ["LRANGE", list, start, start + Self.page - 1], deadline: context.requestDeadline
          ).asArray()
          for message in page {
            guard let envelope = try? MessageEnvelope(decoding: message.asBytes()),
              let key = Self.key(envelope)
            else { continue }
            queued[key] = queue
          }
          start += page.count
          if page.count < Self.page { break }
        }
      }
    }
  }

  private mutating func readUnacked(_ connection: RedisConnection) throws {
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", context.brokerKeys.unacked, cursor, "COUNT", Self.page],
        deadline: context.requestDeadline
      ).asArray()
      cursor = try reply.first?.asString() ?? "0"
      let pairs = try reply.last?.asArray() ?? []
      for index in stride(from: 1, to: pairs.count, by: 2) {
        guard let entry = try? UnackedEntry(decoding: pairs[index].asBytes()),
          let key = Self.key(entry.envelope)
        else { continue }
        unacked.insert(key)
      }
    } while cursor != "0"
  }

  private mutating func ask(_ verb: InspectVerb) throws(Failure) {
    let outcome = try WorkerInspection(
      context, wait: .seconds(2.5), showsPersonalValues: true
    ).ask(verb)
    for worker in outcome.census.workers {
      switch worker.status {
      case .replied, .duplicateName: answered.insert(worker.name)
      case .silent, .heartbeatOnly, .silentOrAbsent: silent.append(worker.name)
      case .absent, .unknown: break
      }
    }
    for (node, answer) in outcome.answers {
      for value in answer.array ?? [] {
        let task = verb == .scheduled ? ScheduledTask(value)?.task : WorkerTask(value)
        guard let task, task.name == InviteTask.name,
          let key = Key(args: task.args, kwargs: task.kwargs)
        else { continue }
        held[key] = node
      }
    }
  }

  private static func key(_ envelope: MessageEnvelope) -> Key? {
    let task = QueuedTask(envelope)
    return task.name == InviteTask.name ? Key(args: task.args, kwargs: task.kwargs) : nil
  }

  /// What is known of one row.
  func verdict(_ key: Key, record: Int?, hasCode: Bool) -> (StuckRow.Verdict, String) {
    if let queue = queued[key] { return (.queued, "a message in queue \(queue)") }
    if let node = held[key] { return (.held, "worker \(node) has it") }
    if let record { return (.done, "invite_records has a success, id \(record)") }
    if unacked.contains(key) {
      return silent.isEmpty
        ? (.returning, "unacknowledged, and no live worker has it")
        : (.held, "unacknowledged; \(silentText) may have it")
    }
    guard silent.isEmpty else { return (.unknown, "\(silentText) did not answer") }
    let workers = CountText.of(answered.count, "worker")
    let none = "no message, and none of \(workers) has it"
    return hasCode ? (.lost, none) : (.codeless, none)
  }

  private var silentText: String { Set(silent).sorted().joined(separator: ", ") }
}
