internal import ClientSupport

/// The uses of one code that no trace explains yet, by what else tells of them.
struct UseRoom: Sendable {
  /// What the person said, or the count that the ledger began with.
  private(set) var before: Int
  /// Uses since that lines of the ledger or the bucket tell of.
  private(set) var told: Int
  /// Uses since that nothing else tells of.
  private(set) var untold: Int

  /// How many of those told were read from the bucket by the first line, and how many were counted by what
  /// they left. After refunds these may be more than are told.
  private var early: Int
  private var evidenced: Int
  /// Uses that were given back: they were taken off those told, and may have been others.
  private var refunded: Int
  /// The same since a person's word, which may have been of uses that were said.
  private var refundedSinceWord: Int
  private let isByWord: Bool

  init(_ assigner: UseAssigner) {
    let all = max(0, assigner.uses)
    isByWord = assigner.word != nil
    before = min(all, max(0, assigner.word ?? assigner.beginning?.count ?? 0))
    told = min(all - before, max(0, assigner.counted.addingSaturated(assigner.taken)))
    untold = all - before - told
    early = isByWord ? 0 : assigner.beginning?.early ?? 0
    evidenced = max(0, assigner.evidenced)
    refunded = isByWord ? 0 : max(0, assigner.refunded)
    refundedSinceWord = isByWord ? max(0, assigner.refunded) : 0
  }

  /// One that is explained anyhow.
  ///
  /// - Parameter age: of the trace; `nil` where nobody knows it.
  mutating func claimTold(_ age: UseTrace.Age?) -> Bool {
    if isByWord, age == .old || age == .late, before > 0 {
      before -= 1
      return true
    }
    guard told > 0 else { return false }
    switch age {
    case .old?:
      guard evidenced > 0 else { return false }
      evidenced -= 1
    case .recent? where early > 0:
      early -= 1
    case .recent?:
      guard evidenced > 0 else { return false }
      evidenced -= 1
    case .late?, .new?, nil:
      // A use that the first line counted may have left its trace later.
      break
    }
    told -= 1
    return true
  }

  /// One that nothing else tells of.
  mutating func claimUntold(_ age: UseTrace.Age?) -> Bool {
    if age == nil || age == .late || age == .new, untold > 0 {
      untold -= 1
      return true
    }
    // A use of before may have left its trace later; what a person spoke of was all there.
    guard before > 0, !isByWord || age == nil else { return false }
    before -= 1
    return true
  }

  /// One that should not have left such a trace: a bucket lived longer than backends have it, a run read the
  /// bucket just before the use and wrote its line just after, or the use that was given back was none that is
  /// told of.
  mutating func claimAtLast(_ age: UseTrace.Age?) -> Bool {
    switch age {
    case .old?:
      if told > 0, early > 0 {
        early -= 1
        told -= 1
        return true
      }
      guard early > 0 || evidenced > 0 else { return false }
    case .recent?:
      if told > 0 {
        told -= 1
        return true
      }
    case .late?, .new?, nil:
      // One that was said was given back, and this one is counted in its place.
      guard refundedSinceWord > 0, before > 0 else { return false }
      refundedSinceWord -= 1
      before -= 1
      return true
    }
    guard refunded > 0, untold > 0 else { return false }
    refunded -= 1
    untold -= 1
    return true
  }
}
