import TestSupport
import Testing

@testable import InviteOps

/// Where the ledger of a code begins: row by row, and the reference for random ones.
extension UseAssignerTests {
  /// A code whose ledger began at a count, with a first line that counted `early`; its records, older than
  /// that line and newer.
  struct Begun: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var count = 0
    var early = 0
    let uses: Int
    var counted = 0
    var older = 0
    var newer = 0
    /// Records, lines of the ledger, unexplained, unclaimed.
    let expected: [Int]
  }

  @Test(arguments: [
    Begun(
      testDescription: "a message was purged, and two uses are of before", count: 2, early: 1,
      uses: 3, counted: 1, older: 2, expected: [2, 1, 0, 0]),
    Begun(
      testDescription: "one of before is lost besides", count: 2, early: 1, uses: 3, counted: 1,
      older: 1, expected: [1, 1, 1, 0]),
    Begun(
      testDescription: "purged much later", count: 2, uses: 5, counted: 3, older: 2, newer: 2,
      expected: [4, 1, 0, 0]),
    Begun(
      testDescription: "the first line counted what left the record", early: 1, uses: 1, counted: 1,
      older: 1, expected: [1, 0, 0, 0]),
    Begun(
      testDescription: "an older record is of no later line", early: 1, uses: 2, counted: 2,
      older: 2, expected: [1, 1, 0, 1]),
    Begun(
      testDescription: "a record came later than its use", count: 2, uses: 2, newer: 2,
      expected: [2, 0, 0, 0]),
    Begun(
      testDescription: "of both, a newer record is of the newer use", count: 2, uses: 3, counted: 1,
      older: 1, newer: 1, expected: [2, 0, 1, 0]),
    Begun(
      testDescription: "raised by hand since", count: 2, uses: 4, counted: 1, older: 2, newer: 1,
      expected: [3, 0, 1, 0]),
    Begun(
      testDescription: "taken back since", count: 5, uses: 3, counted: -2, older: 3,
      expected: [3, 0, 0, 0]),
  ])
  func `what is older than the ledger is of the count that it began with`(row: Begun) {
    let assigned = UseAssigner(
      uses: row.uses, beginning: .init(count: row.count, early: row.early), counted: row.counted
    ).assign(records(row.older, before: true) + records(row.newer, before: false))
    let explained = assigned.explained
    #expect(
      [explained.record, explained.ledger, assigned.unexplained, assigned.unclaimed]
        == row.expected)
    #expect(explained.total + assigned.unexplained == row.uses)
  }

  @Test func `without a ledger what is older explains any use`() {
    let assigned = UseAssigner(uses: 3, counted: 1).assign(records(3, before: true))
    #expect(assigned.explained.record == 3 && assigned.unexplained == 0)
  }

  /// Where threads were put.
  private struct Placed {
    var before = 0
    var since = 0
    /// Newer ones before, and older ones since.
    var late = 0
    var early = 0
    var unclaimed = 0
  }

  /// The same where a ledger began: of all ways that leave the fewest sure threads and then the fewest
  /// threads without a use, one that has the fewest newer ones before it and then the fewest older ones since.
  func bestOfAll(
    _ assigner: UseAssigner, from beginning: UseAssigner.Beginning, _ threads: [UseThread]
  ) -> [Int] {
    let uses = max(0, assigner.uses)
    let before = min(uses, beginning.count)
    let known = max(0, assigner.counted + assigner.taken)
    var best: (order: [Int], found: [Int])?
    func go(_ place: Int, _ placed: Placed) {
      guard place < threads.count else {
        let order = [
          placed.unclaimed, -(placed.before + placed.since), placed.late, placed.early,
        ]
        let unexplained =
          before - placed.before + max(0, uses - before - max(placed.since, known))
        if best.map({ order.lexicographicallyPrecedes($0.order) }) ?? true {
          best = (order, [unexplained, placed.unclaimed])
        }
        return
      }
      let isOlder = threads[place].isBefore == true
      if placed.before < before {
        var next = placed
        next.before += 1
        if !isOlder { next.late += 1 }
        go(place + 1, next)
      }
      if placed.since < uses - before, !isOlder || placed.early < beginning.early {
        var next = placed
        next.since += 1
        if isOlder { next.early += 1 }
        go(place + 1, next)
      }
      var next = placed
      if threads[place].isSure { next.unclaimed += 1 }
      go(place + 1, next)
    }
    go(0, Placed())
    return best?.found ?? []
  }
}
