/// Turns a move into the row to write, with the intent for the bucket.
///
/// It reckons with `used_count` and `max_uses` as seen: what others add meanwhile is as if it came
/// right after, and is the next sync's.
struct SyncCompletion {
  let policy: SyncPolicy
  let code: SyncCode
  let old: SyncRow?
  let move: SyncDecision

  func write(token: Int) -> SyncWrite {
    var row = move.row
    let limit = code.limit
    let used = code.used + move.delta
    row.usedAfter = used
    row.maxAfter = limit ?? 0
    row.maxTop = Swift.max(row.maxTop, row.maxAfter)
    row.read = move.now
    row.seq += 1
    row.noteRooms(since: old, before: code.used, now: move.now, policy)
    guard !row.gone else { return result(row, move.cause, bucket: nil) }

    let room = (limit ?? 0) - used
    switch move.hold {
    case .keep: break
    case .absorb: row.held = Swift.max(0, room - move.tokens)
    case .atMost(let count): row.held = Swift.max(0, Swift.min(count, room))
    }
    // Only of a bucket below 0 it could be more, and then the bucket is raised by nothing all the same.
    row.held = Swift.min(row.held, row.mostHeld)
    var add = room - row.held - move.tokens
    let mayRaise = code.isActive && !policy.lowerOnly
    if limit == nil || add > 0 && !mayRaise { add = 0 }

    // Every version must be larger than all before and smaller than any that a backend can
    // make from now on, which is at least the time of this read plus a lifetime.
    let ceiling = move.now + policy.lifetime
    // The step depends on the intent, so that even without the shadow two intents that started
    // from the same version rarely end at the same one.
    let spread = Swift.max(1, policy.versionSpread)
    let hasRoom = move.expiry.version + spread < ceiling
    var to = move.expiry.version + 1 + Int(UInt(bitPattern: token) % UInt(spread))
    if !hasRoom { to = ceiling }
    var renews = false
    switch move.expiry {
    case .none:
      // First only an expiry, so that a late copy of this intent cannot add to a later ghost.
      // The base is no initialisation's version, whatever Postgres may forget.
      add = 0
      to = ceiling - 1
      row.base = -to
      renews = true
    case .at(let version):
      if version - move.now < policy.renewBelow, code.isActive, limit != nil {
        to = ceiling - 1
        renews = to > version
      }
    }
    row.floor = Swift.min(row.mark, -Swift.max(row.adjusted, row.adjusted + add))
    if add != 0 || renews, to > move.expiry.version, to < ceiling {
      row.pending = SyncIntent(
        from: move.expiry.version, to: to, add: add, adjusted: row.adjusted + add,
        base: row.base, seq: row.seq, token: token, deadline: move.now + policy.intentLifetime)
    }
    var cause = move.cause
    if cause == .fold, move.delta == 0 {
      let retyped = row.isTaken && old?.isTaken == false
      let doubted = row.certainty != old?.certainty
      cause = add != 0 ? .push : retyped ? .retyped : doubted ? .doubted : .renew
    }
    return result(row, cause, bucket: move.tokens)
  }

  private func result(_ row: SyncRow, _ cause: SyncCause, bucket: Int?) -> SyncWrite {
    SyncWrite(
      row: row, expectedSeq: old?.seq, cause: cause, delta: move.delta,
      isGuarded: move.guarded, code: code, bucketBefore: bucket)
  }
}
