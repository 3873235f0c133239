import InviteDomain
import Testing

@testable import InviteOps

/// Which lane has which codes, and where the next run goes on.
@Suite struct SyncRangesTests {
  /// As the server says it of codes with these ids.
  private static func next(_ ranges: SyncRanges, of ids: ClosedRange<Int>) -> SyncRanges.Range? {
    try? ranges.next { after, through throws(Failure) in
      let some = ids.filter { $0 > after && $0 <= through }.prefix(SyncRanges.size)
      return (some.count, some.last ?? 0)
    }
  }

  private static func all(_ ranges: SyncRanges, of ids: ClosedRange<Int>) -> [[Int]] {
    var found: [[Int]] = []
    while let range = next(ranges, of: ids) { found.append([range.after, range.through]) }
    return found
  }

  @Test func `one lane has all in one range, behind where the last run ended first`() {
    #expect(Self.all(SyncRanges(), of: 1...9000) == [[.min, .max]])
    #expect(Self.all(SyncRanges(after: 70), of: 1...9000) == [[70, .max], [.min, 70]])
  }

  @Test func `several have short ranges without a gap and without a code in common`() {
    #expect(
      Self.all(SyncRanges(isShared: true), of: 11...4510)
        == [[.min, 2010], [2010, 4010], [4010, .max]])
    // As many as fit, and none behind them.
    #expect(
      Self.all(SyncRanges(isShared: true), of: 1...4000)
        == [[.min, 2000], [2000, 4000], [4000, .max]])
    #expect(
      Self.all(SyncRanges(after: 2100, isShared: true), of: 1...4500)
        == [[2100, 4100], [4100, .max], [.min, 2000], [2000, 2100]])
    #expect(Self.all(SyncRanges(isShared: true), of: 0...0) == [[.min, .max]])
  }

  @Test func `ids may be 0 and below`() {
    #expect(
      Self.all(SyncRanges(isShared: true), of: -2999...1500)
        == [[.min, -1000], [-1000, 1000], [1000, .max]])
    #expect(
      Self.all(SyncRanges(after: -7, isShared: true), of: -10...10)
        == [[-7, .max], [.min, -7]])
    let ranges = SyncRanges()
    _ = Self.next(ranges, of: -9...9)
    #expect(ranges.resumeAfter == nil)
    for place in [-5, 0, 3] {
      ranges.note(.init(range: 0, last: place, isEnd: false))
      #expect(ranges.resumeAfter == place)
    }
  }

  @Test func `a failure to ask hands out nothing`() {
    let ranges = SyncRanges(isShared: true)
    #expect(throws: Failure.self) {
      _ = try ranges.next { _, _ throws(Failure) in throw Failure(.error, "no answer") }
    }
    #expect(Self.next(ranges, of: 1...5) == SyncRanges.Range(number: 0, after: .min, through: .max))
  }

  @Test func `the next run goes on behind the first code that is not done`() {
    let ranges = SyncRanges(after: 100, isShared: true)
    #expect(ranges.resumeAfter == nil)
    for _ in 0..<3 { _ = Self.next(ranges, of: 1...9000) }
    // (100, 2100], (2100, 4100], (4100, 6100]: the second lane is quicker.
    ranges.note(.init(range: 1, last: 4100, isEnd: true))
    ranges.note(.init(range: 2, last: 5000, isEnd: false))
    #expect(ranges.resumeAfter == nil)
    ranges.note(.init(range: 0, last: 1000, isEnd: false))
    #expect(ranges.resumeAfter == 1000)
    ranges.note(.init(range: 0, last: 2100, isEnd: true))
    #expect(ranges.resumeAfter == 5000)
    ranges.note(.init(range: 2, last: 6100, isEnd: true))
    #expect(ranges.resumeAfter == 6100)
  }

  @Test func `what follows from the start is gone on with, too`() {
    let ranges = SyncRanges(after: 3000)
    _ = Self.next(ranges, of: 1...9000)
    ranges.note(.init(range: 0, last: 9000, isEnd: true))
    #expect(ranges.resumeAfter == nil)
    _ = Self.next(ranges, of: 1...9000)
    ranges.note(.init(range: 1, last: 1000, isEnd: false))
    #expect(ranges.resumeAfter == 1000)
    ranges.note(.init(range: 1, last: 3000, isEnd: true))
    #expect(ranges.resumeAfter == nil)
  }
}
