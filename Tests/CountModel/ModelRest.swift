import CountProtocol

/// At rest.
extension Model {
  /// From any state: everybody dies, nothing more arrives, and two syncs run alone.
  func checkRest(_ state: ModelState) throws(Violation) {
    // Not only from the next look on.
    if start.budget.rebuilds > 0, let row = state.database.row, row.gone, row.pending == nil,
      row.certainty == .exact
    {
      throw Violation(description: "exact, and its bucket was not made: \(state)")
    }
    var rest = state
    rest.actors = [.idle, .idle]
    rest.late = []
    rest.initialiser = nil
    // A follower that died begins with all codes.
    if isFollowed, state.actors != rest.actors { rest.feed.isBroken = true }
    // Whoever waits long enough is past the moment of an initialisation, but not of an expiry.
    rest.clock += 1
    // What backends do is found out some day.
    if rest.wasLate { rest.know() }
    for _ in 0..<3 { try syncAlone(&rest) }
    let settled = rest.database
    let bucket = rest.redis.bucket
    try syncAlone(&rest)
    guard settled == rest.database, bucket == rest.redis.bucket else {
      throw Violation(description: "not at rest after three syncs: \(settled) \(rest.database)")
    }
    guard let row = settled.row else { return }
    let certainty = row.certainty
    if isQuietConfiguration, certainty.state != .exact {
      throw Violation(description: "an exact count was called \(certainty)")
    }
    if rest.wasAway, certainty == .exact {
      throw Violation(description: "exact by the word of another server: \(rest)")
    }
    if rest.typeUnseen { return }
    if certainty == .exact, settled.used != rest.truth {
      throw Violation(description: "\(settled.used) counted of \(rest.truth): \(rest)")
    }
    if rest.truth < settled.used - certainty.low
      || rest.truth > settled.used + certainty.high && !rest.boundless
    {
      throw Violation(
        description: "\(rest.truth) outside of \(settled.used) - \(certainty.low)"
          + " + \(certainty.high): \(rest)")
    }
    guard let bucket, !row.gone else { return }
    if bucket.tokens != settled.max - settled.used - row.held {
      throw Violation(description: "\(bucket) at rest of \(settled)")
    }
    // A refund of a take that came before the adjustment is seen by the next write.
    if isQuietConfiguration, start.budget.refunds == 0,
      max(0, row.mark - row.floor) != max(0, bucket.tokens)
    {
      throw Violation(description: "\(bucket) at rest, and a floor for more in \(row)")
    }
  }

  private func syncAlone(_ state: inout ModelState) throws(Violation) {
    if isFollowed {
      guard isTold(state) else { return }
      state.feed = ModelFeed()
    }
    // Each run is its own process, some time after the one before; the expiry is not reached.
    var readAt = state.now
    if policy.lifetime > 50 {
      state.clock += 3
      readAt = state.now
    }
    if let pending = state.database.row?.pending, mutant != .noRollForward {
      let reply = state.redis.apply(pending, now: readAt, mutant: mutant)
      settle(&state, pending, reply, true)
    }
    let reading = state.redis.reading(now: readAt, seen: state.database.seen)
    if let row = try firstTransaction(&state, state.database.code, reading),
      let pending = row.pending
    {
      let reply = state.redis.apply(pending, now: readAt, mutant: mutant)
      settle(&state, pending, reply, false)
    }
  }
}
