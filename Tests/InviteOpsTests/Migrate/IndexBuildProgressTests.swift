import Testing

@testable import InviteOps

@Suite struct IndexBuildProgressTests {
  @Test func `31 - more done than there is to do is all of it`() {
    let sighting = IndexBuildProgress(pid: 1, phase: .scanningTable, done: 150, total: 100)
    #expect(sighting.done == 100)
    #expect(sighting.fraction == 0.45)
    #expect(IndexBuildProgress(pid: 1, phase: .loading, done: -5, total: -1).done == 0)
  }

  @Test func `the whole never goes back from phase to phase`() {
    var before = 0.0
    for phase in BuildPhase.allCases {
      for done in [0, 50, 100] {
        let now = IndexBuildProgress(pid: 1, phase: phase, done: done, total: 100).fraction
        #expect(now >= before, "\(phase) \(done)")
        before = now
      }
    }
    #expect(before == 1)
  }

  @Test func `phases of the view are known by name, and unknown ones are nothing`() {
    #expect(BuildPhase(viewName: "waiting for old snapshots") == .waitingForSnapshots)
    #expect(BuildPhase(viewName: "building index: something new") == .scanningTable)
    #expect(BuildPhase(viewName: "dancing") == nil)
  }

  @Test func `a wait is overdue by its own kind`() {
    let start = ContinuousClock.now
    var watch = PhaseWatch(writerWait: .seconds(10), snapshotWait: .seconds(100))
    func look(_ phase: BuildPhase?, _ blocked: Bool, _ seconds: Int) -> PhaseWatch.Wait? {
      watch.overdue(phase, isBlocked: blocked, now: start + .seconds(seconds))
    }
    #expect(look(nil, true, 0) == nil)
    #expect(look(nil, true, 9) == nil)
    #expect(look(.waitingForWriters, true, 10) == .writers)
    #expect(look(.scanningTable, false, 11) == nil)
    #expect(look(.loading, false, 100_000) == nil)
    #expect(look(.waitingForSnapshots, true, 100_001) == nil)
    #expect(look(.waitingForSnapshots, true, 100_100) == nil)
    #expect(look(.waitingForSnapshots, true, 100_101) == .snapshots)
  }

  @Test func `the time left follows the pace so far`() {
    func left(_ phase: BuildPhase, _ done: Int) -> Duration? {
      StepProgress(
        object: "ix", verb: .building,
        sighting: IndexBuildProgress(pid: 1, phase: phase, done: done, total: 100),
        elapsed: .seconds(9), waitingFor: nil, rate: nil
      ).remaining
    }
    #expect(left(.scanningTable, 100) == .seconds(11))
    #expect(left(.scanningTable, 1) == nil)
    #expect(left(.waitingForSnapshots, 0) == nil)
  }
}
