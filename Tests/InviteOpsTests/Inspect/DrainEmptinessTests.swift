import Testing

@testable import InviteOps

/// When a worker counts as drained: by what lies between its looks, not by how long they took.
@Suite struct DrainEmptinessTests {
  private let start = ContinuousClock.now

  private func note(
    _ track: inout DrainEmptiness, _ isEmpty: Bool, from begin: Int, to end: Int
  ) {
    track.note(
      "w", isEmpty: isEmpty, start + .milliseconds(begin), start + .milliseconds(end))
  }

  @Test func `from the end of one look to the begin of another`() {
    var track = DrainEmptiness()
    // The answers may be from its begin.
    note(&track, true, from: 0, to: 1400)
    note(&track, true, from: 1500, to: 3000)
    #expect(track.drained.isEmpty, "100 ms lie between them")
    note(&track, true, from: 2899, to: 2950)
    #expect(track.drained.isEmpty)
    note(&track, true, from: 2900, to: 2950)
    #expect(track.drained == ["w"])
  }

  @Test func `one look alone says nothing, however long it takes`() {
    var track = DrainEmptiness()
    note(&track, true, from: 0, to: 30_000)
    #expect(track.drained.isEmpty)
  }

  @Test func `what comes in between begins it anew`() {
    var track = DrainEmptiness()
    note(&track, true, from: 0, to: 10)
    note(&track, true, from: 1600, to: 1610)
    #expect(track.drained == ["w"])
    note(&track, false, from: 1700, to: 1710)
    #expect(track.drained.isEmpty)
    note(&track, true, from: 1800, to: 1810)
    note(&track, true, from: 3200, to: 3210)
    #expect(track.drained.isEmpty)
    note(&track, true, from: 3310, to: 3320)
    #expect(track.drained == ["w"])
  }
}
