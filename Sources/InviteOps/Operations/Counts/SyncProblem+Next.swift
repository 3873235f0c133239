internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import RedisClient

extension SyncProblem {
  /// What to type about it, as it is; `nil` where there is nothing but to wait for the next run.
  ///
  /// - Parameter buckets: where the buckets are.
  func next(_ subject: CodeRecord, buckets: RedisEndpoint) -> String? {
    switch self {
    case .garbage, .bucketOutOfRange:
      return BucketAdvice.command(
        subject.code, canMake: subject.facts.isActive && subject.facts.limit != nil,
        buckets: buckets)
    case .badExpiry:
      return ShellCommand.redis(buckets, ["EXPIRE", BucketKey.remaining(subject.code), "86400"])
    case .badShadow:
      return ShellCommand.redis(buckets, ["DEL", BucketKey.shadow(subject.code)])
    case .badRow:
      return "DELETE FROM invitectl.redeem_sync WHERE code_id = \(subject.id);"
    case .belowZero, .aboveLimit: return ShellCommand.invitectl(["force-resync"], [subject.code])
    case .outOfRange:
      return "SELECT used_count, max_uses FROM redeem_codes WHERE id = \(subject.id);"
    // The finding beside it says what to type, or the next run tries again.
    case .contended, .deleted, .refused, .unreadable, .locked: return nil
    }
  }
}
