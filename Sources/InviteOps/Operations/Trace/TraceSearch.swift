internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import LosslessJSON
internal import RedisClient

/// Looks for messages in lists and among the unacknowledged, page by page and no longer than it may.
struct TraceSearch {
  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration
  let wanted: TraceWanted
  let fleet: WorkerFleetFacts
  let end: Deadline

  private(set) var messages: [TraceFacts.Message] = []
  var malformed: [TraceFacts.Malformed] = []
  private(set) var completeness = Completeness()
  private var sift: TraceSift

  private static let page = 1000
  /// More messages of one subject than this are not shown.
  static let most = 50

  init(
    connection: RedisConnection, keys: BrokerKeys, timeout: Duration, wanted: TraceWanted,
    fleet: WorkerFleetFacts, end: Deadline
  ) {
    self.connection = connection
    self.keys = keys
    self.timeout = timeout
    self.wanted = wanted
    self.fleet = fleet
    self.end = end
    sift = wanted.sift
  }

  mutating func run() throws(RedisError) {
    let layouts = Set(fleet.layouts.values)
    let queues = fleet.queues.union(InviteTask.backendQueues)
    // Before the lists and after them: what is taken out or put back meanwhile is in one of the looks.
    try lookThroughQuarantine()
    let found = try BrokerLists(connection: connection, keys: keys, timeout: timeout)
      .find(queues, layouts: layouts, until: end)
    for gap in found.gaps { completeness.note(notSearched: gap) }
    let known = Self.lists(of: queues, layouts.union([keys.layout]), keys)
    let next = try heads(of: found.lists)
    var before: [String: Int] = [:]
    for list in found.lists {
      let queue = known[list] ?? String(list.dropFirst(keys.prefix.count))
      let earlier = before[queue, default: 0]
      check(head: next[list], queue, ahead: earlier)
      let count = try look(through: list, queue, earlier)
      before[queue] = earlier + count
    }
    try lookThroughUnacked()
    try lookThroughQuarantine()
  }

  private mutating func lookThroughQuarantine() throws(RedisError) {
    let (found, gap) = try QuarantinedMessage.seen(connection, timeout: timeout)
    if let gap { completeness.note(notSearched: gap) }
    for var out in found {
      guard let call = wanted.call(out.id, out.calls ?? []) else {
        if let gap = out.gap { completeness.note(notSearched: gap) }
        continue
      }
      if out.isLost { out.forget = out.forgetting(connection.endpoint) }
      let place = TraceFacts.Message.Place.quarantine(out)
      guard !messages.contains(where: { $0.place == place }), messages.count < Self.most else {
        continue
      }
      messages.append(
        TraceFacts.Message(id: out.id, call: call, place: place, queue: out.queue))
    }
  }

  /// Which queue each list is of.
  private static func lists(
    of queues: Set<String>, _ layouts: Set<QueueLayout>, _ keys: BrokerKeys
  ) -> [String: String] {
    var known: [String: String] = [:]
    for queue in queues {
      for layout in layouts {
        for list in layout.lists(queue) { known[keys.prefix + list] = queue }
      }
    }
    return known
  }

  /// The workers that take messages out of a list.
  private func workers(of list: String, _ queue: String) -> [String] {
    fleet.consumers(of: queue).filter { node in
      (fleet.layouts[node] ?? keys.layout).lists(queue).contains { keys.prefix + $0 == list }
    }
  }

  /// - Parameter earlier: messages in the lists that are emptied before this one.
  /// - Returns: how many there were.
  private mutating func look(
    through list: String, _ queue: String, _ earlier: Int
  ) throws(RedisError) -> Int {
    let pages = TracePages(connection: connection, list: list, timeout: timeout)
    let takers = workers(of: list, queue)
    var start = 0
    var asked = 0
    do throws(RedisError) {
      while true {
        // Of a list with more than one page two are on their way: the server makes the next one while this
        // one is looked through.
        while asked <= start + (start > 0 ? TracePages.size : 0) {
          try pages.ask(from: asked)
          asked += TracePages.size
        }
        let page = try pages.next(&sift)
        for hit in page.hits {
          let ahead = earlier + max(0, page.length - 1 - start - hit.place)
          note(
            hit.bytes, in: list,
            .list(name: list, queue: queue, ahead: ahead, workers: takers))
        }
        start += page.count
        let isLast = page.count < TracePages.size
        if !isLast, end.hasPassed {
          completeness.note(
            notSearched: tr(
              "\(PythonText.escaped(list)) was not searched to the end: "
                + "\(CountText.of(max(0, page.length - start), "message")) left (--search-limit)"))
        }
        if isLast || end.hasPassed {
          try pages.leave()
          return page.length
        }
      }
    } catch {
      try? pages.leave()
      throw error
    }
  }

  private mutating func lookThroughUnacked() throws(RedisError) {
    let type = try connection.call(["TYPE", keys.unacked], deadline: .after(timeout)).asString()
    guard type == "hash" else {
      if type != "none" {
        completeness.note(
          notSearched: tr("\(PythonText.escaped(keys.unacked)) is a \(type), not a hash"))
      }
      return
    }
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", keys.unacked, cursor, "COUNT", Self.page], deadline: .after(timeout)
      ).asArray()
      guard reply.count == 2 else {
        throw .unexpectedReply(expected: tr("a cursor and pairs"), got: tr("\(reply.count) values"))
      }
      cursor = try reply[0].asString()
      let pairs = try reply[1].asArray()
      for place in stride(from: 0, to: pairs.count - 1, by: 2) {
        let bytes = try pairs[place + 1].asBytes()
        guard sift.mayHold(bytes), let entry = try? UnackedEntry(decoding: bytes) else { continue }
        let tag = String(decoding: try pairs[place].asBytes(), as: UTF8.self)
        guard let found = match(entry.envelope, in: keys.unacked) else { continue }
        let since = try takenAt(tag)
        add(found.task, found.call, .unacked(tag: tag, since: since, isIndexed: since != nil))
      }
      if end.hasPassed, cursor != "0" {
        completeness.note(
          notSearched: tr(
            "\(PythonText.escaped(keys.unacked)) was not searched to the end "
              + "(--search-limit)"))
        return
      }
    } while cursor != "0"
  }

  private func takenAt(_ tag: String) throws(RedisError) -> Double? {
    let reply = try connection.call(
      ["ZSCORE", keys.unackedIndex, tag], deadline: .after(timeout))
    return try OutsideNumber.measure(reply.asOptionalString())
  }

  private mutating func note(
    _ bytes: [UInt8], in list: String, _ place: TraceFacts.Message.Place
  ) {
    do throws(MessageEnvelope.DecodingFailure) {
      let envelope = try MessageEnvelope(decoding: bytes)
      guard let found = match(envelope, in: list) else {
        if let defect = QueuedTask.defect(of: envelope) { add(malformed: defect, place) }
        return
      }
      add(found.task, found.call, place)
    } catch {
      // What is no message at all, Celery cannot read either. Size and depth are limits of ours.
      guard case .json(let problem) = error, problem.kind == .tooLarge || problem.kind == .tooDeep
      else { return add(malformed: "\(error)", place) }
      completeness.note(
        unread: "\(bytes.count) \(bytes.hashValue)", in: PythonText.escaped(list), .tooLarge)
    }
  }

  private mutating func match(
    _ envelope: MessageEnvelope, in list: String
  ) -> (task: QueuedTask, call: TraceFacts.Call?)? {
    let task = QueuedTask(envelope)
    do throws(UnreadableMessage) {
      return wanted.call(task.id, try task.invites()).map { (task, $0) }
    } catch {
      // Its id stands outside of what cannot be read.
      if let call = wanted.call(task.id, []) { return (task, call) }
      completeness.note(
        unread: task.id ?? task.deliveryTag ?? "\(envelope.body.hashValue)",
        in: PythonText.escaped(list), error)
      return nil
    }
  }

  private mutating func add(
    _ task: QueuedTask, _ call: TraceFacts.Call?, _ place: TraceFacts.Message.Place
  ) {
    // Read twice while it moved: where it was seen last.
    messages.removeAll { $0.id != nil && $0.id == task.id && $0.tag == task.deliveryTag }
    guard messages.count < Self.most else {
      completeness.note(notSearched: tr("more than \(Self.most) messages of it are not shown"))
      return
    }
    messages.append(
      TraceFacts.Message(
        id: task.id, call: call, place: place, queue: task.queue, priority: task.priority,
        retries: task.retries, eta: task.eta.flatMap { Timestamps.epoch(iso: $0) },
        expires: task.expires.flatMap { Timestamps.epoch(iso: $0) },
        isRedelivered: task.isRedelivered, tag: task.deliveryTag))
  }
}
