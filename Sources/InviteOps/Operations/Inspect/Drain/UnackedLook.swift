internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// Reads the messages that workers have taken, whole.
struct UnackedLook {
  /// One entry of `unacked`.
  struct Entry: Sendable {
    let tag: String
    /// As it lies in Redis.
    let bytes: [UInt8]
    /// `nil` for what is no message of kombu's.
    let entry: UnackedEntry?
    /// When it was taken, as the index has it; `nil` where it lacks it. One that was given back and taken
    /// again has the same tag, and may have the same bytes, and another score.
    let score: String?

    /// The same in epoch seconds, by the clock of the worker that took it.
    var takenAt: Double? { OutsideNumber.measure(score) }

    var task: QueuedTask? { entry.map { QueuedTask($0.envelope) } }
  }

  /// More entries than this are not compared one by one.
  static let most = 50_000
  private static let page = 500

  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration

  /// - Returns: `nil` where there are more than ``most``.
  func entries() throws(RedisError) -> [Entry]? {
    let count = try connection.call(["HLEN", keys.unacked], deadline: .after(timeout)).asInteger()
    guard count <= Self.most else { return nil }
    var found: [String: [UInt8]] = [:]
    var cursor = "0"
    repeat {
      let reply = try connection.call(
        ["HSCAN", keys.unacked, cursor, "COUNT", Self.page], deadline: .after(timeout)
      ).asArray()
      cursor = try reply.first?.asString() ?? "0"
      let pairs = try reply.last?.asArray() ?? []
      for index in stride(from: 0, to: pairs.count - 1, by: 2) {
        found[String(decoding: try pairs[index].asBytes(), as: UTF8.self)] =
          try pairs[index + 1].asBytes()
      }
    } while cursor != "0"
    let tags = found.keys.sorted()
    guard !tags.isEmpty else { return [] }
    var scores: [String?] = []
    for start in stride(from: 0, to: tags.count, by: Self.page) {
      let chunk = tags[start..<min(start + Self.page, tags.count)]
      for reply in try connection.pipeline(
        chunk.map { ["ZSCORE", keys.unackedIndex, $0] }, deadline: .after(timeout))
      {
        scores.append(try reply.asOptionalString())
      }
    }
    return zip(tags, scores).map { tag, score in
      let bytes = found[tag] ?? []
      return Entry(tag: tag, bytes: bytes, entry: try? UnackedEntry(decoding: bytes), score: score)
    }
  }

  /// Whether there is any.
  func isAny() throws(RedisError) -> Bool {
    try connection.call(["HLEN", keys.unacked], deadline: .after(timeout)).asInteger() > 0
  }

  /// Those that are there still.
  func remaining(_ entries: [Entry]) throws(RedisError) -> [Entry] {
    guard !entries.isEmpty else { return [] }
    let replies = try connection.pipeline(
      entries.map { ["HEXISTS", keys.unacked, $0.tag] }, deadline: .after(timeout))
    var left: [Entry] = []
    for (entry, reply) in zip(entries, replies) where try reply.asInteger() == 1 {
      left.append(entry)
    }
    return left
  }
}
