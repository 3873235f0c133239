import Testing

@testable import InviteOps

/// Messages that wait although somebody idle lists their queue.
@Suite struct StandstillTrackTests {
  private func standing(_ next: UInt8, _ workers: Set<String>) -> FleetSnapshot.Standing {
    .init(next: [next], workers: workers)
  }

  @Test func `the same message, the same idle worker, for a second`() {
    var track = StandstillTrack()
    #expect(track.take(["q": standing(1, ["a", "b"])], time: 0).isEmpty)
    #expect(track.take(["q": standing(1, ["a"])], time: 0.5).isEmpty)
    let found = track.take(["q": standing(1, ["a", "b"])], time: 1)
    #expect(found.map(\.kind) == ["not_consuming"])
    #expect(found[0].message == "messages wait in q, and a lists it, is idle and takes none")
    #expect(found[0].hint?.hasPrefix("'invitectl inspect-workers probe q'") == true)
  }

  @Test func `another message, another worker or a look without it begin anew`() {
    var track = StandstillTrack()
    _ = track.take(["q": standing(1, ["a"])], time: 0)
    #expect(track.take(["q": standing(2, ["a"])], time: 2).isEmpty)
    #expect(track.take(["q": standing(2, ["b"])], time: 4).isEmpty)
    #expect(track.take([:], time: 5).isEmpty)
    #expect(track.take(["q": standing(2, ["b"])], time: 6).isEmpty)
    #expect(track.take(["q": standing(2, ["b"])], time: 7).count == 1)
  }
}
