/// What the second transaction makes of the bucket's reply to an intent.
///
/// It is written only while the row still has this very intent, since another sync may have
/// settled it and gone on.
public enum IntentResolution: Sendable, Hashable {
  /// The adjustment is in.
  case settled
  /// It is not in and never will be.
  case void
  /// It is not in, and whether it could still come is not known: the row keeps it.
  case keep(SyncProblem)

  public init(_ reply: ApplyReply) {
    self =
      switch reply {
      case .ok, .dup: .settled
      case .stale, .missing, .late: .void
      // An expiry was taken away by hand. The version cannot come back by any backend's doing.
      case .noExpiry: .void
      case .garbage: .keep(.garbage)
      case .outOfRange: .keep(.bucketOutOfRange)
      case .badShadow: .keep(.badShadow)
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
          .vanished, low: row.usedAfter, high: max(intent.add, row.roomHigh))
      }
    case .settled:
      row.pending = nil
      row.gone = false
      row.version = intent.to
      row.adjusted = intent.adjusted
      if intent.from == 0, rolledForward {
        row.certainty = row.certainty.widened(
          .foreign, low: max(row.mark, 0 - row.mark), high: max(row.mark, 0 - row.mark))
      }
    }
    return row
  }
}
