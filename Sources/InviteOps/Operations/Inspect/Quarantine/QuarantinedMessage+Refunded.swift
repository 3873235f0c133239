internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import RedisClient

extension QuarantinedMessage {
  /// So many are looked at, the oldest: of those one is named.
  private static let most = 100
  /// So long the buckets may take to be reached: the fleet is looked at without them.
  private static let patience = Duration.seconds(1)

  /// The same, with what the buckets say of their tokens; as they are where these do not say.
  static func notingRefunds(
    _ messages: [QuarantinedMessage], _ context: OperationContext
  ) -> [QuarantinedMessage] {
    let places = messages.indices.prefix(most).filter { messages[$0].mayBeRefunded }
    let patience = min(context.configuration.timeout, Self.patience)
    guard !places.isEmpty, let bucket = try? context.redis(.bucket, deadline: .after(patience))
    else { return messages }
    let commands: [RedisCommand] = places.map { place in
      let ids = CeleryID.spellings(messages[place].id ?? "")
      let words: [String] = ["EXISTS"] + ids.map { RedeemRefund.mark(taskID: $0) }
      return RedisCommand(words)
    }
    guard let replies = try? bucket.pipeline(commands, deadline: .after(patience)) else {
      return messages
    }
    var told = messages
    for (place, reply) in zip(places, replies) {
      told[place].isRefunded = ((try? reply.asInteger()) ?? 0) > 0
    }
    return told
  }

  /// Of what is no invite no token was taken.
  private var mayBeRefunded: Bool { id != nil && calls?.isEmpty != true }
}
