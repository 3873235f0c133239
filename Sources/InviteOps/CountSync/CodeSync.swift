/// The sync of one code as a state machine: events in, effects out, no input or output of its
/// own. The driver runs many in step; the exhaustive model runs the same one.
///
/// 1. `begin` with what the locked row and the code say. An unsettled intent is only rolled
///    forward: effect ``Effect/apply(_:)``, and afterwards the code is begun anew.
/// 2. `read` with the bucket, read after the lock.
/// 3. `folded` with what the update returned, still inside the first transaction.
/// 4. After COMMIT: `apply` the intent, if any, and `settle` its reply.
public struct CodeSync: Sendable {
  public enum Effect: Sendable, Hashable {
    /// Read the bucket now.
    case readBucket
    /// Nothing to do for this code.
    case rest
    /// Nothing was or will be written; say so.
    case report(SyncProblem)
    /// Add to `used_count` and answer with ``CodeSync/folded(used:max:)``.
    case fold(SyncFold)
    /// Write this row and commit; then apply the row's intent if it has one.
    case write(SyncWrite)
    /// Send this intent to the bucket, outside of any transaction.
    case apply(SyncIntent)
  }

  public let policy: SyncPolicy
  public let code: SyncCode
  public let row: SyncRow?
  private var move: SyncMove?

  public init(policy: SyncPolicy, code: SyncCode, row: SyncRow?) {
    self.policy = policy
    self.code = code
    self.row = row
  }

  /// The first effect, from the row as locked.
  public func begin() -> Effect {
    if let pending = row?.pending { return .apply(pending) }
    return .readBucket
  }

  /// - Parameter token: a fresh random number, which names the intent if there is to be one.
  public mutating func read(_ reading: BucketReading, token: Int) -> Effect {
    switch SyncRules(policy: policy, code: code, row: row).decide(reading) {
    case .leave: return .rest
    case .refuse(let problem): return .report(problem)
    case .move(let move):
      self.move = move
      if move.delta != 0 {
        return .fold(
          SyncFold(
            delta: move.delta, expectedUsed: move.guarded ? code.used : nil,
            expectedMax: move.guarded ? code.max : nil, isGuarded: move.guarded))
      }
      return complete(move, used: code.used, max: code.max, token: token)
    }
  }

  /// The fold happened and left these values.
  public mutating func folded(used: Int, max: Int?, token: Int) -> Effect {
    guard let move else { return .rest }
    return complete(move, used: used, max: max, token: token)
  }

  private func complete(_ move: SyncMove, used: Int, max: Int?, token: Int) -> Effect {
    let write = SyncCompletion(policy: policy, code: code, old: row, move: move)
      .write(used: used, max: max, token: token)
    if move.delta == 0, write.row.pending == nil, let row, row.sameStanding(as: write.row) {
      return .rest
    }
    return .write(write)
  }
}

/// A change of one `used_count`.
public struct SyncFold: Sendable, Hashable {
  public var delta: Int
  /// Where guarded, the fold happens only while the code still has these values.
  public var expectedUsed: Int?
  public var expectedMax: Int?
  public var isGuarded: Bool
}

/// What the first transaction writes for one code besides the fold.
public struct SyncWrite: Sendable, Hashable {
  public var row: SyncRow
  public var cause: SyncCause
  public var delta: Int
  public var usedBefore: Int
  public var bucketBefore: Int?
}
