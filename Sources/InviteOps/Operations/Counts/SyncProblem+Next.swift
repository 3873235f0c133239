internal import CountProtocol
internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

extension SyncProblem {
  /// What to type about it, as it is; `nil` where there is nothing but to wait for the next run.
  ///
  /// - Parameters:
  ///   - buckets: where the buckets are.
  ///   - backend: where the codes are.
  func next(_ subject: CodeRecord, buckets: RedisEndpoint, _ backend: BackendSchema) -> String? {
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
      return verbatim("DELETE FROM invitectl.redeem_sync WHERE code_id = \(subject.id);")
    case .belowZero, .aboveLimit: return ShellCommand.invitectl(["force-resync"], [subject.code])
    case .negativeCount: return Self.count(subject, 0, backend)
    case .outOfRange:
      let (used, limit) = (subject.facts.used, subject.facts.limit ?? 0)
      if let max = subject.facts.max, !SyncBounds.int4.contains(max) {
        return CodeQueries.mendLimit(subject.id, maxUses: max, in: backend) + ";"
      }
      // A lower count would be tokens for more uses, which nobody can know to be right.
      return used > limit
        ? Self.count(subject, limit, backend)
        : RowQueries.row(of: "\(backend).redeem_codes", subject.id) + ";"
    // The finding beside it says what to type, or the next run tries again.
    case .contended, .deleted, .refused, .unreadable, .locked: return nil
    }
  }

  private static func count(
    _ subject: CodeRecord, _ count: Int, _ backend: BackendSchema
  ) -> String {
    CountCheckQueries.correction(
      id: subject.id, from: subject.facts.used, to: count, in: backend) + ";"
  }
}
