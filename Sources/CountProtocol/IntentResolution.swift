/// What the second transaction makes of the bucket's reply to an intent.
///
/// It is written only while the row still has this very intent, since another sync may have
/// settled it and gone on.
public enum IntentResolution: Sendable, Hashable {
  /// The adjustment is in, and the bucket was seen with so many tokens since.
  case settled(tokens: Int?)
  /// It is not in and never will be.
  case void
  /// It is not in, and whether it could still come is not known: the row keeps it.
  case keep(SyncProblem)

  public init(_ answer: ApplyAnswer) {
    self =
      switch answer.reply {
      case .ok, .dup: .settled(tokens: answer.tokens)
      case .stale, .missing, .late: .void
      // An expiry was taken away by hand. The version cannot come back by any backend's doing.
      case .noExpiry: .void
      case .garbage: .keep(.garbage)
      case .outOfRange: .keep(.bucketOutOfRange)
      case .badShadow: .keep(.badShadow)
      }
  }

  package var isSettled: Bool {
    switch self {
    case .settled: true
    case .void, .keep: false
    }
  }

  /// The row afterwards.
  ///
  /// - Parameter rolledForward: another run recorded the intent; only then may the bucket have
  ///   been replaced unseen between the record and a first expiry.
  public func settling(_ row: SyncRow, _ intent: SyncIntent, rolledForward: Bool) -> SyncRow {
    var row = row
    switch self {
    case .keep: return row
    case .void:
      row.pending = nil
      // One that was made may have been used and lost, and so may one that a backend made first.
      if intent.from == SyncIntent.missing {
        row.certainty = row.certainty.widened(
          .vanished, low: row.usedAfter, high: max(intent.add, row.roomHigh, row.pastHigh))
      }
    case .settled(let tokens):
      row.pending = nil
      row.gone = false
      row.version = intent.to
      row.adjusted = intent.adjusted
      // Up to now the bucket may have been emptied as it was before the adjustment; from now on, no
      // further than it can be as it is.
      if let tokens { row.floor = max(row.floor, min(0, tokens) - row.adjusted) }
      if intent.from == 0, rolledForward {
        row.certainty = row.certainty.widened(
          .foreign, low: max(row.mark, 0 - row.mark), high: max(row.mark, 0 - row.mark))
      }
    }
    return row
  }
}
