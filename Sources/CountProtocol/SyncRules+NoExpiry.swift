/// A bucket without an expiry: made by giving back what was taken, or by hand.
extension SyncRules {
  func withoutExpiry(_ tokens: Int, _ reading: BucketReading) -> SyncDecision {
    var row = row ?? SyncRow()
    let known = self.row != nil
    let was = (
      tokens: row.tokens, mark: row.mark, version: row.version, gone: row.gone,
      isTaken: row.isTaken
    )
    let twice = self.row.map { givenTwice(reading, $0) } ?? 0
    let sameGhost =
      known && was.version == 0 && !was.gone && row.incarnation == reading.incarnation
    row.version = 0
    row.adjusted = 0
    row.mark = tokens
    row.gone = false
    // Backends make such a bucket by giving back what was taken.
    row.isTaken = true
    row.incarnation = reading.incarnation
    func move(_ cause: SyncCause, _ delta: Int, _ hold: SyncDecision.Hold) -> SyncDecision {
      SyncDecision(
        cause: cause, delta: delta, guarded: was.gone, row: row, tokens: tokens, expiry: .none,
        now: reading.now,
        hold: hold)
    }
    if sameGhost { return move(.ghost, was.mark - tokens, .absorb) }
    let wasMissing = known && (was.gone || was.version != 0 && was.version <= reading.now)
    if let old = self.row { row.certainty = withUnseenLife(row.certainty, of: old) }
    if wasMissing && tokens >= 0 {
      // A refund on a missing key: the bucket began at 0, so what it holds are refunds.
      if !was.gone || !was.isTaken {
        row.certainty = row.certainty.widened(
          .vanished, low: code.used, high: was.tokens + twice)
      }
      return move(.ghost, -tokens, .absorb)
    }
    // At first sight: of the bucket before this one, all there can have been.
    let most = max(0, (code.limit ?? 0) - min(0, tokens))
    row.certainty = row.certainty.widened(
      known ? .foreign : .baseline, low: code.used, high: known ? was.tokens + twice : most)
    return move(known ? .foreign : .baseline, 0, .absorb)
  }
}
