/// How long and under which names a redemption is remembered in Redis, so that a repetition is
/// recognised.
enum RedeemMarker {
  /// A week, in seconds: longer than anybody waits before running a command again.
  static let lifetime = 7 * 86_400

  /// The set of one redemption, made with the id; its member is the request's digest.
  static func key(taskID: String) -> String { "invitectl:redeem:\(taskID)" }

  /// The set of a batch; its members are task ids.
  static func key(batch: String) -> String { "invitectl:redeem-batch:\(batch)" }

  /// The mark of a message that was put into the queue from the outbox.
  static func published(_ taskID: String) -> String { "invitectl:published:\(taskID)" }

  /// The mark of a token that was taken for an entry of the outbox.
  static func taken(_ taskID: String) -> String { "invitectl:taken:\(taskID)" }
}
