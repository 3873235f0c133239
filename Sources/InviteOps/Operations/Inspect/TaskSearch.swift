internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

/// Looks for one task id in all lists and among unacknowledged messages, page by page.
struct TaskSearch {
  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration
  let id: String

  private(set) var queued: (task: QueuedTask, queue: String, step: Int, ahead: Int)?
  private(set) var unacked: (task: QueuedTask, takenSecondsAgo: Double?)?
  private(set) var completeness = Completeness()

  /// Whether the id stands in a message as it is: nothing in it is escaped in JSON.
  private let isPlain: Bool
  /// What of it stands there, in bytes, for each spelling that is looked for.
  private let needles: [[UInt8]]
  private let ignoresCase: Bool

  /// - Parameter ignoresCase: whether a UUID in letters of the other kind is the same task: for who must not miss
  ///   one, whatever was typed.
  init(
    connection: RedisConnection, keys: BrokerKeys, timeout: Duration, id: String,
    ignoresCase: Bool = false
  ) {
    self.connection = connection
    self.keys = keys
    self.timeout = timeout
    self.id = id
    self.ignoresCase = ignoresCase
    needles = (ignoresCase ? CeleryID.spellings(id) : [id]).map { Array($0.utf8) }
    isPlain = id.utf8.allSatisfy { (0x20..<0x7F).contains($0) && !"\"\\/".utf8.contains($0) }
  }

  private static let page = 500

  /// - Parameters:
  ///   - queues: names known otherwise.
  ///   - layouts: of the workers.
  mutating func run(
    queues: Set<String> = [], layouts: Set<QueueLayout> = []
  ) throws(RedisError) {
    let found = try BrokerLists(connection: connection, keys: keys, timeout: timeout)
      .find(queues.union(InviteTask.backendQueues), layouts: layouts)
    for gap in found.gaps { completeness.note(notSearched: gap) }
    try lookThrough(found.lists)
    if queued == nil { try lookThroughUnacked() }
  }

  /// Whether a worker has taken it and not acknowledged it; the lists are not looked at.
  mutating func isUnacked() throws(RedisError) -> Bool {
    unacked = nil
    try lookThroughUnacked()
    return unacked != nil
  }

  /// From the end that grows: what workers take meanwhile does not shift the rest then, so that a message that
  /// stays is seen however many are taken before it.
  private mutating func lookThrough(_ lists: [String]) throws(RedisError) {
    var aheadOf: [String: Int] = [:]
    for list in lists {
      let (queue, step) = place(of: list)
      let length = try connection.call(["LLEN", list], deadline: .after(timeout)).asInteger()
      if length > TaskLookup.searchLimit {
        completeness.note(
          notSearched: tr("\(PythonText.escaped(list)) beyond \(TaskLookup.searchLimit) messages"))
      }
      // Of a longer one those that are delivered first.
      let first = max(0, length - TaskLookup.searchLimit)
      var start = first
      // Of two of the same task the one that is delivered first, which comes last here.
      var last: (task: QueuedTask, index: Int)?
      while true {
        let page = try connection.call(
          ["LRANGE", list, start, start + Self.page - 1], deadline: .after(timeout)
        ).asArray()
        for (position, reply) in page.enumerated() {
          guard let task = match(try reply.asBytes(), in: list) else { continue }
          last = (task, start + position)
        }
        start += page.count
        if page.count < Self.page { break }
      }
      if let last {
        queued = (
          last.task, queue, step, aheadOf[queue, default: 0] + start - 1 - last.index
        )
        return
      }
      aheadOf[queue, default: 0] += start - first
    }
  }

  /// The queue and the step of a list, as far as its name tells.
  private func place(of list: String) -> (String, Int) {
    let name = String(list.dropFirst(list.hasPrefix(keys.prefix) ? keys.prefix.count : 0))
    for queue in InviteTask.backendQueues where name.hasPrefix(queue) {
      let digits = name.dropFirst(queue.count).reversed().prefix { $0.isASCII && $0.isNumber }
      return (queue, Int(String(digits.reversed())) ?? 0)
    }
    return (PythonText.escaped(name), 0)
  }

  private mutating func lookThroughUnacked() throws(RedisError) {
    var cursor = "0"
    var seen = 0
    repeat {
      let reply = try connection.call(
        ["HSCAN", keys.unacked, cursor, "COUNT", Self.page], deadline: .after(timeout)
      ).asArray()
      cursor = try reply.first?.asString() ?? "0"
      let pairs = try reply.last?.asArray() ?? []
      for index in stride(from: 0, to: pairs.count - 1, by: 2) {
        let bytes = try pairs[index + 1].asBytes()
        guard mayHold(bytes), let entry = try? UnackedEntry(decoding: bytes),
          let task = match(entry.envelope, in: keys.unacked)
        else { continue }
        unacked = (task, try age(tag: String(decoding: pairs[index].asBytes(), as: UTF8.self)))
        return
      }
      seen += pairs.count / 2
      if seen >= TaskLookup.searchLimit, cursor != "0" {
        completeness.note(
          notSearched:
            tr("\(PythonText.escaped(keys.unacked)) beyond \(TaskLookup.searchLimit) messages"))
        return
      }
    } while cursor != "0"
  }

  private func age(tag: String) throws(RedisError) -> Double? {
    let replies = try connection.pipeline(
      [["ZSCORE", keys.unackedIndex, tag], ["TIME"]], deadline: .after(timeout))
    guard let taken = try replies[0].asOptionalString().flatMap({ OutsideNumber.measure($0) })
    else {
      return nil
    }
    let time = try replies[1].asStrings()
    return max(0, (BrokerClock.time(time) ?? taken) - taken)
  }

  private mutating func match(_ bytes: [UInt8], in list: String) -> QueuedTask? {
    guard mayHold(bytes), let envelope = try? MessageEnvelope(decoding: bytes) else { return nil }
    return match(envelope, in: list)
  }

  private mutating func match(_ envelope: MessageEnvelope, in list: String) -> QueuedTask? {
    let task = QueuedTask(envelope)
    if let found = task.id, ignoresCase ? CeleryID.isSame(found, id) : found == id { return task }
    if task.id == nil, let reason = task.unreadable, reason.mayBeReadByWorkers {
      completeness.note(
        unread: task.deliveryTag ?? "\(envelope.body.hashValue)", in: PythonText.escaped(list),
        reason)
    }
    return nil
  }

  /// Decoding every message would take most of the time. By protocol 2 the id is among the headers
  /// and stands there as it is; by protocol 1, which has no header `task`, it is in the body.
  private func mayHold(_ bytes: [UInt8]) -> Bool {
    !isPlain || needles.contains { bytes.firstRange(of: $0) != nil }
      || bytes.firstRange(of: Self.taskHeader) == nil
  }

  private static let taskHeader = Array(#""task":"#.utf8)
}
