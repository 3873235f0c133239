/// Assigns the uses of one code to what they left, each trace to one use at most: a pure function of what
/// was seen.
///
/// Up to the latest word of a person (`force-resync --from`) the count is what was said; what is left of
/// these uses is assigned first, and the word explains the rest. Without a word the count that the ledger
/// began with takes its place, and explains nothing itself.
///
/// Since then there are uses that the ledger or the bucket tells of, and others. A trace explains one of the
/// former as long as there is one that may have left it, and only then another use: a use that left both a
/// line and a trace is one use, so that the trace never hides one that left nothing. Nothing that was seen
/// allows for fewer explained uses.
struct UseAssigner: Sendable, Hashable {
  /// Where the ledger of a code begins.
  struct Beginning: Sendable, Hashable {
    /// The count that its first line found.
    let count: Int
    /// The uses that this line read from the bucket: they were made in the last life of it.
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
  /// Those of them that were counted by what they left: a trace of any age may be theirs.
  var evidenced = 0
  /// Uses that were given back since, whichever they were.
  var refunded = 0
  /// Uses that the bucket shows and no run has counted; below 0 for refunds.
  var taken = 0

  func assign(_ threads: [UseThread]) -> UseAssignment {
    var result = UseAssignment()
    var room = UseRoom(self)
    var waiting: [UseThread] = []
    // What explains a use and wants none takes none from what wants one.
    for isSure in [true, false] {
      let part = inOrder(threads.filter { $0.isSure == isSure })
      let others = part.filter { thread in
        let isTold = room.claimTold(age(thread))
        if isTold { result.explained.add(1, thread.kind) }
        return !isTold
      }
      for thread in others {
        if room.claimUntold(age(thread)) {
          result.explained.add(1, thread.kind)
        } else if isSure {
          waiting.append(thread)
        }
      }
    }
    for thread in waiting {
      if room.claimAtLast(age(thread)) {
        result.explained.add(1, thread.kind)
      } else {
        result.unclaimed += 1
      }
    }
    result.explained.bucket = min(room.told, max(0, taken))
    result.explained.ledger = room.told - result.explained.bucket
    result.unexplained = room.untold
    if word == nil {
      result.unexplained += room.before
    } else {
      result.explained.word = room.before
    }
    return result
  }

  /// With neither a word nor a beginning every use is since.
  private func age(_ thread: UseThread) -> UseTrace.Age? {
    word == nil && beginning == nil ? .new : thread.age
  }

  /// What may have the fewest uses comes first: each of them may have those of the one before it.
  private func inOrder(_ threads: [UseThread]) -> [UseThread] {
    let ages: [UseTrace.Age?] = [.old, .recent, .late, .new, nil]
    return ages.flatMap { wanted in
      UseTrace.Kind.allCases.flatMap { kind in
        threads.filter { $0.kind == kind && age($0) == wanted }
      }
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
