internal import ClientSupport
internal import InviteDomain
internal import Localization
internal import RedisClient

extension UnackedRestore {
  /// Says of what would go back that its token was given back meanwhile, as `redeem refund --force` does it: a worker
  /// that takes it makes an invite without a use. Where the buckets do not say, nothing is said.
  func notingRefunds(_ messages: [RestoreOutcome.Message]) -> [RestoreOutcome.Message] {
    let ids = messages.filter { $0.verdict == .gone }.compactMap(\.id)
    guard !ids.isEmpty, let bucket = try? context.redis(.bucket),
      let replies = try? bucket.pipeline(
        ids.map { ["EXISTS", RedeemRefund.mark(taskID: $0)] }, deadline: context.requestDeadline)
    else { return messages }
    let refunded = Set(zip(ids, replies).filter { (try? $0.1.asInteger()) == 1 }.map(\.0))
    return messages.map { message in
      guard let id = message.id, message.verdict == .gone, refunded.contains(id) else {
        return message
      }
      var told = message
      told.why = tr("its token was given back: given back, it makes an invite more")
      return told
    }
  }
}
