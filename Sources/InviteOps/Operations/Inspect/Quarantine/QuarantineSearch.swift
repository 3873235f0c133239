internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import RedisClient

/// Finds the message that is to leave a queue: the one that workers take next, or one by its id.
struct QuarantineSearch {
  /// Where a message lies.
  struct Sighting {
    /// `nil` of one that lies in no list.
    let step: Int?
    let list: String
    /// Messages of its list that are taken before it.
    let position: Int
    let bytes: [UInt8]
    /// What it is in `unacked`, where it lies there and nobody says to have it.
    var unacked: UnackedLook.Entry?
    /// What shows that its invite was made: of one of `unacked`, and where it is planned of one that waits in a list.
    var sign: MadeInvites.Sign?
    /// Of one of `unacked`, whether its worker was shown to be gone.
    var isNobodys = false
  }

  let connection: RedisConnection
  let keys: BrokerKeys
  let timeout: Duration

  private static let page = 500

  /// The message that workers take next; `nil` where none waits. They empty one list after the other.
  func head(of queue: String) throws(RedisError) -> Sighting? {
    let lists = keys.queueLists(queue)
    let ends = try connection.pipeline(
      lists.map { ["LINDEX", $0, -1] }, deadline: .after(timeout))
    for (index, reply) in ends.enumerated() {
      let end = try reply.throwingServerError()
      if end.isNull { continue }
      return Sighting(
        step: keys.layout.steps[index], list: lists[index], position: 0, bytes: try end.asBytes())
    }
    return nil
  }

  /// The first message of this task id, a UUID in letters of either kind; `nil` where no list of the queue has it.
  func find(_ id: String, in queue: String) throws(RedisError) -> Sighting? {
    for (step, list) in zip(keys.layout.steps, keys.queueLists(queue)) {
      var start = 0
      while true {
        let page = try connection.call(
          ["LRANGE", list, -(start + Self.page), -(start + 1)], deadline: .after(timeout)
        ).asArray()
        for (position, reply) in page.reversed().enumerated() {
          let bytes = try reply.asBytes()
          guard let envelope = try? MessageEnvelope(decoding: bytes),
            let found = QueuedTask(envelope).id, CeleryID.isSame(found, id)
          else { continue }
          return Sighting(step: step, list: list, position: start + position, bytes: bytes)
        }
        start += page.count
        if page.count < Self.page { break }
      }
    }
    return nil
  }
}
