/// The constants the protocol reckons with. Times are milliseconds of the Redis clock.
public struct SyncPolicy: Sendable, Hashable {
  /// What the backend's `SETEX key 86400` gives a bucket. An expiry minus
  /// this is the moment of the initialisation.
  public var lifetime = 86_400_000
  /// A bucket with less time left than this is given a full lifetime again.
  public var renewBelow = 21_600_000
  /// How long after reading `used_count` a backend may still write the bucket it computed.
  public var initialisationLag = 30_000
  /// The longest a first transaction may take from its read to its commit; the driver rolls back
  /// one that takes longer.
  public var transactionBound = 10_000
  /// How long what a code was at one look may still come back in a bucket that a backend writes.
  package var roomWindow: Int { initialisationLag + transactionBound }
  /// How long after the read an intent may still be applied.
  public var intentLifetime = 30_000
  /// An adjustment moves the version up by 1 to this many milliseconds, and waits for the next run
  /// while the bucket is younger than that.
  public var versionSpread = 256
  /// Of a code that two looks so far apart saw the same, no token is given back any more that was taken
  /// before the second one. Longer than ``transactionBound``: what was read before the first look is
  /// committed before the second one begins.
  public var restAfter = 3_600_000
  /// What backends were seen not to keep to.
  public var doubts = ContractDoubts()
  /// Beside the Python absolute job: only moves that cannot oversell, and no claim of exactness.
  public var lowerOnly = false

  public init() {}
}
