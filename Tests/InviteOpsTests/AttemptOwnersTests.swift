import Testing

@testable import InviteOps

/// Of which redemption an attempt is: times in seconds.
@Suite struct AttemptOwnersTests {
  private func owners(
    _ redemptions: (String, Double?)..., isWhole: Bool = true
  ) -> AttemptOwners {
    AttemptOwners(
      redemptions: redemptions.map { .init(id: $0.0, queued: $0.1) }, isWhole: isWhole)
  }

  @Test func `it is of the last one that was queued before its row`() {
    let owners = owners(("t0", 10), ("t1", 100), ("t2", 200))
    #expect(["t0", "t1", "t2"].map { owners.isOf($0, row: 150) } == [.no, .yes, .no])
    #expect(["t0", "t1", "t2"].map { owners.isOf($0, row: 200) } == [.no, .no, .yes])
    // Of none of them: what it is of has no mark any more.
    #expect(["t0", "t1", "t2"].map { owners.isOf($0, row: 1) } == [.no, .no, .no])
    #expect(owners.isOf("another", row: 150) == .no)
  }

  @Test func `of those that were queued at once it is of one`() {
    let owners = owners(("t1", 100), ("t2", 100))
    #expect(["t1", "t2"].map { owners.isOf($0, row: 150) } == [.no, .yes])
  }

  @Test func `a clock that is behind gives it to no second one`() {
    let owners = owners(("t1", 100), ("t2", 101))
    #expect(["t1", "t2"].map { owners.isOf($0, row: 99.5) } == [.maybe, .no])
  }

  @Test func `where not all is known nothing is certain, and none is taken to be none of it`() {
    #expect(owners(("t1", 100), isWhole: false).isOf("t1", row: 150) == .maybe)
    #expect(owners(("t1", 100)).isOf("t1", row: nil) == .maybe)
    let unknown = owners(("t1", 100), ("t2", nil))
    #expect(["t1", "t2"].map { unknown.isOf($0, row: 150) } == [.maybe, .maybe])
  }

  @Test func `of what has a result alone no row is that is much older than its end`() {
    let owners = AttemptOwners(
      redemptions: [.init(id: "t2", queued: nil, ended: 1_000_000)], isWhole: true)
    #expect(owners.isOf("t2", row: 1000) == .no)
    #expect(owners.isOf("t2", row: 999_990) == .maybe)
    #expect(owners.isOf("t2", row: 1_000_100) == .maybe)
  }
}
