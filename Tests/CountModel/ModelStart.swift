import CountProtocol

extension ModelState {
  /// A code with a bucket that has been synced once and is at rest.
  static func synced(max: Int, used: Int, policy: SyncPolicy, budget: ModelBudget) -> ModelState {
    let now = 1000
    let version = now - (policy.lifetime > 50 ? 40 : 2) + policy.lifetime
    var row = SyncRow()
    row.base = version
    row.version = version
    row.mark = max - used
    row.floor = 0
    row.usedAfter = used
    row.maxAfter = max
    row.maxTop = max
    row.roomLow = max - used
    row.roomHigh = max - used
    row.pastLow = max - used
    row.pastHigh = max - used
    row.roomSince = now - 100
    row.changed = now - 100
    row.read = now - 1
    row.incarnation = 1
    return ModelState(
      database: ModelDatabase(used: used, max: max, row: row),
      redis: ModelRedis(bucket: ModelBucket(tokens: max - used, version: version)),
      taken: used, refundable: 0, lastInitialisation: version, budget: budget)
  }
}

extension SyncPolicy {
  /// Small numbers, so that every case of every limit is met.
  static var model: SyncPolicy {
    var policy = SyncPolicy()
    policy.lifetime = 100
    policy.renewBelow = 0
    policy.initialisationLag = 1
    policy.transactionBound = 1
    policy.intentLifetime = 2
    policy.versionSpread = 2
    policy.restAfter = 2
    return policy
  }
}
