internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

extension UnackedRestore {
  /// Says of what would go back that its token was given back meanwhile, as `redeem refund --force` does it: a worker
  /// that takes it makes an invite without a use. It stays, unless it was asked for by itself and by force. Where the
  /// buckets do not say, nothing is said.
  ///
  /// - Parameter named: tags of what was asked for by itself.
  func notingRefunds(
    _ messages: [RestoreOutcome.Message], named: Set<String>
  ) -> [RestoreOutcome.Message] {
    let ids = messages.filter { $0.verdict == .gone }.compactMap(\.id)
    guard !ids.isEmpty, let bucket = try? context.redis(.bucket),
      let replies = try? bucket.pipeline(
        ids.map { ["EXISTS", RefundedInvites.mark(ofTask: $0)] }, deadline: context.requestDeadline)
    else { return messages }
    let refunded = Set(zip(ids, replies).filter { (try? $0.1.asInteger()) == 1 }.map(\.0))
    return messages.map { message in
      guard let id = message.id, message.verdict == .gone, refunded.contains(id) else {
        return message
      }
      var told = message
      told.why = tr("its token was given back: given back, it makes an invite more")
      guard !force || !named.contains(message.tag) else { return told }
      told.verdict = .refunded
      told.next = discarding(message)
      return told
    }
  }
}
