import Testing

@testable import InviteOps

/// Which rows of the queue are of an invite that has joined.
@Suite struct JoinedRowsTests {
  private static let day = 86_400.0

  private func row(_ seconds: Double?, isPassedOn: Bool = true) -> UseTrace {
    UseTrace(kind: .row, isPassedOn: isPassedOn, seconds: seconds)
  }

  private func records(_ seconds: Double?...) -> ArraySlice<UseTrace> {
    seconds.map { UseTrace(kind: .record, seconds: $0) }[...]
  }

  @Test func `a row that was passed on is of a record that is younger`() {
    let joined = records(10 * Self.day)
    #expect(JoinedRows.hold([row(10 * Self.day + 300)], of: joined))
    // Two clocks wrote them.
    #expect(JoinedRows.hold([row(10 * Self.day - 30)], of: joined))
    #expect(JoinedRows.hold([], of: joined))
  }

  @Test func `a row that is younger than all records is under way`() {
    let joined = records(10 * Self.day)
    #expect(!JoinedRows.hold([row(600)], of: joined))
    #expect(!JoinedRows.hold([row(11 * Self.day), row(600)], of: joined))
    #expect(JoinedRows.hold([row(600)], of: records(10 * Self.day, 500)))
    #expect(!JoinedRows.hold([row(600)], of: []))
  }

  @Test func `without a time nothing tells them apart`() {
    #expect(JoinedRows.hold([row(nil)], of: records(10 * Self.day)))
    #expect(JoinedRows.hold([row(600)], of: records(nil)))
    #expect(JoinedRows.hold([row(600)], of: records(10 * Self.day, nil)))
  }

  @Test func `what was not passed on is under way whatever its age`() {
    let joined = records(Self.day)
    #expect(!JoinedRows.hold([row(2 * Self.day, isPassedOn: false)], of: joined))
    let message = UseTrace(kind: .queued, isPassedOn: true)
    #expect(!JoinedRows.hold([message], of: joined))
  }
}
