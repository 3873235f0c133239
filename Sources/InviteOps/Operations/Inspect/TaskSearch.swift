internal import ClientSupport
internal import RedisClient

/// Looks for one task id in queues and among unacknowledged messages, page by page.
struct TaskSearch {
  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration
  let id: String

  private(set) var queued: (task: QueuedTask, queue: String, step: PriorityStep, ahead: Int)?
  private(set) var unacked: (task: QueuedTask, takenSecondsAgo: Double?)?
  private(set) var isComplete = true

  init(connection: RedisConnection, keys: BrokerKeys, timeout: Duration, id: String) {
    self.connection = connection
    self.keys = keys
    self.timeout = timeout
    self.id = id
  }

  private static let page = 500

  mutating func lookThroughQueues(_ queues: [String]) throws(RedisError) {
    for queue in queues {
      var ahead = 0
      for step in PriorityStep.allCases {
        let list = keys.queue(queue, step)
        var start = 0
        while true {
          // From the end that is delivered first.
          let page = try connection.call(
            ["LRANGE", list, -(start + Self.page), -(start + 1)], deadline: .after(timeout)
          ).asArray()
          for (position, reply) in page.reversed().enumerated() {
            guard let task = match(try reply.asBytes()) else { continue }
            queued = (task, queue, step, ahead + start + position)
            return
          }
          start += page.count
          if page.count < Self.page { break }
          if start >= TaskLookup.searchLimit {
            isComplete = false
            break
          }
        }
        ahead += start
      }
    }
  }

  mutating func lookThroughUnacked() throws(RedisError) {
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
        guard contains(bytes), let entry = try? UnackedEntry(decoding: bytes),
          entry.envelope.headers["id"]?.string == id
        else { continue }
        unacked = (
          QueuedTask(entry.envelope),
          try age(tag: String(decoding: pairs[index].asBytes(), as: UTF8.self))
        )
        return
      }
      seen += pairs.count / 2
      if seen >= TaskLookup.searchLimit {
        isComplete = false
        return
      }
    } while cursor != "0"
  }

  private func age(tag: String) throws(RedisError) -> Double? {
    let replies = try connection.pipeline(
      [["ZSCORE", keys.unackedIndex, tag], ["TIME"]], deadline: .after(timeout))
    guard let taken = try replies[0].asOptionalString().flatMap({ Double($0) }) else { return nil }
    let time = try replies[1].asStrings()
    return max(0, (Double(time.first ?? "") ?? taken) - taken)
  }

  /// Decoding every message would take most of the time: the id's bytes are looked for first.
  private func match(_ bytes: [UInt8]) -> QueuedTask? {
    guard contains(bytes), let envelope = try? MessageEnvelope(decoding: bytes),
      envelope.headers["id"]?.string == id
    else { return nil }
    return QueuedTask(envelope)
  }

  private func contains(_ bytes: [UInt8]) -> Bool {
    bytes.firstRange(of: Array(id.utf8)) != nil
  }
}
