/// A server that goes on from the history of another one: a replica that was promoted, or a snapshot.
/// Which last writes of that one it lacks, nobody can say.
extension SyncRules {
  /// The most that was taken of a bucket which a backend set anew there, and which is lost.
  func lostInitialisation(_ reading: BucketReading, _ old: SyncRow) -> Int {
    guard isSuccessor(reading, old), let limit = code.limit else { return 0 }
    // What the server has all of cannot be lost.
    let earliest = isKept(reading, old) ? reading.seen?.began ?? old.read : old.read
    return max(0, old.rooms(at: earliest, used: code.used, max: limit, policy).upperBound)
  }

  /// The tokens that may have been given out by both, of a bucket that is not there any more.
  ///
  /// - Parameter isReplaced: backends have set another one. That may have been there, too.
  func givenTwice(_ reading: BucketReading, _ old: SyncRow, isReplaced: Bool = false) -> Int {
    guard isSuccessor(reading, old) else { return 0 }
    guard !isReplaced, isKept(reading, old) else { return max(code.limit ?? 0, old.maxTop) }
    return old.tokens
  }

  /// What is known of a bucket that was at rest when it was last looked at, and of which the server has
  /// all that was seen then. `nil` where that is not so: then it may have forgotten what was counted.
  ///
  /// Nothing that was counted is undone by the failover or was given back before it. So the true count
  /// is no lower, and higher by what the bucket lacks now and what it may have lost of the tokens that
  /// were in it: of none, none.
  func promoted(_ bucket: Bucket, _ old: SyncRow, _ fresh: SyncRow) -> SyncDecision? {
    guard isKept(bucket.reading, old), !old.gone, bucket.version == old.version else { return nil }
    let moved = old.mark - fresh.mark
    guard (-old.tokens...old.tokens).contains(moved) else { return nil }
    var row = fresh
    let delta = max(0, moved)
    // More tokens than there were: takes that are lost were given back. They are not believed.
    let high = old.tokens + min(0, moved) + lostInitialisation(bucket.reading, old)
    if delta > 0 || high > 0 {
      row.certainty = row.certainty.widened(.restarted, low: delta, high: high)
    }
    return bucket.move(
      .restarted, delta: delta, row: row, hold: moved < 0 ? .absorb : .keep)
  }

  private func isSuccessor(_ reading: BucketReading, _ old: SyncRow) -> Bool {
    reading.origin != nil && reading.incarnation != old.incarnation
  }

  /// Whether the server has what the row says, and the bucket was at rest by then.
  private func isKept(_ reading: BucketReading, _ old: SyncRow) -> Bool {
    // Of an empty bucket, too, tokens may have been taken and lost.
    guard !policy.doubts.blindTakes else { return false }
    guard let origin = reading.origin, let seen = reading.seen,
      seen.incarnation == old.incarnation, origin.keeps(seen)
    else { return false }
    return seen.began - old.read >= policy.restAfter
  }
}
