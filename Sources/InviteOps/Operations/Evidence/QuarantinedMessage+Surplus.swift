internal import CeleryProtocol
internal import ClientSupport
internal import InviteDomain
internal import InviteSettings
internal import RedisClient

extension QuarantinedMessage {
  /// So many of those in quarantine are looked at, the oldest, and as many that wait: of those one is named.
  private static let most = 100
  /// So long the buckets may take to be reached: the fleet is looked at without them.
  private static let patience = Duration.seconds(1)

  /// The same, with what is known of their tokens and invites: which would be an invite more, and of which that was
  /// not seen (``isUnseen``).
  ///
  /// - Parameter end: by when all of it is to be over; no request has longer than the context's timeout.
  static func notingSurplus(
    _ messages: [QuarantinedMessage], _ context: OperationContext, until end: Deadline = .never
  ) -> [QuarantinedMessage] {
    notingMade(notingRefunds(messages, context, end), context, end)
  }

  /// Their places, those in quarantine first.
  static func looked(at messages: [QuarantinedMessage]) -> [Int] {
    [false, true].flatMap { isWaiting in
      messages.indices.filter { messages[$0].isWaiting == isWaiting }.prefix(most)
    }
  }

  /// What results and rows say of their invites.
  private static func notingMade(
    _ messages: [QuarantinedMessage], _ context: OperationContext, _ end: Deadline
  ) -> [QuarantinedMessage] {
    let places = looked(at: messages).filter { place in
      let message = messages[place]
      return !message.isMade && message.calls?.isEmpty == false
    }
    let asked = places.map { place in
      let message = messages[place]
      return MadeInvites.Message(
        id: message.id, calls: message.calls ?? [], since: message.rowsSince,
        isFresh: message.isWaiting && !message.isUnacked && message.isRedelivered == false)
    }
    guard !asked.isEmpty else { return messages }
    var told = messages
    let made = try? MadeInvites(
      asked, context, patience: min(context.configuration.timeout, patience), until: end,
      isThorough: false)
    guard let made else {
      for place in places { told[place].isUnseen = true }
      return told
    }
    // Without a database `--put-back` does not look for rows either.
    let isCut = made.gap != nil && context.configuration.database != nil
    for (place, sign) in zip(places, made.signs) {
      if sign != nil { told[place].isMade = true } else if isCut { told[place].isUnseen = true }
    }
    return told
  }

  /// What the buckets say of their tokens.
  private static func notingRefunds(
    _ messages: [QuarantinedMessage], _ context: OperationContext, _ end: Deadline
  ) -> [QuarantinedMessage] {
    let places = looked(at: messages).filter { messages[$0].mayBeRefunded }
    guard !places.isEmpty else { return messages }
    var told = messages
    for place in places { told[place].isUnseen = true }
    let patience = min(context.configuration.timeout, Self.patience)
    guard
      let bucket = try? context.redis(.bucket, deadline: Deadline.after(patience).earlier(end))
    else { return told }
    let commands: [RedisCommand] = places.map { place in
      let ids = CeleryID.spellings(messages[place].id ?? "")
      let words: [String] = ["EXISTS"] + ids.map { RefundedInvites.mark(ofTask: $0) }
      return RedisCommand(words)
    }
    let deadline = Deadline.after(patience).earlier(end)
    guard let replies = try? bucket.pipeline(commands, deadline: deadline) else { return told }
    for (place, reply) in zip(places, replies) {
      guard let found = try? reply.asInteger() else { continue }
      told[place].isRefunded = found > 0
      told[place].isUnseen = false
    }
    return told
  }

  /// What a row of its invite is not older than: of one that a worker had before any row may be.
  var rowsSince: Double? {
    guard isRedelivered == false, let taken, (0...1e11).contains(taken) else { return nil }
    return max(0, taken - MadeInvites.clockDoubt)
  }

  /// Of what is no invite no token was taken.
  private var mayBeRefunded: Bool { id != nil && calls?.isEmpty != true }
}
