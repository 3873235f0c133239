/// What backends were seen to do against what the rules rest on ("Assumed" in docs/guarantees.md), by what
/// follows for counts.
public struct ContractDoubts: Sendable, Hashable {
  /// Buckets are set from what was read longer ago than ``SyncPolicy/initialisationLag``, no matter how long.
  /// Rows that were read before this time, milliseconds on the Redis clock, were written without knowing it.
  public var lateWrites: Int?
  /// Tokens are taken without a look at how many there are: from a bucket that is gone, any number.
  public var blindTakes = false
  /// A bucket's version tells nothing, or buckets are used that nobody reads: no bound holds.
  public var isBoundless = false

  public init() {}
}
