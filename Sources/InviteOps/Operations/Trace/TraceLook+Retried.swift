internal import ClientSupport
internal import InviteDomain
internal import RedisClient

extension TraceLook {
  /// Whose invite a redemption was of which nothing but digests is left, in its mark, where `redeem retry` has tried it
  /// again; `nil` for any other task. What cannot be seen is told by the looks that come after this one.
  ///
  /// - Parameter ids: the spellings of the task's id.
  func retriedByMark(_ ids: [String]) -> TraceFacts.Call? {
    guard let database, let broker = try? servers.redis(.broker).get() else { return nil }
    for id in ids {
      guard let mark = try? TraceBroker.mark(id, now: facts.now, on: broker, context),
        let queued = mark.at, let text = try? digest(of: id, on: broker)
      else { continue }
      // The database's clock dates the one, the broker's the other.
      let calls = (try? database.retried(since: queued - Self.clocks)) ?? []
      let own = calls.first { call in
        RedeemRequest(
          normalizedCode: call.code, email: call.email, choice: .direct, taskID: id
        ).digest == text
      }
      if let own { return own }
    }
    return nil
  }

  /// Seconds.
  private static let clocks = 60.0

  private func digest(of id: String, on broker: RedisConnection) throws(RedisError) -> String? {
    try broker.call(
      ["SMEMBERS", RedeemMarker.key(taskID: id)], deadline: context.requestDeadline
    ).asArray().first?.asString()
  }
}
