internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// What workers have taken and not finished.
extension BrokerReader {
  static func unacked(
    _ index: RedisValue, _ entries: RedisValue
  ) throws(RedisError) -> [BrokerState.Unacked] {
    guard !index.isWrongType, !entries.isWrongType else { return [] }
    var taken: [String: Double] = [:]
    let flat = try index.asStrings()
    for place in stride(from: 0, to: flat.count - 1, by: 2) {
      taken[flat[place]] = OutsideNumber.measure(flat[place + 1])
    }
    let page = try entries.asArray()
    guard page.count == 2 else { return [] }
    let pairs = try page[1].asArray()
    var unacked: [BrokerState.Unacked] = []
    for place in stride(from: 0, to: min(pairs.count - 1, unackedSample * 2), by: 2) {
      let tag = String(decoding: try pairs[place].asBytes(), as: UTF8.self)
      guard let entry = try? UnackedEntry(decoding: try pairs[place + 1].asBytes()) else {
        continue
      }
      unacked.append(
        .init(tag: tag, takenAt: taken[tag], task: QueuedTask(entry.envelope)))
    }
    return unacked
  }
}
