import Testing

@testable import InviteOps

@Suite struct SilentWorkersTests {
  private func remedy(_ workers: (String, FleetCensus.Status)...) -> String {
    SilentWorkers(workers.map { FleetCensus.Worker(name: $0.0, status: $0.1) })
      .remedy(busy: "answers")
  }

  @Test func `of one that is there it is said what has it go on`() {
    let told = remedy(("w1", .silent))
    #expect(told.hasPrefix("w1: one that is stopped goes on with kill -CONT"), "\(told)")
    #expect(!told.contains("killed") && !told.contains("restart"), "\(told)")
  }

  @Test func `one that may be dead is not named as stopped`() {
    let told = remedy(("w1", .silentOrAbsent), ("w2", .silentOrAbsent))
    #expect(told.hasPrefix("of w1, w2 fewer listen than have names: who was killed"), "\(told)")
    #expect(!told.contains("w2: one that is stopped"), "\(told)")
  }

  @Test func `one that sends heartbeats is neither stopped nor busy`() {
    #expect(
      remedy(("w1", .heartbeatOnly))
        == "w1 sends heartbeats and does not answer remote control: restart it")
    let both = remedy(("w1", .heartbeatOnly), ("w2", .heartbeatOnly))
    #expect(both == "w1, w2 send heartbeats and do not answer remote control: restart them")
  }

  @Test func `each is labelled with what is known of it`() {
    let workers = SilentWorkers([
      .init(name: "b", status: .silent), .init(name: "c", status: .heartbeatOnly),
      .init(name: "d", status: .replied), .init(name: "a", status: .silentOrAbsent),
    ])
    #expect(
      workers.labelled
        == "a (silent or gone), b (silent), c (does not answer remote control)")
  }
}
