import Testing

@testable import InviteOps
@testable import LosslessJSON

/// Which process has a worker's name, and what the one before it had.
@Suite struct DrainDeparturesTests {
  private let start = ContinuousClock.now

  private func tasks(_ ids: String...) -> [HeldTask] {
    let tasks = ids.map { JSONValue.object(["id": .string($0), "name": .string("app.t")]) }
    return HeldTask.told(active: .array(tasks), reserved: nil, scheduled: nil)
  }

  /// A look of a tenth of a second.
  private func saw(
    _ track: inout DrainDepartures, at second: Int, pid: Int?, uptime: Double?,
    _ held: [HeldTask] = []
  ) -> Bool {
    let began = start + .seconds(second)
    return track.saw("w", pid: pid, uptime: uptime, held: held, began, began + .milliseconds(100))
  }

  private func ids(_ track: DrainDepartures) -> [String] {
    (track.former["w"] ?? []).map(\.id)
  }

  @Test func `another number is another process, and what the first had is known`() {
    var track = DrainDepartures()
    let first = saw(&track, at: 0, pid: 10, uptime: 100, tasks("a", "b"))
    let same = saw(&track, at: 1, pid: 10, uptime: 101, tasks("b"))
    #expect(!first && !same && ids(track).isEmpty && track.restarted.isEmpty)
    let other = saw(&track, at: 9, pid: 11, uptime: 2, tasks("c"))
    #expect(other && ids(track) == ["b"] && track.restarted == ["w"])
    let again = saw(&track, at: 10, pid: 11, uptime: 3)
    #expect(!again && ids(track) == ["b"])
  }

  /// In a container each process has the same one.
  @Test func `of two with one number the uptime tells, in spite of a late answer or a set clock`() {
    var track = DrainDepartures()
    let first = saw(&track, at: 0, pid: 1, uptime: 100, tasks("a"))
    let late = saw(&track, at: 30, pid: 1, uptime: 127)
    #expect(!first && !late)
    _ = saw(&track, at: 31, pid: 1, uptime: 128, tasks("b"))
    let other = saw(&track, at: 40, pid: 1, uptime: 3)
    #expect(other && ids(track) == ["b"])
  }

  @Test func `without numbers nothing is said`() {
    var track = DrainDepartures()
    let first = saw(&track, at: 0, pid: nil, uptime: nil, tasks("a"))
    let second = saw(&track, at: 60, pid: 5, uptime: 1)
    #expect(!first && !second && ids(track).isEmpty)
  }

  @Test func `gone is who has been absent for some seconds, without a break`() {
    var track = DrainDepartures()
    _ = saw(&track, at: 0, pid: 10, uptime: 100, tasks("a"))
    track.missed("w", isAbsent: true, at: start + .seconds(1))
    track.missed("w", isAbsent: true, at: start + .seconds(5))
    #expect(track.gone.isEmpty, "four seconds")
    track.missed("w", isAbsent: false, at: start + .seconds(6))
    track.missed("w", isAbsent: true, at: start + .seconds(7))
    #expect(track.gone.isEmpty, "it listened in between")
    track.missed("w", isAbsent: true, at: start + .seconds(12))
    #expect(track.gone == ["w"] && ids(track) == ["a"])
    // It had only lost its broker.
    let other = saw(&track, at: 13, pid: 10, uptime: 113, tasks("a"))
    #expect(!other && track.gone.isEmpty && ids(track).isEmpty)
  }
}
