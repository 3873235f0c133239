/// When a bucket expires. The absolute expiry is the bucket's version: a take or a refund keeps
/// it, an initialisation makes a larger one, and each adjustment of ours moves it up.
public enum BucketExpiry: Sendable, Hashable {
  /// No expiry (TTL -1): made by a refund on a missing key, or by hand.
  case none
  /// Milliseconds since 1970 on the Redis clock.
  case at(Int)

  /// The version for comparisons and intents; 0 for a bucket without expiry.
  public var version: Int {
    switch self {
    case .none: 0
    case .at(let milliseconds): milliseconds
    }
  }
}

/// What our own adjustments of one bucket version amount to, kept beside the bucket in the hash
/// `redeem:{code}:remaining:sync`. It counts only while its `version` is the bucket's expiry.
public struct BucketShadow: Sendable, Hashable {
  public var version: Int
  /// The version at which this epoch was adopted; names the epoch.
  public var base: Int
  /// The sum of our adjustments since the initialisation.
  public var adjusted: Int
  public var seq: Int
  /// Names the very intent that wrote it.
  public var token: Int

  public init(version: Int, base: Int, adjusted: Int, seq: Int, token: Int) {
    self.version = version
    self.base = base
    self.adjusted = adjusted
    self.seq = seq
    self.token = token
  }
}

/// One bucket as one script saw it, all of it at the same instant.
public struct BucketReading: Sendable, Hashable {
  public enum Content: Sendable, Hashable {
    case missing
    /// Not an integer as Redis writes them, or not a string at all.
    case garbage
    /// An integer beyond ``BucketValue/range``.
    case outOfRange
    /// It expires at a time that nobody sets.
    case badExpiry
    /// The shadow key holds something that is not a hash, or a field that no sync of ours wrote.
    case badShadow
    case count(Int, BucketExpiry, BucketShadow?)
  }

  public var content: Content
  /// The Redis clock, milliseconds since 1970.
  public var now: Int
  /// Which Redis process and replication history answered; see `invitectl.redis_incarnation`.
  public var incarnation: Int
  /// Whose history the server goes on from, if it names one.
  public var origin: HistoryOrigin?
  /// The last pass over all buckets that is known of, unless the code was left out of it; matters only
  /// beside an ``origin``.
  public var seen: SeenHistory?

  public init(
    content: Content, now: Int, incarnation: Int, origin: HistoryOrigin? = nil,
    seen: SeenHistory? = nil
  ) {
    self.content = content
    self.now = now
    self.incarnation = incarnation
    self.origin = origin
    self.seen = seen
  }

  /// Why nothing can be reckoned with it.
  package var problem: SyncProblem? {
    switch content {
    case .missing, .count: nil
    case .garbage: .garbage
    case .outOfRange: .bucketOutOfRange
    case .badExpiry: .badExpiry
    case .badShadow: .badShadow
    }
  }
}
