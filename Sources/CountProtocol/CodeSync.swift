/// The sync of one code as a state machine: events in, effects out, no input or output of its
/// own. The driver runs many in step; the exhaustive model runs the same one.
///
/// 1. ``begin()`` with the row and the code as Postgres has them. An unsettled intent is only
///    rolled forward: effect ``Effect/apply(_:)``, and afterwards the code is begun anew.
/// 2. ``read(_:token:)`` with the bucket, read after the row.
/// 3. ``Effect/write(_:)`` is the first transaction: row and fold, only while the row still has
///    the `seq` seen. Every write raises it, so nobody else came in between.
/// 4. After COMMIT the row's intent, if any, goes to the bucket, and ``IntentResolution`` makes the
///    second transaction of the reply.
public struct CodeSync: Sendable {
  public enum Effect: Sendable, Hashable {
    /// Read the bucket now.
    case readBucket
    /// Nothing to do for this code.
    case rest
    /// Nothing was or will be written; say so.
    case report(SyncProblem)
    /// Write row and fold, commit, then apply the row's intent if it has one.
    case write(SyncWrite)
    /// Send this intent to the bucket, outside of any transaction.
    case apply(SyncIntent)
  }

  public let policy: SyncPolicy
  public let code: SyncCode
  public let row: SyncRow?

  public init(policy: SyncPolicy, code: SyncCode, row: SyncRow?) {
    self.policy = policy
    self.code = code
    self.row = row
  }

  /// The first effect.
  public func begin() -> Effect {
    if let problem = code.problem { return .report(problem) }
    guard row.map(SyncBounds.holds) ?? true else { return .report(.badRow) }
    if let pending = row?.pending { return .apply(pending) }
    return .readBucket
  }

  /// Only where ``begin()`` asked for it.
  ///
  /// - Parameter token: a fresh random number, which names the intent if there is to be one.
  public func read(_ reading: BucketReading, token: Int) -> Effect {
    switch SyncRules(policy: policy, code: code, row: row).decide(reading) {
    case .leave: return .rest
    case .refuse(let problem): return .report(problem)
    case .move(let move):
      let write = SyncCompletion(policy: policy, code: code, old: row, move: move)
        .write(token: token)
      guard SyncBounds.holds(write) else { return .report(.outOfRange) }
      if write.delta == 0, write.row.pending == nil, let row, row.sameStanding(as: write.row) {
        return .rest
      }
      return .write(write)
    }
  }
}

/// What the first transaction writes for one code.
public struct SyncWrite: Sendable, Hashable {
  /// The row to be, `used_count` after the fold included.
  public var row: SyncRow
  /// The `seq` the row must still have; `nil` if there must be no row yet.
  public var expectedSeq: Int?
  public var cause: SyncCause
  /// Added to `used_count`, which meanwhile may have grown by others' increments.
  public var delta: Int
  /// Delta and bounds hold only if the code had the `used_count` and `max_uses` seen when the bucket
  /// was read, and so only if it has them still.
  public var isGuarded: Bool
  public var code: SyncCode
  public var bucketBefore: Int?

  package init(
    row: SyncRow, expectedSeq: Int? = nil, cause: SyncCause, delta: Int, isGuarded: Bool,
    code: SyncCode, bucketBefore: Int? = nil
  ) {
    self.row = row
    self.expectedSeq = expectedSeq
    self.cause = cause
    self.delta = delta
    self.isGuarded = isGuarded
    self.code = code
    self.bucketBefore = bucketBefore
  }

  /// Whether this only counts what was taken or given back since `before`: everything but the
  /// mark, the floor, the rooms, `usedAfter` and the times is as it was, and no intent follows. A
  /// driver may write such a row, and its line in the ledger, more cheaply.
  package func isPlainFold(of before: SyncRow) -> Bool {
    var same = before
    same.seq += 1
    same.mark = row.mark
    same.floor = row.floor
    same.usedAfter = row.usedAfter
    same.roomLow = row.roomLow
    same.roomHigh = row.roomHigh
    same.pastLow = row.pastLow
    same.pastHigh = row.pastHigh
    same.roomSince = row.roomSince
    same.changed = row.read
    same.read = row.read
    return cause == .fold && !isGuarded && expectedSeq == before.seq && same == row
      && row.usedAfter == code.used + delta && code.max ?? 0 == row.maxAfter
      && bucketBefore == row.mark + row.adjusted && row.pending == nil
  }
}
