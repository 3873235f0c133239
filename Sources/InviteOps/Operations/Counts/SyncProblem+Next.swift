internal import CountProtocol
internal import InviteDomain

extension SyncProblem {
  /// What to type about it, as it is; `nil` where there is nothing but to wait for the next run.
  ///
  /// - Parameter database: the number of Redis' database with the buckets.
  func next(_ subject: CodeRecord, database: Int) -> String? {
    switch self {
    case .garbage, .bucketOutOfRange:
      return BucketAdvice.command(
        subject.code, canMake: subject.facts.isActive && subject.facts.limit != nil,
        database: database)
    case .badExpiry:
      let key = ShellWord.quoted(BucketKey.remaining(subject.code))
      return "redis-cli -n \(database) EXPIRE \(key) 86400"
    case .badShadow:
      return "redis-cli -n \(database) DEL \(ShellWord.quoted(BucketKey.shadow(subject.code)))"
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
