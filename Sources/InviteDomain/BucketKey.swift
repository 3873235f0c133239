/// Names of the backend's keys in Redis.
package enum BucketKey {
  /// The token bucket of a code: `redeem:{CODE}:remaining`, with the code as it is stored.
  package static func remaining(_ code: String) -> String {
    "redeem:\(code):remaining"
  }

  /// Our own hash beside it, which says what our adjustments of the bucket amount to.
  package static func shadow(_ code: String) -> String {
    remaining(code) + ":sync"
  }

  /// The backend's semaphore over all redemptions.
  package static let limiter = "global:redeem:limiter"
}
