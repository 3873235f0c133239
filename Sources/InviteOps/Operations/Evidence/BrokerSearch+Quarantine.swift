internal import CeleryProtocol
internal import ClientSupport
internal import InviteSettings
internal import RedisClient

extension BrokerSearch {
  /// Which messages in quarantine a search passes over.
  enum PassedOver {
    case nothing
    /// Those of which no use is counted beside what else is read: whose token was given back, or whose own result says
    /// that its invite was made, so that its record stands for it. By its rows it may be another's: a use of the website
    /// or of a batch leaves no mark.
    case counted
    /// Those that nothing but force puts back: also whose invite was made as rows say, or as was seen when they were
    /// taken out.
    case refused
  }

  /// So many are asked about, the oldest: of each of an email it is compared with all others. The rest stays evidence.
  private static let mostAsked = 100

  /// What somebody has taken out of its queue, and may put back: an invite that is sent again meanwhile would be
  /// made twice, and a use that is given back would be missing. What is put back between two readings is
  /// seen in its list by the second look.
  mutating func readQuarantine(_ note: (BrokerFinding) -> Void) throws(RedisError) {
    let (messages, gap) = try QuarantinedMessage.seen(
      connection, timeout: context.configuration.timeout)
    let refunded = passesOver == .nothing ? [] : givenBack(messages)
    if passesOver != .nothing { noteMade(messages, refunded) }
    for message in messages where made[message.token] != true {
      if let id = message.id, refunded?.contains(id) == true { continue }
      if let gap = message.gap { completeness.note(notSearched: gap) }
      for (index, call) in (message.calls ?? []).enumerated() {
        let id = message.id ?? message.token
        note(
          .invite(
            .init(
              id: index == 0 ? id : "\(id)#\(index)", call: call, place: .queue(message.place))))
      }
    }
    if let gap { completeness.note(notSearched: gap) }
  }

  /// Looks, once, which have made their invite for certain.
  ///
  /// - Parameter refunded: whose token was given back; `nil` where nothing says so.
  private mutating func noteMade(_ messages: [QuarantinedMessage], _ refunded: Set<String>?) {
    // Without an id nothing says of which use a record is; of several calls it is not said which was made.
    let open = messages.filter { message in
      made[message.token] == nil && message.id != nil && message.calls?.count == 1
    }
    let asked = Array(open.prefix(max(0, Self.mostAsked - made.count)))
    guard !asked.isEmpty else { return }
    let areRowsAsked = passesOver == .refused
    // By the same rows as `--put-back`: what that does not refuse stays evidence.
    let looked = try? MadeInvites(
      asked.map { .init(id: $0.id, calls: $0.calls ?? [], since: $0.rowsSince) }, context,
      patience: max(.seconds(10), context.configuration.timeout), areRowsAsked: areRowsAsked)
    for (place, message) in asked.enumerated() {
      let sign = looked?.signs[place]
      guard areRowsAsked else {
        made[message.token] = sign != nil
        continue
      }
      // What was seen when it was taken out need not be there any more. What waits is to be made still, and where no
      // mark says whether a worker had it, its rows may be older than it.
      let isSigned = sign?.isCertain == true && message.isRedelivered != nil
      made[message.token] = sign?.isWaiting != true && (isSigned || message.isMade)
      // Whose token was given back, or whose own result says it, no count has either. Of what was seen when it was
      // taken out the record may be gone, or another use's that has become known since.
      guard isSigned, sign?.isWaiting != true, sign?.isByResult != true,
        let refunded, let id = message.id, !refunded.contains(id)
      else { continue }
      recorded += message.calls ?? []
    }
  }

  /// The ids of those whose token was given back; `nil` where the buckets do not say so.
  private func givenBack(_ messages: [QuarantinedMessage]) -> Set<String>? {
    let ids = messages.compactMap(\.id)
    guard !ids.isEmpty else { return [] }
    guard let bucket = try? context.redis(.bucket) else { return nil }
    let commands: [RedisCommand] = ids.map { id in
      // By force it is given back by the id as it was typed, or as Celery writes it.
      let words: [String] =
        ["EXISTS"] + CeleryID.spellings(id).map { RefundedInvites.mark(ofTask: $0) }
      return RedisCommand(words)
    }
    guard let replies = try? bucket.pipeline(commands, deadline: context.requestDeadline) else {
      return nil
    }
    return Set(zip(ids, replies).filter { ((try? $0.1.asInteger()) ?? 0) > 0 }.map(\.0))
  }
}
