import TestSupport
import Testing

@testable import InviteOps

/// Where the ledger of a code begins: row by row, and the reference for random ones.
extension UseAssignerTests {
  /// A code whose ledger began at a count, with a first line that read `early` from the bucket; its records,
  /// older than that bucket, than that line, and newer.
  struct Begun: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var count = 0
    var early = 0
    let uses: Int
    var counted = 0
    var evidenced = 0
    var older = 0
    var recent = 0
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
    // A use that left both a record and a take is one use.
    Begun(
      testDescription: "the first line counted what is recent", count: 2, early: 1, uses: 3,
      counted: 1, older: 1, recent: 1, expected: [2, 0, 1, 0]),
    Begun(
      testDescription: "it counted two", count: 3, early: 2, uses: 5, counted: 2, older: 1,
      recent: 2, expected: [3, 0, 2, 0]),
    Begun(
      testDescription: "and nothing is left of before", count: 5, early: 1, uses: 6, counted: 1,
      recent: 1, expected: [1, 0, 5, 0]),
    Begun(
      testDescription: "a record came after the line that counted its use", count: 1, early: 1,
      uses: 2, counted: 1, newer: 1, expected: [1, 0, 1, 0]),
    Begun(
      testDescription: "recent ones that the database counted", count: 3, uses: 3, recent: 3,
      expected: [3, 0, 0, 0]),
    Begun(
      testDescription: "a record came between the look at the bucket and the line", early: 1,
      uses: 2, counted: 2, recent: 2, expected: [2, 0, 0, 0]),
    // What was counted by what it left.
    Begun(
      testDescription: "a repair counted older records", early: 1, uses: 4, counted: 4,
      evidenced: 3, recent: 4, expected: [4, 0, 0, 0]),
    Begun(
      testDescription: "and much older ones", count: 1, early: 1, uses: 5, counted: 4,
      evidenced: 3, older: 4, recent: 1, expected: [5, 0, 0, 0]),
    Begun(
      testDescription: "one of them was deleted, perhaps that of before", count: 1, uses: 4,
      counted: 3, evidenced: 3, older: 3, expected: [3, 0, 1, 0]),
    Begun(
      testDescription: "a line behind the repair is none of theirs", uses: 4, counted: 4,
      evidenced: 3, older: 3, expected: [3, 1, 0, 0]),
  ])
  func `what is older than the ledger is of the count that it began with`(row: Begun) {
    let assigned = UseAssigner(
      uses: row.uses, beginning: .init(count: row.count, early: row.early), counted: row.counted,
      evidenced: row.evidenced
    ).assign(records(row.older, .old) + records(row.recent, .recent) + records(row.newer, .new))
    let explained = assigned.explained
    #expect(
      [explained.record, explained.ledger, assigned.unexplained, assigned.unclaimed]
        == row.expected)
    #expect(explained.total + assigned.unexplained == row.uses)
  }

  @Test func `without a ledger what is older explains any use`() {
    let assigned = UseAssigner(uses: 3, counted: 1).assign(records(3, .old))
    #expect(assigned.explained.record == 3 && assigned.unexplained == 0)
  }

  @Test func `a use that was given back may be none that is told of`() {
    // One by the bucket with its record, one by hand that was given back, one by hand.
    let assigner = UseAssigner(
      uses: 2, beginning: .init(count: 0, early: 1), counted: 0, refunded: 1)
    let assigned = assigner.assign(records(1, .recent))
    #expect(assigned.explained.record == 1)
    #expect(assigned.unexplained == 1 && assigned.unclaimed == 0)
    #expect(assigner.assign(records(2, .recent)).unclaimed == 1)
    #expect(assigner.assign(records(1, .old)).unclaimed == 0)
  }

  @Test func `random uses since a beginning are assigned as trying everything does`() {
    var random = SeededGenerator(test: "UseAssignerTests of beginnings")
    for _ in 0..<3000 {
      let beginning = UseAssigner.Beginning(
        count: Int.random(in: -1...4, using: &random),
        early: Int.random(in: -1...3, using: &random))
      let assigner = UseAssigner(
        uses: Int.random(in: -1...8, using: &random), beginning: beginning,
        counted: Int.random(in: -2...5, using: &random),
        evidenced: Int.random(in: -1...2, using: &random),
        taken: Int.random(in: -2...3, using: &random))
      let left = threads(5, [.old, .recent, .new, nil], &random)
      expect(assigner, left, BestUses(assigner, beginning, left).found)
    }
  }
}

/// All ways to give each thread a use that may have left it, or none; what is left over in the best of them.
private struct BestUses {
  /// Where threads were put.
  private struct Placed {
    /// By age (old, recent, new or unknown): to uses that are explained anyhow.
    var told = [0, 0, 0]
    var untold = 0
    var before = 0
    /// Old and recent ones to uses that are explained anyhow, and should not have left them.
    var last = [0, 0]
    /// Sure threads and others that have no use, but perhaps such a one.
    var without = [0, 0]
    /// And that have one that nothing else tells of.
    var alone = [0, 0]
    var unclaimed = 0

    /// The fewest sure threads without a use, then the fewest of those that explain what nothing else tells of;
    /// then the same of the others. What no use should have left is put last.
    var order: [Int] { [without[0], alone[0], without[1], alone[1], unclaimed] }
  }

  private(set) var found: [Int] = []
  private var best: [Int]?
  private let threads: [UseThread]
  private let before: Int
  private let told: Int
  private let untold: Int
  private let early: Int
  private let evidenced: Int

  init(_ assigner: UseAssigner, _ beginning: UseAssigner.Beginning, _ threads: [UseThread]) {
    let uses = max(0, assigner.uses)
    self.threads = threads
    before = min(uses, beginning.count)
    told = min(uses - before, max(0, assigner.counted + assigner.taken))
    untold = uses - before - told
    early = beginning.early
    evidenced = max(0, assigner.evidenced)
    go(0, Placed())
  }

  private func fits(_ placed: Placed) -> Bool {
    let (old, recent) = (placed.told[0], placed.told[1])
    // Those of the first line that recent threads need.
    let needed = max(0, recent - (evidenced - old))
    return old <= evidenced && old + recent <= evidenced + early && placed.untold <= untold
      && placed.before <= before && placed.last[0] <= max(0, early - needed)
      && (placed.told + placed.last).reduce(0, +) <= told
  }

  private mutating func go(_ place: Int, _ placed: Placed) {
    guard fits(placed) else { return }
    guard place < threads.count else {
      if best.map({ placed.order.lexicographicallyPrecedes($0) }) ?? true {
        best = placed.order
        found = [before - placed.before + untold - placed.untold, placed.unclaimed]
      }
      return
    }
    let thread = threads[place]
    let age = thread.age == .old ? 0 : thread.age == .recent ? 1 : 2
    let rank = thread.isSure ? 0 : 1
    var next = placed
    next.told[age] += 1
    go(place + 1, next)
    next = placed
    next.alone[rank] += 1
    next.before += 1
    go(place + 1, next)
    if age == 2 {
      next = placed
      next.alone[rank] += 1
      next.untold += 1
      go(place + 1, next)
    }
    next = placed
    next.without[rank] += 1
    if thread.isSure, age < 2 {
      var last = next
      last.last[age] += 1
      go(place + 1, last)
    }
    if thread.isSure { next.unclaimed += 1 }
    go(place + 1, next)
  }
}
