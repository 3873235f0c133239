internal import CeleryProtocol
internal import ClientSupport
internal import RedisClient

/// Messages that Celery cannot read: those that are met on the way, and the next one of each list, which is passed over
/// by the sift where it begins as others do.
extension TraceSearch {
  /// The message that each list gives next; of a list that may not be read there is none.
  func heads(of lists: [String]) throws(RedisError) -> [String: [UInt8]] {
    guard !lists.isEmpty else { return [:] }
    let replies = try connection.pipeline(
      lists.map { ["LINDEX", $0, -1] }, deadline: .after(timeout))
    var heads: [String: [UInt8]] = [:]
    for (list, reply) in zip(lists, replies) { heads[list] = try? reply.asBytes() }
    return heads
  }

  /// - Parameter ahead: messages of the queue that are taken before it.
  mutating func check(head: [UInt8]?, _ queue: String, ahead: Int) {
    guard let head, case .malformed(let defect) = MessageVerdict(head) else { return }
    add(TraceFacts.Malformed(queue: queue, ahead: ahead, defect: defect))
  }

  mutating func add(malformed defect: String, _ place: TraceFacts.Message.Place) {
    guard case .list(_, let queue, let ahead, _) = place else { return }
    add(TraceFacts.Malformed(queue: queue, ahead: ahead, defect: defect))
  }

  /// One is met twice where it is the next of its list.
  private mutating func add(_ found: TraceFacts.Malformed) {
    let isKnown = malformed.contains { $0.queue == found.queue && $0.ahead == found.ahead }
    guard !isKnown, malformed.count < Self.most else { return }
    malformed.append(found)
  }
}
