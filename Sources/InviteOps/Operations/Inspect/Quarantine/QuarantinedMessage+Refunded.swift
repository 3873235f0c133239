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

  /// The same, with what is known of their tokens and invites: which would be an invite more. As they are where
  /// nobody says.
  static func notingSurplus(
    _ messages: [QuarantinedMessage], _ context: OperationContext
  ) -> [QuarantinedMessage] {
    notingMade(notingRefunds(messages, context), context)
  }

  /// What results and rows say of their invites.
  private static func notingMade(
    _ messages: [QuarantinedMessage], _ context: OperationContext
  ) -> [QuarantinedMessage] {
    let places = messages.indices.prefix(most).filter { place in
      let message = messages[place]
      return !message.isMade && !message.isRefunded && message.calls?.isEmpty == false
    }
    let asked = places.map { place in
      let message = messages[place]
      return MadeInvites.Message(
        id: message.id, calls: message.calls ?? [], since: message.rowsSince)
    }
    guard !asked.isEmpty,
      let made = try? MadeInvites(
        asked, context, patience: min(context.configuration.timeout, patience), isThorough: false)
    else { return messages }
    var told = messages
    for (place, sign) in zip(places, made.signs) where sign != nil { told[place].isMade = true }
    return told
  }

  /// What the buckets say of their tokens.
  private static func notingRefunds(
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

  /// What a row of its invite is not older than: of one that a worker had before any row may be.
  private var rowsSince: Double? {
    guard isRedelivered == false, let taken, (0...1e11).contains(taken) else { return nil }
    return max(0, taken - FleetPresence.clockDoubt)
  }

  /// Of what is no invite no token was taken.
  private var mayBeRefunded: Bool { id != nil && calls?.isEmpty != true }
}
