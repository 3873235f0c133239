/// Names of the backend's keys in Redis.
enum BucketKey {
  /// The token bucket of a code: `redeem:{CODE}:remaining`, with the code as it is stored.
  static func remaining(_ code: String) -> String {
    "redeem:\(code):remaining"
  }

  /// Our own hash beside it, which says what our adjustments of the bucket amount to.
  static func shadow(_ code: String) -> String {
    remaining(code) + ":sync"
  }

  /// The backend's semaphore over all redemptions.
  static let limiter = "global:redeem:limiter"
}
