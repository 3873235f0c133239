extension CountHistory {
  /// What became of a count between two moments.
  public struct Difference: Sendable, Encodable {
    /// Changes with one reason.
    public struct Reason: Sendable, Encodable {
      public let why: String
      public let lines: Int
      public let delta: Int
    }

    public let code: String
    public let from: Moment
    public let to: Moment
    /// In the order in which each was first one.
    public let reasons: [Reason]
    /// What `used_count` grew by; `nil` where one of the counts is not known, or where others changed it between
    /// two lines and one of the moments lies there.
    public let change: Int?
    /// The least and the most that ``change`` may have been, as far as no edit was undone; `nil` where a count is
    /// not known.
    public let changeAtLeast: Int?
    public let changeAtMost: Int?
    /// The part of ``change`` that is no line's: increments and edits in the database.
    public let addedByOthers: Int?
    public let addedByOthersAtLeast: Int?
    public let addedByOthersAtMost: Int?

    /// The same as the lines have it, which take what others changed for changed at once.
    public var changeByLines: Int? {
      guard let first = from.line, let last = to.line else { return nil }
      return last.usedAfter - first.usedAfter
    }

    public var othersByLines: Int? {
      changeByLines.map { $0 - reasons.reduce(0) { $0 + $1.delta } }
    }

    /// Whether no line lies between the two moments.
    public var isOfOneLine: Bool { from.line != nil && from.line?.id == to.line?.id }

    init(code: String, from: Moment, to: Moment, reasons: [Reason]) {
      (self.code, self.from, self.to, self.reasons) = (code, from, to, reasons)
      guard let first = from.line, let last = to.line else {
        (change, changeAtLeast, changeAtMost) = (nil, nil, nil)
        (addedByOthers, addedByOthersAtLeast, addedByOthersAtMost) = (nil, nil, nil)
        return
      }
      let whole = last.usedAfter - first.usedAfter
      let others = whole - reasons.reduce(0) { $0 + $1.delta }
      let (before, behind) = (from.window, to.window)
      let moved: ClosedRange<Int>
      if from.at == to.at {
        moved = 0...0
      } else if first.id == last.id {
        moved = behind
      } else {
        moved = (behind.lowerBound - before.upperBound)...(behind.upperBound - before.lowerBound)
      }
      let isKnown = moved.lowerBound == moved.upperBound
      change = isKnown ? whole + moved.lowerBound : nil
      (changeAtLeast, changeAtMost) = (whole + moved.lowerBound, whole + moved.upperBound)
      addedByOthers = isKnown ? others + moved.lowerBound : nil
      (addedByOthersAtLeast, addedByOthersAtMost) = (
        others + moved.lowerBound, others + moved.upperBound
      )
    }
  }
}

extension CountHistory.Moment {
  /// What others may have added to ``line`` by this moment: of what they did up to the next line, or up to now
  /// where there is none, nobody knows when it was.
  fileprivate var window: ClosedRange<Int> {
    let added = addedByOthers ?? untold ?? 0
    return min(0, added)...max(0, added)
  }
}
