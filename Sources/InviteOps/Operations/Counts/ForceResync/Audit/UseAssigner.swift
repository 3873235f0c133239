internal import ClientSupport

/// Assigns the uses of one code to what they left, each trace to one use at most: a pure function of what
/// was seen.
///
/// Up to the latest word of a person (`force-resync --from`) the count is what was said; what is left of
/// these uses is assigned first, and the word explains the rest. Since then traces explain uses, then lines
/// of the ledger and the bucket, as far as they tell of more uses than traces do: a use that left both is
/// one use.
struct UseAssigner: Sendable, Hashable {
  let uses: Int
  /// What the person said; `nil` where nobody did.
  var word: Int?
  /// Uses that runs counted since, refunds taken off.
  var counted = 0
  /// Uses that the bucket shows and no run has counted; below 0 for refunds.
  var taken = 0

  func assign(_ threads: [UseThread]) -> UseAssignment {
    var result = UseAssignment()
    let all = max(0, uses)
    let before = min(all, max(0, word ?? 0))
    var (leftBefore, leftSince) = (before, all - before)
    // What explains a use and wants none takes none from what wants one.
    for isSure in [true, false] {
      let part = threads.filter { $0.isSure == isSure }
      // Of unknown age it goes with either.
      for age in [true, false, nil] as [Bool?] {
        for kind in UseTrace.Kind.allCases {
          for thread in part where thread.kind == kind && isBefore(thread) == age {
            if Self.claim(age, &leftBefore, &leftSince) {
              result.explained.add(1, thread.kind)
            } else if isSure {
              result.unclaimed += 1
            }
          }
        }
      }
    }
    result.explained.word = leftBefore
    let byThreads = all - before - leftSince
    let known = max(0, counted.addingSaturated(taken))
    let more = min(leftSince, max(0, known - byThreads))
    result.explained.bucket = min(more, max(0, taken))
    result.explained.ledger = more - result.explained.bucket
    result.unexplained = leftSince - more
    return result
  }

  /// Without a word every use is since.
  private func isBefore(_ thread: UseThread) -> Bool? {
    word == nil ? false : thread.isBefore
  }

  private static func claim(_ isBefore: Bool?, _ before: inout Int, _ since: inout Int) -> Bool {
    if isBefore != true, since > 0 {
      since -= 1
      return true
    }
    if isBefore != false, before > 0 {
      before -= 1
      return true
    }
    return false
  }
}

/// What came of it: explained and unexplained are all uses there are.
struct UseAssignment: Sendable, Hashable {
  var explained = ExplainedUses()
  var unexplained = 0
  /// Traces of uses that there are not, a use's worth each.
  var unclaimed = 0
}
