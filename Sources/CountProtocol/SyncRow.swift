/// What Postgres remembers of one bucket: a row of `invitectl.redeem_sync`.
public struct SyncRow: Sendable, Hashable, Codable {
  /// Raised by every first transaction: a row with the same `seq` is the same row.
  public var seq = 0
  /// The version at which the current epoch was adopted.
  public var base = 0
  /// The version as last seen or as made by our last settled intent; 0 for no expiry.
  public var version = 0
  /// `R - adjusted` at the last fold: moves only when backends move it.
  public var mark = 0
  /// The sum of our adjustments in this epoch.
  public var adjusted = 0
  /// Takes cannot bring `R - adjusted` below this, since a take needs a token.
  public var floor = 0
  /// Tokens kept back because counting could not tell whether they were used.
  public var held = 0
  /// `used_count` and `max_uses` (0 for unlimited) after the last write.
  public var usedAfter = 0
  public var maxAfter = 0
  /// The largest `max_uses` ever seen.
  public var maxTop = 0
  /// The least and the most `max_uses - used_count` that a backend may have read between
  /// `roomSince` and `changed`, and those of the window before it.
  public var roomLow = 0
  public var roomHigh = 0
  public var pastLow = 0
  public var pastHigh = 0
  public var roomSince = 0
  /// When `usedAfter` or `maxAfter` last changed, on the Redis clock.
  public var changed = 0
  public var incarnation = 0
  /// When the bucket was last known to be as this row says, on the Redis clock.
  public var read = 0
  /// The bucket was seen missing.
  public var gone = false
  /// Whether tokens of the bucket may have been taken, by what was known of the code when it was last
  /// looked at: backends take none of a LINUXDO code. Once true, it stays so for the epoch.
  public var isTaken = true
  public var certainty = Certainty.exact
  public var pending: SyncIntent?

  public init() {}

  /// The most that can have been taken since this row was last written: the tokens there were,
  /// before or after our adjustment.
  package var tokens: Int { max(0, mark - floor) }

  /// Whether the two say the same but for when they were written.
  func sameStanding(as other: SyncRow) -> Bool {
    var copy = other
    copy.read = read
    copy.changed = changed
    copy.roomLow = roomLow
    copy.roomHigh = roomHigh
    copy.pastLow = pastLow
    copy.pastHigh = pastHigh
    copy.roomSince = roomSince
    copy.floor = floor
    copy.seq = seq
    return copy == self
  }
}

/// A code as Postgres has it.
public struct SyncCode: Sendable, Hashable {
  /// NULL counts as 0, as the backend reads it.
  public var used: Int
  /// NULL or 0 means unlimited.
  public var max: Int?
  public var isActive: Bool
  /// Whether backends take tokens of its bucket: false for LINUXDO codes, which get a bucket at each
  /// start of a web process and are redeemed by `used_count` alone.
  public var isTaken: Bool

  public init(used: Int, max: Int?, isActive: Bool, isTaken: Bool = true) {
    self.used = used
    self.max = max
    self.isActive = isActive
    self.isTaken = isTaken
  }

  /// Why nothing can be reckoned with it.
  package var problem: SyncProblem? {
    if used < 0 { return .negativeCount }
    return SyncBounds.holds(self) ? nil : .outOfRange
  }

  /// `max_uses` where it limits anything.
  package var limit: Int? {
    guard let max, max > 0 else { return nil }
    return max
  }
}
