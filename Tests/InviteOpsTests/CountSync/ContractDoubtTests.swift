import CountProtocol
import Testing

/// What is left of a count's certainty where backends were seen to break what it rests on.
@Suite struct ContractDoubtTests {
  private static let now = 1_790_000_000_000
  private static let version = now + 80_000_000

  /// Three of ten uses counted, long ago.
  private static func row(_ certainty: Certainty = .exact) -> SyncRow {
    var row = SyncRow()
    row.seq = 1
    row.base = version
    row.version = version
    row.mark = 7
    row.usedAfter = 3
    (row.maxAfter, row.maxTop) = (10, 10)
    (row.roomLow, row.roomHigh, row.pastLow, row.pastHigh) = (7, 7, 7, 7)
    row.roomSince = now - 7_200_000
    row.changed = now - 7_200_000
    row.read = now - 3_600_000
    row.incarnation = 1
    row.certainty = certainty
    return row
  }

  /// What is written of the code; `nil` for nothing.
  private static func write(
    _ row: SyncRow, _ tokens: Int?, at version: Int = version,
    _ doubt: (inout ContractDoubts) -> Void
  ) throws -> SyncWrite? {
    var policy = SyncPolicy()
    doubt(&policy.doubts)
    let core = CodeSync(
      policy: policy, code: SyncCode(used: row.usedAfter, max: 10, isActive: true), row: row)
    let content = tokens.map { BucketReading.Content.count($0, .at(version), nil) } ?? .missing
    switch core.read(BucketReading(content: content, now: now, incarnation: 1), token: 1) {
    case .write(let write): return write
    case .rest: return nil
    case let effect:
      Issue.record("\(effect)")
      return nil
    }
  }

  @Test func `without a bound nothing is exact, at rest and gone too, and it is said once`() throws
  {
    func boundless(_ doubts: inout ContractDoubts) { doubts.isBoundless = true }
    var gone = Self.row(Certainty(state: .vanished, low: 3, high: 7))
    gone.gone = true
    for (row, tokens) in [(Self.row(), 7), (gone, nil)] as [(SyncRow, Int?)] {
      #expect(try Self.write(row, tokens) { _ in } == nil)
      let write = try #require(try Self.write(row, tokens, boundless))
      #expect(write.cause == .doubted && write.delta == 0 && write.row.pending == nil)
      #expect(write.row.certainty.state == .doubted && !write.row.certainty.hasUpperBound)
      #expect(try Self.write(write.row, tokens, boundless) == nil)
    }
    // What is taken is counted all the same.
    let taken = try #require(try Self.write(Self.row(), 5, boundless))
    #expect(taken.delta == 2 && taken.cause == .fold && !taken.row.certainty.hasUpperBound)
  }

  @Test
  func
    `takes without a look are counted while the bucket lives, and have no bound when it is lost`()
    throws
  {
    func blind(_ doubts: inout ContractDoubts) { doubts.blindTakes = true }
    #expect(try Self.write(Self.row(), 7, blind) == nil)
    let below = try #require(try Self.write(Self.row(), 2, blind))
    #expect(below.delta == 5 && below.row.certainty == .exact)
    for (tokens, state) in [(nil, Certainty.State.vanished), (10, .reinitialised)]
      as [(Int?, Certainty.State)]
    {
      let version = Self.now + 86_399_000
      let kept = try #require(try Self.write(Self.row(), tokens, at: version) { _ in })
      #expect(kept.row.certainty.state == state && kept.row.certainty.hasUpperBound)
      let lost = try #require(try Self.write(Self.row(), tokens, at: version, blind))
      #expect(!lost.row.certainty.hasUpperBound, "\(lost)")
    }
  }

  @Test func `a bucket that may be set late has the bounds of all that its code ever had`() throws {
    func late(_ doubts: inout ContractDoubts) { doubts.lateWrites = Self.now - 60_000 }
    #expect(try Self.write(Self.row(), 7, late) == nil)
    // Set to what the code had two hours ago: three uses would be taken back.
    let version = Self.now + 86_399_000
    let fresh = try #require(try Self.write(Self.row(), 10, at: version) { _ in })
    #expect(fresh.delta == -3)
    let wide = try #require(try Self.write(Self.row(), 10, at: version, late))
    #expect(wide.delta == 0)
    #expect(wide.row.certainty == Certainty(state: .reinitialised, low: 3, high: 7))
    let taken = try #require(try Self.write(Self.row(), 4, at: version, late))
    #expect(taken.delta == 0 && taken.row.certainty.high == 7 + 6, "\(taken)")
    #expect(taken.row.held == 6, "\(taken)")
    // What was drawn before it was known is widened once.
    let narrow = Self.row(Certainty(state: .reinitialised, low: 3, high: 1))
    let widened = try #require(try Self.write(narrow, 7, late))
    #expect(widened.row.certainty == Certainty(state: .doubted, low: 3, high: 11))
    #expect(widened.cause == .doubted && widened.delta == 0)
    #expect(try Self.write(widened.row, 7, late) == nil)
  }
}
