internal import InviteDomain

/// How many redemptions may run at once, and how often one email may ask.
public struct RedeemLimits: Sendable, Equatable {
  /// Permits of the semaphore shared with the backend; 0: do not ask for one.
  public var permits = 10
  /// Calls per email and ``windowSeconds``; 0: do not count.
  public var calls = 5
  public var windowSeconds = 60
  /// After this a permit comes back by itself. Not above the 60 seconds for which the backend
  /// keeps the counter, or the counter could end before the lease.
  public var lease = Duration.seconds(30)
  /// How long to wait for a permit, as the backend does.
  public var patience = Duration.seconds(30)

  public init() {}

  /// Neither semaphore nor window.
  public static var none: RedeemLimits {
    var limits = RedeemLimits()
    limits.permits = 0
    limits.calls = 0
    return limits
  }

  var isNone: Bool { permits == 0 && calls == 0 }

  /// The semaphore's counter, shared with the backend; `:leases` and `:fence` are ours.
  static let key = BucketKey.limiter

  static let leasesKey = key + ":leases"

  static let fenceKey = key + ":fence"

  static let keyUses = [
    KeyUse(key: key, content: .count), KeyUse(key: leasesKey, content: .sortedSet),
    KeyUse(key: fenceKey, content: .count),
  ]
}
