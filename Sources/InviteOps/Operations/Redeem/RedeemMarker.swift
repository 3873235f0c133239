/// How long and under which names a redemption is remembered in Redis, so that a repetition is
/// recognised.
enum RedeemMarker {
  /// A week, in seconds: longer than anybody waits before running a command again.
  static let lifetime = 7 * 86_400

  /// The set of one redemption, made with the id; its member is the request's digest.
  static func key(taskID: String) -> String { "invitectl:redeem:\(taskID)" }

  /// The set of a batch; its members are task ids.
  static func key(batch: String) -> String { "invitectl:redeem-batch:\(batch)" }
}
