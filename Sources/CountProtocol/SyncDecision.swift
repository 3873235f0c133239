/// Why a sync changed something; the ledger's `why`.
public enum SyncCause: String, Sendable, Hashable, CaseIterable, Codable {
  /// Takes and refunds since the last fold.
  case fold
  /// The bucket alone was adjusted to `used_count` and `max_uses`.
  case push
  /// Only the expiry was renewed.
  case renew
  /// Backends take tokens of the code from now on: its type was edited.
  case retyped
  case baseline
  case reinitialised
  case restarted
  case vanished
  /// Refunds on a missing key.
  case ghost
  case foreign
  case coexisting
  /// Less is known of the count, since backends were seen to break what it rests on.
  case doubted
  /// Settled by force-resync.
  case resynced
  /// Settled by force-resync, and its missing bucket made.
  case rebuilt
}

/// Why a code was left alone and is to be reported.
public enum SyncProblem: String, Sendable, Hashable, CaseIterable, Codable {
  /// The bucket is not an integer.
  case garbage
  /// The bucket is an integer that no count can be.
  case bucketOutOfRange
  /// The bucket expires at a time that nobody sets.
  case badExpiry
  /// The key of our own hash holds something else, or a field that no sync of ours wrote.
  case badShadow
  /// The row of `invitectl.redeem_sync` holds what no sync of ours wrote, or a newer one.
  case badRow
  /// `used_count` is below 0: nobody can tell how many uses there were, and a bucket made from it
  /// would hold more than `max_uses`.
  case negativeCount
  /// More refunds than uses: `used_count` would fall below 0.
  case belowZero
  /// More takes than the bucket had tokens, and `used_count` would exceed `max_uses`.
  case aboveLimit
  /// `used_count` would leave the range of its column, or the bucket that of a count.
  case outOfRange
  /// `used_count` or `max_uses` changed while we counted; the next run tries again.
  case contended
  /// The code was deleted in between.
  case deleted
  /// A constraint or trigger of the database refuses the new count.
  case refused
  /// The code's row, or ours beside it, cannot be read.
  case unreadable
  /// Another session holds the code's row locked.
  case locked
}

/// What the first transaction is to do with one code.
struct SyncDecision: Hashable, Sendable {
  /// How tokens that the count cannot account for are treated.
  enum Hold: Hashable, Sendable {
    case keep
    /// Keep back whatever is missing from the bucket: this move never raises it.
    case absorb
    /// Keep back this many, as far as there are tokens.
    case atMost(Int)
  }

  var cause: SyncCause
  /// Added to `used_count`.
  var delta: Int
  /// `delta` was reckoned from the `used_count` and `max_uses` seen, and holds only for those.
  var guarded = false
  /// The row to be, but for what depends on the outcome of the fold.
  var row: SyncRow
  /// The bucket as read.
  var tokens: Int
  var expiry: BucketExpiry
  var now: Int
  var hold = Hold.keep
}
