import TestSupport
import Testing

@testable import InviteOps

/// What explains the uses of a code, row by row, and against an assigner that tries everything.
@Suite struct UseAssignerTests {
  // MARK: - Traces to uses

  /// Traces of one person: `r` a record, `q` a row of the queue, `t1` a message that is taken, `m1` one that
  /// waits, `o1` an entry of the outbox; the digit is the task, an upper-case letter is unsure, `<` is old,
  /// `~` recent and `>` new; what has a `+` was passed on.
  func traces(_ text: String) throws -> [UseTrace] {
    try text.split(separator: " ").map { word in
      let letter = try #require(word.first)
      let kind: UseTrace.Kind =
        switch letter.lowercased() {
        case "r": .record
        case "q": .row
        case "t": .taken
        case "m": .queued
        default: .outbox
        }
      let task = String(word.filter(\.isNumber))
      return UseTrace(
        kind: kind, task: task.isEmpty ? nil : task, isSure: letter.isLowercase,
        age: word.contains("<")
          ? .old : word.contains("~") ? .recent : word.contains(">") ? .new : nil,
        isPassedOn: word.contains("+"))
    }
  }

  struct Left: Sendable, CustomTestStringConvertible {
    let traces: String
    /// The first kind of each use, sorted.
    let uses: [String]
    var testDescription: String { traces.isEmpty ? "nothing" : traces }

    init(_ traces: String, _ uses: String...) {
      self.traces = traces
      self.uses = uses
    }
  }

  @Test(arguments: [
    Left(""), Left("r", "record"), Left("q", "row"), Left("m1", "queued"), Left("o1", "outbox"),
    // A use on its way, seen in several places.
    Left("m1 t1", "taken"), Left("o1 m1", "queued"), Left("o1 t1 r", "record"),
    Left("m1 r", "record"), Left("q r", "record"), Left("o1 m1 q r", "record"),
    // Two of a kind are of two uses.
    Left("r r", "record", "record"), Left("m1 m2", "queued", "queued"),
    Left("o1 o2 r", "outbox", "record"), Left("q q r", "record", "row"),
    Left("m1 t2 r", "queued", "record"), Left("m1 t2 r r q", "record", "record"),
    // One task has one id, however often it is seen.
    Left("o1 m1 t1", "taken"), Left("o1 m1 o2 m2 r", "queued", "record"),
    // A row that the backend's job took up again, and a record that was tried again, with what came of them.
    Left("q+", "row"), Left("q+ q+ q", "row"), Left("q+ q+ r", "record"), Left("r+ r", "record"),
    Left("r+ m2+", "record"), Left("o1 q+ m2", "row"), Left("o1 r+ m2+ r", "record"),
    Left("o1 o2 q+", "outbox", "row"), Left("q q+ q r", "record", "row"),
    Left("q+ m1 m2", "row"), Left("q+ m1 m2 m3", "queued", "row"),
  ])
  func `the fewest uses that can have left them`(left: Left) throws {
    let threads = UseThread.all(try traces(left.traces))
    #expect(threads.map(\.kind.rawValue).sorted() == left.uses)
    #expect(threads.reduce(0) { $0 + $1.traces } == left.traces.split(separator: " ").count)
  }

  @Test func `a use is as sure as its surest trace, and as old as its oldest`() throws {
    let both = UseThread.all(try traces("O1> r<"))
    #expect(both.map(\.isSure) == [true] && both.map(\.age) == [.old])
    let newer = UseThread.all(try traces("m1 r>"))
    #expect(newer.map(\.age) == [.new])
    let between = UseThread.all(try traces("q> m1 r~"))
    #expect(between.map(\.age) == [.recent])
    let unknown = UseThread.all(try traces("m1 O1"))
    #expect(unknown.map(\.age) == [nil] && unknown.map(\.isSure) == [true])
    #expect(UseThread.all(try traces("O1")).map(\.isSure) == [false])
  }

  /// Every way to put traces together that the rules allow, by the number of uses.
  private func fewest(_ traces: [UseTrace]) -> Int {
    guard let first = traces.first else { return 0 }
    let others = traces.dropFirst()
    var best = Int.max
    for choice in 0..<(1 << others.count) {
      var (with, rest): ([UseTrace], [UseTrace]) = ([first], [])
      for (bit, trace) in others.enumerated() {
        if choice >> bit & 1 == 1 { with.append(trace) } else { rest.append(trace) }
      }
      guard isOneUse(with, rest) else { continue }
      best = min(best, 1 + fewest(rest))
    }
    return best
  }

  private func isOneUse(_ part: [UseTrace], _ rest: [UseTrace]) -> Bool {
    let tasks = Set(part.compactMap(\.task))
    let entries = Set(part.filter { $0.kind == .outbox }.compactMap(\.task))
    let own = part.filter { !$0.isPassedOn }
    return own.count { $0.kind == .record } < 2 && own.count { $0.kind == .row } < 2
      && entries.count < 2 && tasks.count < 2 + part.count - own.count
      && !rest.contains { $0.task.map(tasks.contains) ?? false }
  }

  func age(
    _ random: inout SeededGenerator, of ages: [UseTrace.Age?] = [.old, .recent, .new, nil]
  ) -> UseTrace.Age? {
    ages[Int.random(in: 0..<ages.count, using: &random)]
  }

  @Test func `random traces come to as few uses as trying everything finds`() {
    var random = SeededGenerator(test: "UseAssignerTests of traces")
    for _ in 0..<2000 {
      let count = Int.random(in: 0...6, using: &random)
      let traces = (0..<count).map { _ in
        let kind = UseTrace.Kind.allCases.randomElement(using: &random) ?? .record
        let isTask = ![.record, .row].contains(kind)
        return UseTrace(
          kind: kind, task: isTask ? String(Int.random(in: 1...3, using: &random)) : nil,
          isSure: .random(using: &random), age: age(&random),
          isPassedOn: !isTask && Int.random(in: 0..<3, using: &random) == 0)
      }
      let threads = UseThread.all(traces)
      #expect(threads.count == fewest(traces), "\(traces)")
      #expect(threads.reduce(0) { $0 + $1.traces } == count, "\(traces)")
    }
  }

  // MARK: - Uses to what explains them

  func thread(
    _ kind: UseTrace.Kind = .record, sure: Bool = true, age: UseTrace.Age? = nil
  ) -> UseThread {
    UseThread(UseTrace(kind: kind, isSure: sure, age: age))
  }

  func records(_ count: Int, _ age: UseTrace.Age? = nil) -> [UseThread] {
    (0..<count).map { _ in thread(age: age) }
  }

  @Test func `traces explain, and what is left is unexplained`() {
    let assigned = UseAssigner(uses: 5).assign(records(2) + [thread(.queued)])
    #expect(assigned.explained.record == 2 && assigned.explained.queued == 1)
    #expect(assigned.unexplained == 2 && assigned.unclaimed == 0)
  }

  @Test func `traces without a use are unclaimed, unsure ones are not`() {
    let threads = records(3) + [thread(.outbox, sure: false)]
    let assigned = UseAssigner(uses: 2).assign(threads)
    #expect(assigned.explained.total == 2 && assigned.unclaimed == 1)
    #expect(UseAssigner(uses: 4).assign(threads).explained.outbox == 1)
    #expect(UseAssigner(uses: -3).assign(threads).unclaimed == 3)
  }

  @Test func `a line of the ledger explains what traces do not, and no use twice`() {
    let lost = UseAssigner(uses: 5, counted: 5).assign(records(3))
    #expect(lost.explained.record == 3 && lost.explained.ledger == 2 && lost.unexplained == 0)
    // Half were counted in the database: which of the lost ones, nobody can tell.
    let mixed = UseAssigner(uses: 5, counted: 2).assign(records(3))
    #expect(mixed.explained.ledger == 0 && mixed.unexplained == 2)
    let bucket = UseAssigner(uses: 5, counted: 3, taken: 2).assign(records(2))
    #expect(bucket.explained.bucket == 2 && bucket.explained.ledger == 1)
    let refunded = UseAssigner(uses: 2, counted: 3, taken: -1).assign([])
    #expect(refunded.explained.ledger == 2 && refunded.explained.bucket == 0)
    #expect(refunded.unexplained == 0)
  }

  @Test func `a person's word explains what was counted by then`() {
    let assigned = UseAssigner(uses: 7, word: 5, counted: 1).assign(
      records(2, .old) + records(1, .new))
    #expect(assigned.explained.word == 3 && assigned.explained.record == 3)
    #expect(assigned.unexplained == 1 && assigned.unclaimed == 0)
    // What is newer than the word explains nothing of before.
    let newer = UseAssigner(uses: 5, word: 5).assign(records(1, .new))
    #expect(newer.explained.word == 5 && newer.unclaimed == 1)
    // What force-resync found since it counted, however old it is; the word explains no more than it said.
    let found = UseAssigner(uses: 7, word: 5, counted: 2, evidenced: 2).assign(records(7, .old))
    #expect(found.explained.record == 7 && found.unclaimed == 0)
    let folded = UseAssigner(uses: 7, word: 5, counted: 2).assign(records(7, .old))
    #expect(folded.explained.record == 5 && folded.unclaimed == 2)
    // One that was said was given back, and redeemed again: the count is the same, and the record is of a use.
    let again = UseAssigner(uses: 1, word: 1, refunded: 1)
    #expect(again.assign(records(1, .new)).explained.record == 1)
    #expect(again.assign(records(3, .new)).unclaimed == 2)
    // What was taken back since: fewer uses than were said.
    #expect(UseAssigner(uses: 2, word: 5).assign([]).explained.word == 2)
  }

  @Test func `random uses are assigned as well as trying everything does`() {
    var random = SeededGenerator(test: "UseAssignerTests of uses")
    for _ in 0..<3000 {
      let assigner = UseAssigner(
        uses: Int.random(in: -1...8, using: &random),
        word: Bool.random(using: &random) ? Int.random(in: -1...8, using: &random) : nil,
        counted: Int.random(in: -2...6, using: &random),
        taken: Int.random(in: -2...3, using: &random))
      // Of a word only before and after are known.
      let ages: [UseTrace.Age?] =
        assigner.word == nil ? [.old, .recent, .new, nil] : [.old, .new, nil]
      let left = threads(6, ages, &random)
      expect(assigner, left, bestOfAll(assigner, left))
    }
  }

  func threads(
    _ most: Int, _ ages: [UseTrace.Age?], _ random: inout SeededGenerator
  ) -> [UseThread] {
    (0..<Int.random(in: 0...most, using: &random)).map { _ in
      thread(
        UseTrace.Kind.allCases.randomElement(using: &random) ?? .record,
        sure: .random(using: &random), age: age(&random, of: ages))
    }
  }

  /// The sums, and what is left over: uses, then sure threads.
  func expect(_ assigner: UseAssigner, _ threads: [UseThread], _ best: [Int]) {
    let assigned = assigner.assign(threads)
    let label: Comment = "\(assigner) \(threads)"
    #expect(assigned.explained.total + assigned.unexplained == max(0, assigner.uses), label)
    let parts = assigned.explained.parts.map(\.count) + [assigned.unexplained, assigned.unclaimed]
    #expect(parts.allSatisfy { $0 >= 0 }, label)
    #expect([assigned.unexplained, assigned.unclaimed] == best, label)
  }

  /// The fewest uses that stay unexplained, and then the fewest sure threads that stay without a use, of all
  /// ways to give each thread a use before the word, one since, or none.
  private func bestOfAll(_ assigner: UseAssigner, _ threads: [UseThread]) -> [Int] {
    let uses = max(0, assigner.uses)
    let before = min(uses, max(0, assigner.word ?? 0))
    let known = max(0, assigner.counted + assigner.taken)
    var best: [Int]?
    func go(_ place: Int, _ older: Int, _ newer: Int, _ unclaimed: Int) {
      guard place < threads.count else {
        let unexplained = max(0, uses - before - max(newer, known))
        let found = [unexplained, unclaimed]
        if best.map({ found.lexicographicallyPrecedes($0) }) ?? true { best = found }
        return
      }
      let thread = threads[place]
      let age: UseTrace.Age? = assigner.word == nil ? .new : thread.age
      if age != .old, newer < uses - before { go(place + 1, older, newer + 1, unclaimed) }
      if age != .new, older < before { go(place + 1, older + 1, newer, unclaimed) }
      go(place + 1, older, newer, unclaimed + (thread.isSure ? 1 : 0))
    }
    go(0, 0, 0, 0)
    return best ?? []
  }
}
