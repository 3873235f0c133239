import Testing

@testable import InviteOps

@Suite struct ReplicaLagTests {
  private let start = ContinuousClock.now

  private func follower(
    _ pid: Int, at replayed: Int, reported: Double = 0, slot: String? = nil
  ) -> ReplicaLag.Follower {
    .init(
      pid: pid, application: "app\(pid)", slot: slot, isLogical: slot != nil, replayed: replayed,
      reported: reported)
  }

  @Test func `one that has all is not behind, whatever the log does`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    for second in 0..<5 {
      let found = lag.furthest(
        current: second, [follower(1, at: second)], now: start + .seconds(second))
      #expect(found == nil)
    }
    #expect(lag.furthest(current: 9, [], now: start) == nil)
  }

  @Test func `behind by when the log was where it is, or by its own report`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    let first = lag.furthest(current: 100, [follower(1, at: 0)], now: start)
    #expect(first?.behind == 0)
    let later = lag.furthest(current: 200, [follower(1, at: 0)], now: start + .seconds(7))
    #expect(later?.behind == 7)
    #expect(later?.still == .seconds(7))
    // Past the first mark: what is left is younger.
    let moved = lag.furthest(current: 200, [follower(1, at: 150)], now: start + .seconds(9))
    #expect(moved?.behind == 2)
    #expect(moved?.still == .zero)
    let told = lag.furthest(
      current: 200, [follower(1, at: 150, reported: 30)], now: start + .seconds(9))
    #expect(told?.behind == 30)
  }

  @Test func `the slowest is the one, and a quick one does not hide that it stands still`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    for second in 0..<100 {
      let found = lag.furthest(
        current: 1000 + second * 10,
        [follower(1, at: 1000 + second * 10), follower(2, at: 500, slot: "s")],
        now: start + .seconds(second))
      #expect(found?.follower.pid == 2)
      #expect(found?.still == .seconds(second))
      #expect(found?.behind == Double(second))
    }
  }

  @Test func `a time without anything to read is no standing still`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    for second in 0..<300 {
      #expect(
        lag.furthest(current: 10, [follower(1, at: 10)], now: start + .seconds(second)) == nil)
    }
    _ = lag.furthest(current: 20, [follower(1, at: 10)], now: start + .seconds(300))
    let slow = lag.furthest(current: 20, [follower(1, at: 10)], now: start + .seconds(312))
    #expect(slow?.behind == 12)
    #expect(slow?.still == .seconds(12))
  }

  @Test(arguments: ["app2", "s"])
  func `an ignored one is not waited for`(name: String) {
    var lag = ReplicaLag(maximum: .seconds(1), ignored: [name])
    for second in 0..<5 {
      let found = lag.furthest(
        current: 10 + second, [follower(1, at: 10 + second), follower(2, at: 0, slot: "s")],
        now: start + .seconds(second))
      #expect(found == nil)
    }
  }

  /// As one that fails at a row: every time a new process begins where the last one did.
  @Test func `a subscriber that goes and comes back where it was stands still all the same`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    for second in 0..<100 {
      let isThere = second % 5 < 2
      let found = lag.furthest(
        current: 1000 + second,
        isThere ? [follower(1 + second / 5, at: 500, slot: "s")] : [],
        now: start + .seconds(second))
      let expected: Duration? = isThere ? .seconds(second) : nil
      #expect(found?.still == expected)
    }
    // It gets on.
    let moved = lag.furthest(
      current: 2000, [follower(50, at: 700, slot: "s")], now: start + .seconds(101))
    #expect(moved?.still == .zero)
  }

  @Test func `another process of the same name begins anew`() {
    var lag = ReplicaLag(maximum: .seconds(1))
    _ = lag.furthest(current: 10, [follower(1, at: 5)], now: start)
    let other = lag.furthest(current: 10, [follower(3, at: 5)], now: start + .seconds(60))
    #expect(other?.still == .zero)
  }
}
