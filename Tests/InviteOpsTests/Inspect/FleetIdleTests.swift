import Testing

@testable import InviteOps

@Suite struct FleetIdleTests {
  private func idle(
    _ consumed: [String: [String]], held: [String: Int] = [:], paused: [String] = []
  ) -> [Diagnosis] {
    FleetDiagnoser.idle(
      consumed: consumed, held: held,
      paused: paused.isEmpty
        ? []
        : [
          PausedQueue(
            queue: "q", since: "s", user: "u", host: "h", role: nil, run: nil, nodes: paused)
        ])
  }

  @Test func `a worker that consumes nothing is named, with what to type`() throws {
    #expect(idle(["a": ["q"], "b": ["q"]]).isEmpty)
    #expect(idle([:]).isEmpty)
    let one = try #require(idle(["a": ["q"], "b": []]).first)
    #expect(one.kind == "consumes_nothing" && one.severity == .warning, "\(one)")
    #expect(one.message == "b answers and consumes no queue")
    #expect(one.hint?.contains("'invitectl inspect-workers check -d b'") == true, "\(one)")
    let two = idle(["a": ["q"], "b": [], "c": []])
    #expect(two.map(\.message) == ["b, c answer and consume no queue"])
    let all = idle(["a": [], "b": []])
    #expect(all.map(\.message) == ["no worker that answers consumes a queue: a, b"])
  }

  @Test func `of one that is drained, or whose queues are paused, nothing is wrong`() {
    let drained = idle(["a": ["q"], "b": []], held: ["b": 2])
    #expect(drained.map(\.severity) == [.note])
    #expect(drained.first?.message.contains("2 tasks left") == true, "\(drained)")
    // The finding on the paused queue says it.
    #expect(idle(["a": [], "b": []], paused: ["a", "b"]).isEmpty)
    let beside = idle(["a": [], "b": []], paused: ["a"])
    #expect(beside.map(\.message) == ["b answers and consumes no queue"])
  }

  @Test func `what is to be typed before a worker consumes stands before what has it do so`() {
    for (held, paused) in [(0, false), (2, false), (0, true)] {
      let pause = PausedQueue(
        queue: "q", since: "s", user: "u", host: "h", role: nil, run: nil, nodes: ["n"])
      let idle = WorkerIdleness(
        held: held, paused: paused ? [pause] : [], queues: ["q"], first: "first 'x'")
      let hint = idle.diagnosis("n").hint
      #expect(hint?.hasPrefix("first 'x'; then ") == true, "\(hint ?? "")")
    }
    var made = QuarantinedMessage(token: "q t", digest: "")
    (made.id, made.queue, made.isWaiting, made.isMade) = ("t", "q", true, true)
    let told = FleetDiagnoser.idle(consumed: ["a": []], held: [:], paused: [], waiting: [made])
    #expect(told.first?.hint?.hasPrefix("first 'invitectl trace t'") == true, "\(told)")
    let pause = PausedQueue(
      queue: "q", since: "s", user: "u", host: "h", role: nil, run: nil, nodes: ["n"])
    let paused = FleetDiagnoser.paused([pause], consumers: [:], waiting: [made])
    #expect(paused.first?.hint?.hasPrefix("first 'invitectl trace t'") == true, "\(paused)")
  }

  @Test func `workers are told to consume a queue only where one would hear it`() {
    let told = FleetDiagnoser.consuming("q", answered: 1)
    #expect(told.contains("'invitectl inspect-workers control add-consumer q --yes'"), "\(told)")
    #expect(FleetDiagnoser.consuming("q", answered: 0) == "start a worker with -Q q")
  }
}
