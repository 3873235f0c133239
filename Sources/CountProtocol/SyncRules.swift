/// The rules by which one reading of a bucket becomes a move: a pure function of what Postgres
/// remembers and what Redis says.
struct SyncRules {
  enum Decision: Hashable, Sendable {
    case leave
    case refuse(SyncProblem)
    case move(SyncDecision)
  }

  let policy: SyncPolicy
  let code: SyncCode
  let row: SyncRow?

  func decide(_ reading: BucketReading) -> Decision {
    if let problem = reading.problem { return .refuse(problem) }
    switch reading.content {
    case .garbage, .outOfRange, .badExpiry, .badShadow: return .leave
    case .missing: return missing(reading)
    case .count(let tokens, .none, _): return checked(withoutExpiry(tokens, reading))
    case .count(let tokens, .at(let version), let shadow):
      let bucket = Bucket(tokens: tokens, version: version, shadow: shadow, reading: reading)
      if policy.lowerOnly { return checked(beside(bucket)) }
      guard let row else { return checked(baseline(bucket)) }
      return checked(known(bucket, row))
    }
  }

  /// A bucket with an expiry.
  struct Bucket {
    let tokens: Int
    let version: Int
    let shadow: BucketShadow?
    let reading: BucketReading

    /// The shadow, unless it speaks of another version.
    var validShadow: BucketShadow? {
      guard let shadow, shadow.version == version else { return nil }
      return shadow
    }

    var expiry: BucketExpiry { .at(version) }

    func move(
      _ cause: SyncCause, delta: Int, guarded: Bool = false, row: SyncRow,
      hold: SyncDecision.Hold = .keep
    ) -> SyncDecision {
      SyncDecision(
        cause: cause, delta: delta, guarded: guarded, row: row, tokens: tokens, expiry: expiry,
        now: reading.now, hold: hold)
    }
  }

  // MARK: - The bucket has a version

  private func known(_ bucket: Bucket, _ old: SyncRow) -> SyncDecision {
    var row = old
    row.version = bucket.version
    row.incarnation = bucket.reading.incarnation
    row.gone = false
    if bucket.version == old.version {
      row.adjusted = old.adjusted
    } else if let shadow = bucket.validShadow, shadow.base == old.base {
      row.adjusted = shadow.adjusted
      row.seq = max(old.seq, shadow.seq)
    } else {
      return otherEpoch(bucket, old)
    }
    row.mark = bucket.tokens - row.adjusted
    // What nobody takes does not move; if it does, somebody takes all the same.
    row.isTaken = isTaken || row.mark != old.mark
    // Versions only grow: a smaller one means that Redis forgot writes.
    let continuous =
      !old.gone && bucket.reading.incarnation == old.incarnation && bucket.version >= old.version
    if continuous {
      return bucket.move(.fold, delta: old.mark - row.mark, row: row)
    }
    guard row.isTaken else { return bucket.move(.restarted, delta: 0, row: row) }
    if let decision = promoted(bucket, old, row) { return decision }
    // Takes cannot reach below the floor: what is missing there are refunds that Redis forgot. Where
    // it forgot our adjustment too, the floor is that of the bucket without it.
    let delta = max(0, old.mark - max(row.mark, min(old.floor, -row.adjusted)))
    row.certainty = row.certainty.widened(
      .restarted, low: code.used + delta, high: forgotten(bucket, old) - delta)
    row.certainty = withUnseenLife(row.certainty, of: old)
    if row.mark <= old.mark {
      return bucket.move(.restarted, delta: delta, guarded: old.gone, row: row)
    }
    // More tokens than at our last look: refunds, or takes that Redis forgot. Nothing tells them
    // apart, so the count stays and the bucket may only sink.
    return bucket.move(.restarted, delta: 0, guarded: old.gone, row: row, hold: .absorb)
  }

  /// Bounds the takes that a Redis which lost writes does not show: those it forgot, and those
  /// of tokens that came back with it.
  private func forgotten(_ bucket: Bucket, _ old: SyncRow) -> Int {
    old.tokens + max(0, max(code.limit ?? 0, old.maxTop) - bucket.tokens)
      + lostInitialisation(bucket.reading, old)
  }

  private func otherEpoch(_ bucket: Bucket, _ old: SyncRow) -> SyncDecision {
    // A shadow of another epoch: Postgres forgot that we adopted it.
    let base = bucket.validShadow?.base ?? bucket.version
    let initialised = base - policy.lifetime
    var row = old
    row.base = base
    row.version = bucket.version
    row.adjusted = bucket.validShadow?.adjusted ?? 0
    row.seq = max(old.seq, bucket.validShadow?.seq ?? 0)
    row.mark = bucket.tokens - row.adjusted
    row.held = 0
    row.gone = false
    row.isTaken = true
    row.incarnation = bucket.reading.incarnation
    // What was in the bucket at our last look may have been taken before it was replaced. That it
    // was gone already is in the bounds, unless nobody was thought to take of it, and so is what one held that
    // was made and lost since.
    row.certainty = withUnseenLife(row.certainty, of: old)
    var unseen = old.gone && old.isTaken ? 0 : old.tokens
    guard initialised >= old.read, initialised <= bucket.reading.now, bucket.version > old.version
    else {
      // On another server nobody need have touched it: before Redis 7.0 an expiry goes to a replica as
      // so many seconds from then, and is the later there by the lag.
      let isElsewhere = bucket.reading.incarnation != old.incarnation
      row.certainty = row.certainty.widened(
        isElsewhere ? .restarted : .foreign, low: code.used,
        high: max(unseen, forgotten(bucket, old)))
      return bucket.move(
        isElsewhere ? .restarted : .foreign, delta: 0, guarded: old.gone, row: row, hold: .absorb)
    }
    unseen += givenTwice(bucket.reading, old, isReplaced: true)
    let rooms = old.rooms(at: initialised, used: code.used, max: code.limit ?? 0, policy)
    let least = max(0, rooms.lowerBound)
    let most = max(0, rooms.upperBound)
    // As a backend wrote it, so still nobody takes.
    let isWhole = (least...most).contains(row.mark)
    row.isTaken = code.isTaken || !isWhole
    guard isTaken || !isWhole else { return bucket.move(.reinitialised, delta: 0, row: row) }
    guard code.limit != nil else {
      row.certainty = row.certainty.widened(.reinitialised, low: code.used, high: unseen)
      return bucket.move(.reinitialised, delta: 0, row: row)
    }
    let delta = least == most ? least - row.mark : max(0, least - row.mark)
    let uncertain = max(0, most - row.mark - delta)
    row.certainty = row.certainty.widened(
      .reinitialised, low: code.used + max(0, delta), high: unseen + uncertain)
    return bucket.move(
      .reinitialised, delta: delta, guarded: true, row: row, hold: .atMost(uncertain))
  }

  // MARK: - First contact, and beside the Python job

  private func adopted(_ bucket: Bucket) -> SyncRow {
    var row = row ?? SyncRow()
    row.base = bucket.version
    row.version = bucket.version
    row.adjusted = 0
    row.mark = bucket.tokens
    row.held = 0
    row.gone = false
    row.isTaken = true
    row.incarnation = bucket.reading.incarnation
    return row
  }

  /// A bucket tells when it was made, not that it was the first: a web restart, an eviction and an
  /// expiry replace one without a trace, with all that was taken of it. So the count of a code of which
  /// tokens are taken is exact at first sight never, however new it looks.
  private func baseline(_ bucket: Bucket) -> SyncDecision {
    var row = adopted(bucket)
    guard let limit = code.limit else {
      row.isTaken = code.isTaken
      if row.isTaken {
        row.certainty = Certainty(state: .baseline, low: code.used, high: row.tokens)
      }
      return bucket.move(.baseline, delta: 0, row: row)
    }
    let delta = max(0, limit - bucket.tokens - code.used)
    row.isTaken = code.isTaken || delta > 0
    let twice = bucket.tokens > limit ? code.used : min(code.used, limit - bucket.tokens)
    if row.isTaken {
      // One bucket before this one may have been emptied, and this one hold what was given back of it.
      row.certainty = Certainty(state: .baseline, low: code.used + delta, high: limit + twice)
    } else if twice > 0 {
      row.certainty = Certainty(state: .baseline, low: 0, high: twice)
    }
    return bucket.move(.baseline, delta: delta, guarded: true, row: row)
  }

  private func beside(_ bucket: Bucket) -> SyncDecision {
    var row = adopted(bucket)
    if let old = self.row, old.version == bucket.version {
      row.base = old.base
      row.adjusted = old.adjusted
      row.mark = bucket.tokens - old.adjusted
      row.held = old.held
    }
    guard let limit = code.limit else { return bucket.move(.coexisting, delta: 0, row: row) }
    let taken = max(0, limit - bucket.tokens - row.held)
    let delta = max(0, taken - code.used)
    row.certainty = Certainty(
      state: .coexisting, low: max(0, code.used + delta - taken), high: min(code.used, taken))
    return bucket.move(.coexisting, delta: delta, guarded: true, row: row)
  }

  // MARK: - Sanity

  /// Refuses a move whose result cannot be, so that nothing is committed for this code.
  private func checked(_ move: SyncDecision) -> Decision {
    var move = move
    move.row.certainty = doubted(move.row.certainty)
    if code.used + move.delta < 0, move.delta < 0 {
      guard move.row.certainty.state != .exact else { return .refuse(.belowZero) }
      // Refunds of takes that went uncounted, which is known to be possible here.
      move.delta = -code.used
    }
    let used = code.used + move.delta
    if used > SyncBounds.int4.upperBound { return .refuse(.outOfRange) }
    if let limit = code.limit, used > limit, move.delta > 0 {
      // Takes need tokens. Within an epoch we know how many there were: increments in the
      // database may make them too many, and then the excess is true and is written.
      let possible =
        switch move.cause {
        case .fold, .ghost: move.row.mark >= (row?.floor ?? 0)
        case .restarted: true
        default: false
        }
      if !possible { return .refuse(.aboveLimit) }
    }
    return .move(move)
  }
}
