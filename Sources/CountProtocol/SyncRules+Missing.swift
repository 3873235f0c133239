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
    row.certainty = doubted(row.certainty)
    guard isNews || row.certainty != before else { return .leave }
    return .move(
      SyncDecision(
        cause: isNews ? .vanished : .doubted, delta: 0, row: row, tokens: 0, expiry: .none,
        now: reading.now, hold: .keep))
  }
}
