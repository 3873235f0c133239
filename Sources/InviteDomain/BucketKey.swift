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

  /// What every bucket's key begins with.
  package static let prefix = "redeem:"

  /// The code whose bucket this key is: `nil` for any other key, and for bytes that are no text.
  package static func code(ofBucket key: [UInt8]) -> String? {
    let suffix = ":remaining"
    guard key.count > prefix.utf8.count + suffix.utf8.count, key.starts(with: prefix.utf8),
      key.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    else { return nil }
    return String(
      validating: key.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count), as: UTF8.self)
  }

  /// The backend's semaphore over all redemptions.
  package static let limiter = "global:redeem:limiter"
}
