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
}
