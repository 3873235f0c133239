internal import InviteDomain
internal import InviteStorage
internal import Localization
internal import RedisClient

/// What to type about a token bucket.
enum BucketAdvice {
  /// About one that holds no count.
  ///
  /// - Parameters:
  ///   - canMake: whether one can be made of what the database says.
  ///   - buckets: where the buckets are.
  static func command(_ code: String, canMake: Bool, buckets: RedisEndpoint) -> String {
    if canMake { return making(code) }
    return ShellCommand.redis(buckets, ["DEL", BucketKey.remaining(code)])
  }

  /// What makes the bucket of a code from the database.
  static func making(_ code: String) -> String {
    ShellCommand.invitectl(["redeem", "bucket"], [code], ["--init"])
  }

  /// What has the sync meet the bucket of a code.
  static func syncing(_ code: String) -> String {
    ShellCommand.invitectl(["sync-counts"], [code])
  }

  /// About a code of whose numbers no bucket can be made: what to type first.
  static func numbers(
    _ id: Int, maxUses: Int?, usedCount: Int?, in backend: BackendSchema
  ) -> String {
    let mend = CodeQueries.mendNumbers(id, maxUses: maxUses, usedCount: usedCount, in: backend)
    return (maxUses ?? 0) > 0 ? "'\(mend)'" : tr("'\(mend)' (with the max_uses that is wanted)")
  }
}
