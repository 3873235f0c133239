internal import InviteDomain

/// How long and under which names a redemption is remembered in Redis, so that a repetition is
/// recognised.
enum RedeemMarker {
  /// A week, in seconds: longer than anybody waits before running a command again.
  static let lifetime = 7 * 86_400

  /// The set of one redemption, made with the id; its member is the request's digest.
  static func key(taskID: String) -> String { "invitectl:redeem:\(taskID)" }

  /// The parts of its member by which a redemption is found, see ``RedeemRequest/digest``.
  static func digest(ofCode code: String) -> String { StableDigest(code).hex }

  static func digest(ofEmail email: String) -> String { StableDigest(email).hex }

  /// How long ago a mark was made, in seconds: it lives for a fixed time from then on.
  ///
  /// - Parameter left: what PTTL says of it, in milliseconds.
  static func age(left: Int) -> Double { max(0, Double(lifetime) - Double(left) / 1000) }

  /// The set of a batch; its members are task ids.
  static func key(batch: String) -> String { "invitectl:redeem-batch:\(batch)" }

  /// The mark of a message that was put into the queue from the outbox.
  static func published(_ taskID: String) -> String { "invitectl:published:\(taskID)" }

  /// The mark of a token that was taken for an entry of the outbox.
  static func taken(_ taskID: String) -> String { "invitectl:taken:\(taskID)" }
}
