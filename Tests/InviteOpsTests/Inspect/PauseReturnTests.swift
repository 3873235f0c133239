import LosslessJSON
import Testing

@testable import InviteOps

/// Whom the end of a pause gives the queue back, and what a mark tells of it.
@Suite struct PauseReturnTests {
  private static func process(_ pid: Int?, _ uptime: Double?, at seen: Double) -> WorkerIdentity {
    WorkerIdentity(pid: pid, uptime: uptime, seen: seen)
  }

  private static func pause(_ queue: String, _ workers: PausedWorker...) -> PausedQueue {
    PausedQueue(
      queue: queue, since: "s", user: "u", host: "h", role: nil, run: nil, workers: workers)
  }

  /// A worker that lost `q` at 1000, when it had run for 100 s, and what it says at 5000.
  private func reason(
    others: [String] = ["more"], drained: Bool = false, queues: [String] = ["more"],
    pid: Int? = 7, uptime: Double? = 4100, twice: Bool = false, among: [PausedQueue] = []
  ) -> PauseOutcome.LeftOut.Reason? {
    let paused = Self.pause(
      "q",
      PausedWorker(
        name: "w", process: Self.process(7, 100, at: 1000), others: others, isDrained: drained))
    let result = PauseReturn(
      paused, among: among + [paused],
      PauseSight(workers: [
        "w": .init(queues: queues, process: Self.process(pid, uptime, at: 5000), isTwice: twice)
      ]))
    #expect(result.workers == (result.leftOut.isEmpty ? ["w"] : []) && result.silent.isEmpty)
    return result.leftOut.first?.reason
  }

  @Test func `the process that lost it gets it back, and no other one`() {
    #expect(reason() == nil)
    #expect(reason(pid: 8) == .restarted)
    // In a container each has the same number.
    #expect(reason(uptime: 3000) == .restarted)
    #expect(reason(pid: nil, uptime: 4100) == nil)
    // Its clock went wrong by a minute in an hour.
    #expect(reason(uptime: 4040) == nil)
    #expect(reason(twice: true) == .duplicateName)
    // It consumes it by its own start.
    #expect(reason(queues: ["q"], pid: 8) == nil)
  }

  @Test func `a process that began a moment before the pause is told from the next one`() {
    let young = Self.process(7, 2, at: 1000)
    #expect(!young.isFollowed(by: Self.process(7, 3, at: 1001)))
    #expect(young.isFollowed(by: Self.process(7, 3, at: 1010)))
    #expect(young.isFollowed(by: Self.process(8, 12, at: 1010)))
    #expect(!young.isFollowed(by: Self.process(nil, nil, at: 1010)))
  }

  @Test func `who takes nothing for another cause than a pause is drained`() {
    #expect(reason(queues: []) == .drained)
    #expect(reason(others: [], queues: []) == nil)
    #expect(reason(others: [], drained: true, queues: []) == .drained)
    // The drain was ended by hand.
    #expect(reason(drained: true) == nil)
    let other = Self.pause("more", PausedWorker(name: "w"))
    #expect(reason(queues: [], among: [other]) == nil)
    #expect(reason(others: ["more", "third"], queues: [], among: [other]) == .drained)
    #expect(reason(drained: true, queues: [], among: [other]) == .drained)
    let foreign = Self.pause("more", PausedWorker(name: "x"))
    #expect(reason(queues: [], among: [foreign]) == .drained)
  }

  @Test func `who is gone is left out, and who does not say enough is waited for`() {
    let process = Self.process(7, 100, at: 1000)
    let paused = Self.pause(
      "q", PausedWorker(name: "asleep", process: process), PausedWorker(name: "dead"),
      PausedWorker(name: "half", process: process))
    let result = PauseReturn(
      paused, among: [paused],
      PauseSight(
        workers: ["half": .init(queues: [], process: nil, isTwice: false)], silent: ["asleep"]))
    #expect(result.silent == ["asleep", "half"] && result.workers.isEmpty)
    #expect(result.leftOut == [.init(name: "dead", queue: "q", reason: .gone)])
    #expect(result.leftOut.first?.next == nil)
    let drained = PauseOutcome.LeftOut(name: "w@h", queue: "q", reason: .drained)
    #expect(
      drained.next
        == "invitectl inspect-workers control add-consumer q --destination w@h --yes")
  }

  @Test func `where nobody is left, who takes nothing and was drained before the pause is named`() {
    func left(_ workers: [String: [String]], among: [PausedQueue] = []) -> [String] {
      let paused = Self.pause("q")
      let result = PauseReturn(
        paused, among: among + [paused],
        PauseSight(
          workers: workers.mapValues { .init(queues: $0, process: nil, isTwice: false) }))
      #expect(result.leftOut.allSatisfy { $0.reason == .consumesNothing && $0.next != nil })
      return result.leftOut.map(\.name)
    }
    #expect(left(["a": [], "b": [], "c": ["more"]]) == ["a", "b"])
    #expect(left(["a": [], "b": ["q"]]).isEmpty)
    // Of what another pause took it that one tells.
    #expect(left(["a": []], among: [Self.pause("more", PausedWorker(name: "a"))]).isEmpty)
    let drained = Self.pause("more", PausedWorker(name: "a", isDrained: true))
    #expect(left(["a": []], among: [drained]) == ["a"])
  }

  @Test func `a mark of the older form is read, and of a new one the older form is a part`() throws
  {
    let old = PausedQueue(
      "q",
      decoding: Array(#"{"since": "s", "user": "u", "host": "h", "nodes": ["b", "a"]}"#.utf8))
    #expect(old.nodes == ["a", "b"] && old.workers.allSatisfy { $0.process == nil })
    let result = PauseReturn(
      old, among: [old],
      PauseSight(workers: [
        "a": .init(queues: [], process: Self.process(9, 1, at: 5000), isTwice: false),
        "b": .init(queues: ["x"], process: nil, isTwice: true),
      ]))
    #expect(result.workers == ["a", "b"])
    let new = Self.pause(
      "q",
      PausedWorker(
        name: "w", process: Self.process(7, 100, at: 1000.25), others: ["more"], isDrained: true),
      PausedWorker(name: "v", process: Self.process(nil, 3, at: 2)))
    #expect(PausedQueue("q", decoding: new.encoded) == new)
    #expect(new.owed == ["v"])
    #expect(try JSONValue(parsing: new.encoded)["nodes"] == ["v", "w"])
  }

  @Test func `a queue that was not wholly resumed is not said to be consumed by who was started`()
    throws
  {
    let pause = Self.pause("q", PausedWorker(name: "w"), PausedWorker(name: "v"))
    let half = pause.with([PausedWorker(name: "w")], resumed: true)
    #expect(PausedQueue("q", decoding: half.encoded) == half)
    let told = try #require(FleetDiagnoser.paused([half], consumers: ["q": ["v"]]).first)
    #expect(told.severity == .warning && told.message.contains("not wholly resumed"), "\(told)")
    #expect(told.message.contains("again by v, not yet by w"), "\(told)")
    #expect(told.hint?.contains(half.resume) == true, "\(told)")
    // Noted once more by a drain it is what it was, and paused again it is paused.
    #expect(half.with([]).isResumed && !half.with([], resumed: false).isResumed)
    let paused = try #require(FleetDiagnoser.paused([pause], consumers: ["q": ["v"]]).first)
    #expect(paused.severity == .problem, "\(paused)")
  }

  @Test(arguments: ["", "[]", "7", #"{"nodes": 3}"#, #"{"nodes": ["w"], "workers": [1]}"#])
  func `what anybody has written there is read as far as it goes`(text: String) {
    let paused = PausedQueue("q", decoding: Array(text.utf8))
    #expect(paused.workers.allSatisfy { $0 == PausedWorker(name: "w") }, "\(paused)")
  }
}
