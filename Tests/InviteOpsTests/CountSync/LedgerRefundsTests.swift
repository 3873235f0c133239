import CountProtocol
import Testing

@testable import InviteOps

/// Which of the tokens that the ledger saw come back are those of marks.
@Suite struct LedgerRefundsTests {
  struct Seen: Sendable, CustomTestStringConvertible {
    let name: String
    /// Ages, causes and what was counted.
    let lines: [(Double, SyncCause, Int)]
    let marks: [Double]
    var rows: [Double?] = []
    var entries: [Double] = []
    var messages = 0
    let explained: Int
    var testDescription: String { name }
  }

  private static let plain: [(Double, SyncCause, Int)] = [(100, .baseline, 1), (50, .fold, -1)]
  private static let again = plain + [(20, SyncCause.fold, 1)]
  private static let lost = plain + [(20, SyncCause.vanished, 0)]
  private static let twice = plain + [(49, SyncCause.fold, -1)]
  private static let setBack = plain + [(70, SyncCause.renew, 0)]
  private static let later = again + [(10, SyncCause.fold, 1)]

  static let cases: [Seen] = [
    Seen(name: "of its time", lines: plain, marks: [60], rows: [110], explained: 1),
    Seen(
      name: "before the first line", lines: plain, marks: [120], rows: [130, 105], explained: 0),
    Seen(name: "the first line that is left", lines: [(50, .fold, -1)], marks: [60], explained: 0),
    Seen(name: "behind the last line", lines: plain, marks: [40], explained: 0),
    Seen(name: "hidden by a take", lines: plain, marks: [60], rows: [110, 70], explained: 0),
    Seen(name: "hidden by one of no time", lines: plain, marks: [60], rows: [nil], explained: 0),
    Seen(name: "one of two hidden", lines: plain, marks: [60, 61], rows: [70], explained: 1),
    Seen(name: "more marks than tokens", lines: plain, marks: [60, 61, 62], explained: 1),
    Seen(name: "redeemed again", lines: again, marks: [60], rows: [110, 30], explained: 1),
    Seen(name: "that waited for a worker", lines: plain, marks: [60], rows: [30], explained: 0),
    Seen(name: "that waits", lines: plain, marks: [60], messages: 1, explained: 0),
    Seen(
      name: "an entry is written at once", lines: plain, marks: [60], entries: [30], explained: 1),
    Seen(name: "at the end", lines: plain, marks: [50.5], explained: 1),
    Seen(name: "at the end, redeemed again", lines: again, marks: [50.5], rows: [30], explained: 1),
    Seen(
      name: "at the end, or hidden behind it", lines: later, marks: [50.5],
      rows: [30, 29], explained: 0),
    Seen(
      name: "at the end, or lost with the bucket", lines: lost,
      marks: [50.5], explained: 0),
    Seen(
      name: "one after the other", lines: twice, marks: [50.5, 49.5],
      explained: 2),
    Seen(
      name: "of a look between", lines: [(100, .baseline, 1), (70, .push, 0), (50, .fold, -1)],
      marks: [80], explained: 0),
    Seen(
      name: "a line of another kind", lines: [(100, .baseline, 1), (50, .reinitialised, -1)],
      marks: [60], explained: 0),
    Seen(
      name: "a clock that was set back", lines: setBack, marks: [60],
      explained: 0),
  ]

  @Test(arguments: LedgerRefundsTests.cases)
  func `a mark explains a token of a line that can be of it alone`(seen: Seen) {
    let ledger = LedgerRefunds(
      lines: seen.lines.map { LedgerRefunds.Line(age: $0.0, cause: $0.1, delta: $0.2) },
      marks: seen.marks.map { LedgerRefunds.Moment(least: $0, most: $0 + 0.01) },
      rows: seen.rows.map { LedgerRefunds.Row(age: $0, isEntry: false) }
        + seen.entries.map { LedgerRefunds.Row(age: $0, isEntry: true) },
      messages: seen.messages)
    #expect(ledger.explained == seen.explained)
  }
}
