internal import ClientSupport
internal import PostgresClient
internal import RedisClient

/// Applies one item of a plan by the protocol of the sync: row, ledger and fold in one transaction,
/// the bucket by an intent.
struct ResyncApply {
  let servers: SyncServers
  let runID: Int

  private var policy: SyncPolicy { SyncPolicy() }

  func apply(_ item: ResyncItem, _ outcome: inout ResyncOutcome) throws(Failure) {
    guard let old = item.row else { return }
    let now = try servers.hello().now
    var row = old
    row.seq += 1
    row.usedAfter = item.newUsed
    row.maxAfter = item.max
    row.held = item.newHeld
    row.certainty = item.newCertainty
    row.read = item.now
    row.changed = now
    row.roomLow = item.max - Swift.max(item.used, item.newUsed)
    row.roomHigh = item.max - Swift.min(item.used, item.newUsed)
    if item.tokens != nil {
      row.floor = Swift.min(row.mark, -Swift.max(row.adjusted, row.adjusted + item.push))
      if item.push != 0 {
        let token = Int.random(in: 1...1 << 62)
        let to = item.version + 1 + token % policy.versionSpread
        guard to < now + policy.lifetime else {
          outcome.changedMeanwhile.append(item.code)
          return
        }
        row.pending = SyncIntent(
          from: item.version, to: to, add: item.push, adjusted: row.adjusted + item.push,
          base: row.base, seq: row.seq, token: token, deadline: now + policy.intentLifetime)
      }
    }
    let write = SyncWrite(
      row: row, expectedSeq: old.seq, cause: .resynced, delta: item.newUsed - item.used,
      isGuarded: true,
      code: SyncCode(used: item.used, max: item.max, isActive: item.isActive),
      bucketBefore: item.tokens)
    guard try commit(SyncStatements.Item(id: item.id, before: old, write: write)) else {
      outcome.changedMeanwhile.append(item.code)
      return
    }
    outcome.applied.append(item.code)
    if let intent = row.pending { try settle(item, intent, &outcome) }
    if item.tokens == nil { try rebuild(item, row, &outcome) }
  }

  /// - Returns: false when the code is not as it was seen.
  private func commit(_ item: SyncStatements.Item) throws(Failure) -> Bool {
    do {
      try servers.writer.atomically(
        SyncStatements.first([item], runID: runID), deadline: servers.deadline)
      return true
    } catch {
      guard SyncStatements.isDisturbance(error) else {
        throw Failure(error, doing: "write the count")
      }
      return false
    }
  }

  private func settle(
    _ item: ResyncItem, _ intent: SyncIntent, _ outcome: inout ResyncOutcome
  ) throws(Failure) {
    let reply = try BucketWriter(servers).apply([(item.code, intent)])[0]
    let settlement = SyncSettlement(reply)
    if settlement != .settled { outcome.changedMeanwhile.append(item.code) }
    if case .keep = settlement { return }
    do {
      try servers.writer.execute(
        SyncQueries.settle,
        [
          PostgresArray.literal([item.id]), PostgresArray.literal([intent.token]),
          settlement == .settled ? "{t}" : "{f}", "f",
        ], deadline: servers.deadline)
    } catch {
      throw Failure(error, doing: "record what the bucket answered")
    }
  }

  /// Makes a bucket, if there still is none, and takes it for a new epoch.
  private func rebuild(
    _ item: ResyncItem, _ row: SyncRow, _ outcome: inout ResyncOutcome
  ) throws(Failure) {
    let reply = try servers.run(
      SyncScripts.create, keys: [BucketKey.remaining(item.code)],
      arguments: [item.push, policy.lifetime])
    let version = try SyncServers.integer(reply, 1)
    let isMade = try SyncServers.text(reply, 0) == "made"
    guard isMade else {
      outcome.changedMeanwhile.append(item.code)
      return
    }
    var made = row
    made.seq += 1
    made.base = version
    made.version = version
    made.adjusted = 0
    made.mark = item.push
    made.floor = Swift.min(item.push, 0)
    made.gone = false
    made.read = try SyncServers.integer(reply, 2)
    made.incarnation = try servers.incarnation(SyncServers.text(reply, 3))
    let write = SyncWrite(
      row: made, expectedSeq: row.seq, cause: .rebuilt, delta: 0, isGuarded: false,
      code: SyncCode(used: item.newUsed, max: item.max, isActive: item.isActive),
      bucketBefore: nil)
    if try commit(SyncStatements.Item(id: item.id, before: row, write: write)) {
      outcome.rebuilt.append(item.code)
    }
  }
}
