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
    /// What the count grew by, as far as the ledger and `used_count` tell; `nil` where one of the counts is not known,
    /// or where others or tokens changed it between two lines and one of the moments lies there.
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

    /// Whether it depends on when tokens moved that the line behind one of the moments counts.
    public var isOfTokens: Bool { Self.moved(from, to) { $0.tokens } != 0...0 }

    /// Whether it depends on when others counted what is behind one of the moments.
    public var isOfOthers: Bool { addedByOthersAtLeast != addedByOthersAtMost }

    /// Whether it is known that nothing changed: the line behind both moments, if they are two, counts nothing, and
    /// what is known is no less by it.
    public var isNone: Bool {
      change == 0 && isOfOneLine && (from.at == to.at || to.next?.state == to.line?.state)
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
      let byOthers = Self.moved(from, to) { $0.others }
      let byTokens = Self.moved(from, to) { $0.tokens }
      let least = whole + byOthers.lowerBound + byTokens.lowerBound
      let most = whole + byOthers.upperBound + byTokens.upperBound
      change = least == most ? least : nil
      (changeAtLeast, changeAtMost) = (least, most)
      addedByOthers =
        byOthers.lowerBound == byOthers.upperBound ? others + byOthers.lowerBound : nil
      (addedByOthersAtLeast, addedByOthersAtMost) = (
        others + byOthers.lowerBound, others + byOthers.upperBound
      )
    }

    /// What is to be added to the change by the lines, where a moment has so much behind its line.
    private static func moved(
      _ from: CountHistory.Moment, _ to: CountHistory.Moment,
      _ window: (CountHistory.Moment) -> ClosedRange<Int>
    ) -> ClosedRange<Int> {
      guard let first = from.line, let last = to.line, from.at != to.at else { return 0...0 }
      let behind = window(to)
      if first.id == last.id { return behind }
      let before = window(from)
      return (behind.lowerBound - before.upperBound)...(behind.upperBound - before.lowerBound)
    }
  }
}

extension CountHistory.Moment {
  /// What others may have added to ``line`` by this moment: of what they did up to the next line, or up to now
  /// where there is none, nobody knows when it was.
  fileprivate var others: ClosedRange<Int> { window(addedByOthers ?? untold ?? 0) }

  /// The same of what the next line counts by the bucket: when in between tokens were taken or given back nobody knows.
  fileprivate var tokens: ClosedRange<Int> { window(line == nil ? 0 : next?.delta ?? 0) }

  private func window(_ added: Int) -> ClosedRange<Int> {
    // Of the moment of a line nothing is behind it.
    line?.at == at ? 0...0 : min(0, added)...max(0, added)
  }
}
