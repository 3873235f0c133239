/// A code without a bucket, and codes that nobody takes tokens of.
extension SyncRules {
  /// False only while neither at the last look nor now backends take tokens of this code.
  var isTaken: Bool { code.isTaken || row?.isTaken ?? true }

  private var isRetyped: Bool { code.isTaken && row?.isTaken == false }

  func missing(_ reading: BucketReading) -> Decision {
    guard var row else { return .leave }
    let before = row.certainty
    let isNews = !row.gone || isRetyped
    if isNews {
      if isTaken {
        row.certainty = row.certainty.widened(
          .vanished, low: code.used, high: row.tokens + givenTwice(reading, row))
        row.isTaken = true
      }
      row.gone = true
      row.incarnation = reading.incarnation
    }
    // Of one that is inactive backends make none and take none: that it was active in between is seen by a look
    // that finds it so.
    if code.isActive { row.certainty = withUnseenLife(row.certainty, of: row) }
    let isWider = row.certainty != before
    row.certainty = doubted(row.certainty)
    guard isNews || row.certainty != before else { return .leave }
    return .move(
      SyncDecision(
        cause: isNews || isWider ? .vanished : .doubted, delta: 0, guarded: isWider, row: row,
        tokens: 0, expiry: .none, now: reading.now, hold: .keep))
  }

  /// The certainty of a count whose bucket is gone, or was at the last look: nobody sees one that is made, taken from or
  /// given back to, and lost again meanwhile. What a person said, or evidence, is of the moment when it was said, and
  /// `max_uses` may be higher since.
  ///
  /// One such life, and not one each time that a look finds nothing. It rests on the code as it was seen, so that a move
  /// with it is guarded.
  ///
  /// - Parameter row: while it is gone, and the code as it was when that was written.
  func withUnseenLife(_ certainty: Certainty, of row: SyncRow) -> Certainty {
    guard row.gone, isTaken, let limit = code.limit else { return certainty }
    // What was said is of a moment, and a backend may have read the code before it. Else what the lost bucket held is in
    // the bounds already.
    let most =
      certainty.state == .exact
      ? row.rooms(at: row.read, used: code.used, max: limit, policy).upperBound
      : max(row.maxAfter, limit) - min(row.usedAfter, code.used)
    var wider = certainty
    wider.low = max(certainty.low, code.used)
    wider.high = max(certainty.high, min(most, SyncBounds.widest))
    guard wider != certainty else { return certainty }
    if certainty.state == .exact { wider.state = .vanished }
    return wider
  }
}
