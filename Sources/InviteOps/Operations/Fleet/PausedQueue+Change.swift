internal import ClientSupport
internal import InviteStorage
internal import RedisClient

extension PausedQueue {
  /// Changes what is remembered of a queue, by what is remembered at that moment.
  ///
  /// - Parameters:
  ///   - timeout: for all of it.
  ///   - change: what it becomes; `nil` for a queue that is not paused. It is asked again where somebody
  ///     else was quicker.
  /// - Returns: what is remembered now.
  @discardableResult
  static func change(
    _ queue: String, on connection: RedisConnection, timeout: Duration,
    _ change: (PausedQueue?) -> PausedQueue?
  ) throws(RedisError) -> PausedQueue? {
    let end = Deadline.after(timeout)
    while true {
      let reply = try connection.call(["HGET", key, queue], deadline: end)
      let bytes = reply.isNull ? nil : try reply.asBytes()
      let before = bytes.map { PausedQueue(queue, decoding: $0) }
      let after = change(before)
      if after == before { return after }
      let answer = try connection.run(
        PauseMarkScript.change, keys: [key], arguments: [queue, bytes ?? [], after?.encoded ?? []],
        deadline: end
      ).asInteger()
      if answer == 1 { return after }
    }
  }
}
