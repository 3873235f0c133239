internal import ClientSupport

/// Assigns the uses of one code to what they left, each trace to one use at most: a pure function of what
/// was seen.
///
/// Up to the latest word of a person (`force-resync --from`) the count is what was said; what is left of
/// these uses is assigned first, and the word explains the rest. Since then traces explain uses, then lines
/// of the ledger and the bucket, as far as they tell of more uses than traces do: a use that left both is
/// one use.
///
/// Without a word the count that the ledger began with takes its place, and explains nothing itself: what was
/// left before then is of these uses, or of those that the first line counted, and never of a later one.
struct UseAssigner: Sendable, Hashable {
  /// Where the ledger of a code begins.
  struct Beginning: Sendable, Hashable {
    /// The count that its first line found.
    let count: Int
    /// The uses that this line counted: they were made before it.
    let early: Int

    init(count: Int, early: Int) {
      self.count = max(0, count)
      self.early = max(0, early)
    }
  }

  let uses: Int
  /// What the person said; `nil` where nobody did.
  var word: Int?
  /// `nil` where nobody keeps a ledger.
  var beginning: Beginning?
  /// Uses that runs counted since, refunds taken off.
  var counted = 0
  /// Uses that the bucket shows and no run has counted; below 0 for refunds.
  var taken = 0

  func assign(_ threads: [UseThread]) -> UseAssignment {
    var result = UseAssignment()
    var room = Room(self)
    let since = room.since
    // What explains a use and wants none takes none from what wants one.
    for isSure in [true, false] {
      let part = threads.filter { $0.isSure == isSure }
      // Of unknown age it goes with either.
      for age in [true, false, nil] as [Bool?] {
        for kind in UseTrace.Kind.allCases {
          for thread in part where thread.kind == kind && isBefore(thread) == age {
            if room.claim(age) {
              result.explained.add(1, thread.kind)
            } else if isSure {
              result.unclaimed += 1
            }
          }
        }
      }
    }
    let byThreads = since - room.since
    let known = max(0, counted.addingSaturated(taken))
    let more = min(room.since, max(0, known - byThreads))
    result.explained.bucket = min(more, max(0, taken))
    result.explained.ledger = more - result.explained.bucket
    result.unexplained = room.since - more
    if word == nil {
      result.unexplained += room.before
    } else {
      result.explained.word = room.before
    }
    return result
  }

  /// With neither a word nor a beginning every use is since.
  private func isBefore(_ thread: UseThread) -> Bool? {
    word == nil && beginning == nil ? false : thread.isBefore
  }

  /// Uses that no trace explains yet.
  private struct Room {
    var before: Int
    var since: Int
    /// How many of those since an older trace may explain.
    private var early: Int
    private let isByWord: Bool

    init(_ assigner: UseAssigner) {
      let all = max(0, assigner.uses)
      isByWord = assigner.word != nil
      before = min(all, max(0, assigner.word ?? assigner.beginning?.count ?? 0))
      since = all - before
      early = isByWord ? 0 : assigner.beginning?.early ?? 0
    }

    /// - Parameter isBefore: of the trace; `nil` for one of unknown age.
    mutating func claim(_ isBefore: Bool?) -> Bool {
      if isBefore == true {
        if before > 0 {
          before -= 1
          return true
        }
        guard early > 0, since > 0 else { return false }
        (early, since) = (early - 1, since - 1)
        return true
      }
      if since > 0 {
        since -= 1
        return true
      }
      // A use of before may have left its trace later; what a person spoke of was all there.
      guard before > 0, isBefore == nil || !isByWord else { return false }
      before -= 1
      return true
    }
  }
}

/// What came of it: explained and unexplained are all uses there are.
struct UseAssignment: Sendable, Hashable {
  var explained = ExplainedUses()
  var unexplained = 0
  /// Traces of uses that there are not, a use's worth each.
  var unclaimed = 0
}
