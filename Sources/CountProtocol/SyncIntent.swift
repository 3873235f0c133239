/// An adjustment of one bucket that Postgres has recorded and Redis may or may not have seen.
///
/// It is applied by compare-and-swap on the version, so that it happens at most once however
/// often it is sent.
public struct SyncIntent: Sendable, Hashable, Codable {
  /// ``from`` of an intent that makes a bucket where there still is none; of ``add`` tokens.
  ///
  /// It is sent once and never again: a bucket that was made, used and lost would otherwise come
  /// back with all its tokens. Whoever finds it recorded only looks whether it is in.
  public static let missing = -2

  /// The version the bucket must have; 0 for "still no expiry", ``missing`` for "no bucket".
  public var from: Int
  /// The version it gets. Never used before and never to be used again: every version, ours or
  /// a backend's, is larger than all before it.
  public var to: Int
  /// Added to the bucket. May be 0, when only the expiry is renewed.
  public var add: Int
  /// The sum of our adjustments once this one is in: absolute, so that a lost shadow heals.
  public var adjusted: Int
  public var base: Int
  public var seq: Int
  /// Drawn at random: tells this intent from another of the same sequence number that a
  /// Postgres failover forgot.
  public var token: Int
  /// Not to be applied after this, milliseconds on the Redis clock.
  public var deadline: Int

  public init(
    from: Int, to: Int, add: Int, adjusted: Int, base: Int, seq: Int, token: Int, deadline: Int
  ) {
    self.from = from
    self.to = to
    self.add = add
    self.adjusted = adjusted
    self.base = base
    self.seq = seq
    self.token = token
    self.deadline = deadline
  }
}

/// What the compare-and-swap script answers about one intent.
public struct ApplyAnswer: Sendable, Hashable {
  public var reply: ApplyReply
  /// What the bucket holds with the adjustment in it; `nil` where it is not in.
  public var tokens: Int?

  public init(_ reply: ApplyReply, tokens: Int? = nil) {
    self.reply = reply
    self.tokens = tokens
  }
}

public enum ApplyReply: String, Sendable, Hashable, CaseIterable {
  case ok
  /// Applied before, by us or by whoever sent the same intent.
  case dup
  /// The bucket has another version; this intent can never be applied any more.
  case stale
  case missing
  /// Past its deadline and not applied.
  case late
  case noExpiry = "nottl"
  case garbage
  /// The bucket is beyond what a count can be, or would be afterwards.
  case outOfRange = "range"
  case badShadow = "badshadow"
}
