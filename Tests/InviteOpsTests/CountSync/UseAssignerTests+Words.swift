import Testing

@testable import InviteOps

/// What is younger than a person's word, and of uses that were said.
extension UseAssignerTests {
  @Test func `what may be of a use that was said is that, and none that nothing tells of`() {
    let raised = UseAssigner(uses: 2, word: 1).assign(records(1, .late))
    #expect(raised.explained.record == 1 && raised.unexplained == 1 && raised.unclaimed == 0)
    let lost = UseAssigner(uses: 2, word: 1, counted: 1).assign(records(1, .late))
    #expect(lost.explained.record == 1 && lost.explained.ledger == 1)
    // Beyond what was said it is new.
    let new = UseAssigner(uses: 2, word: 1, counted: 1).assign(records(2, .late))
    #expect(new.explained.record == 2 && new.unclaimed == 0)
    #expect(UseAssigner(uses: 1, word: 0).assign(records(1, .late)).explained.record == 1)
    #expect(UseAssigner(uses: 1, word: 1).assign(records(2, .late)).unclaimed == 1)
  }

  @Test func `as many as waited at a word are of uses that were said`() {
    let threads = [thread(age: .old), thread(age: .new), thread(.queued), thread(age: .new)]
    #expect(UseThread.dated(threads, waited: 0) == threads)
    #expect(UseThread.dated(threads, waited: 1).map(\.age) == [.old, .old, nil, .new])
    #expect(UseThread.dated(threads, waited: 2).map(\.age) == [.old, .old, .old, .new])
    #expect(UseThread.dated(threads, waited: 9).allSatisfy { $0.age == .old })
    // What waited was the message of an older row that was taken up again: the second record is new.
    let again = UseThread.all([
      UseTrace(kind: .row, age: .old, isPassedOn: true), UseTrace(kind: .record, age: .new),
      UseTrace(kind: .record, age: .new),
    ])
    #expect(UseThread.dated(again, waited: 1).map(\.age) == [.old, .new])
    #expect(UseThread.dated(again, waited: 2).map(\.age) == [.old, .old])
  }

  @Test func `what waited and has an entry in the outbox is of one use that was said`() throws {
    func ages(_ text: String, waited: Int) throws -> [UseTrace.Age?] {
      UseThread.all(try traces(text), waited: waited).map(\.age)
    }
    // Redeemed again since: the second record is new, also while the message still waits.
    #expect(try ages("o1< r> r>", waited: 1) == [.old, .new])
    #expect(try ages("o1< m1 r> r>", waited: 1) == [.old, .new])
    let again = UseThread.all(try traces("o1< r> r>"), waited: 1)
    let assigned = UseAssigner(uses: 2, word: 1, counted: 1).assign(again)
    #expect(assigned.explained.record == 2 && assigned.explained.ledger == 0, "\(assigned)")
    #expect(assigned.unclaimed == 0 && assigned.unexplained == 0, "\(assigned)")
    // Beside an older record the entry may be that one's: what waited is another use.
    #expect(try ages("r< o1< r>", waited: 1) == [.old, .old])
    // One of two that waited has an entry.
    #expect(try ages("o1< r> r> r>", waited: 2) == [.old, .old, .new])
    #expect(try ages("o1< o2< r> r> r>", waited: 2) == [.old, .old, .new])
    // What an older row went on as is no entry's.
    #expect(try ages("q+< r> r>", waited: 1) == [.old, .new])
    // Nobody waited.
    #expect(try ages("o1< r> r>", waited: 0) == [.old, .new])
  }
}
