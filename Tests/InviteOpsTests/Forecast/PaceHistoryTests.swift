import InviteDomain
import Testing

@testable import InviteOps

/// What the last days used, by rows alone.
@Suite struct PaceHistoryTests {
  private func history(
    _ rows: [PaceHistory.Row], older: Bool = false, _ counting: BackendCounting = .atRequest
  ) -> PaceHistory {
    PaceHistory(rows, hasOlder: older, counting: counting)
  }

  @Test func `the day of the first record was no whole one`() {
    #expect(history([]).days == 0)
    #expect(history([.init(day: 0, records: 3)]).days == 0)
    let three = history([.init(day: 0, records: 4), .init(day: 3, records: 9)])
    #expect(three.days == 3 && three.records == [4, 0, 0])
  }

  @Test func `with older records a day without any is known to have had none`() {
    let known = history([.init(day: 2, records: 5)], older: true)
    #expect(known.days == 28)
    #expect(known.records == [0, 0, 5] + Array(repeating: 0, count: 25))
  }

  @Test func `seats of whom nobody accepts come back`() {
    let rows: [PaceHistory.Row] = [
      // Of the last day nobody can tell yet.
      .init(day: 0, records: 10, seats: 10), .init(day: 1, records: 12, seats: 10, kept: 4),
      .init(day: 2, records: 6, seats: 6, kept: 4), .init(day: 5),
    ]
    #expect(history(rows).seats == [5, 5, 3, 0, 0])
    // Where nobody syncs members nobody ever accepts.
    let unsynced = rows.map { PaceHistory.Row(day: $0.day, records: $0.records, seats: $0.seats) }
    #expect(history(unsynced).seats == [10, 10, 6, 0, 0])
  }

  @Test func `a use counts at the request, or when somebody joins`() {
    let rows: [PaceHistory.Row] = [
      .init(day: 0, records: 9, seats: 8, kept: 0, uses: 9, sentUses: 8, openUses: 8),
      .init(
        day: 1, records: 9, seats: 8, kept: 2, uses: 9, sentUses: 8, joinedUses: 2, openUses: 6),
      .init(day: 2),
    ]
    for counting in [BackendCounting.atRequest, .mixed] {
      #expect(history(rows, counting).uses == [9, 9])
      #expect(history(rows, counting).openUses == 0)
    }
    #expect(history(rows, .onJoin).uses == [2, 2])
    #expect(history(rows, .onJoin).openUses == 14)
  }
}
