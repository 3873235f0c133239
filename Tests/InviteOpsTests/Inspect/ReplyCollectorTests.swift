import Testing

@testable import CeleryProtocol
@testable import InviteDomain
@testable import InviteOps
@testable import LosslessJSON

@Suite struct ReplyCollectorTests {
  private func reply(_ node: String, _ ticket: String, _ value: JSONValue = "x") -> [UInt8] {
    MessageEnvelope(
      json: .object([node: value]), headers: ["ticket": .string(ticket)],
      properties: ["body_encoding": "base64", "delivery_tag": .string(CeleryID.random())]
    ).encoded
  }

  @Test func `it is complete when every worker that can answer has answered every question`() {
    var collector = ReplyCollector(tickets: ["a", "b"], listening: 2, named: 2)
    for (node, ticket) in [("w1", "a"), ("w2", "a"), ("w1", "b")] {
      collector.take(reply(node, ticket))
      #expect(!collector.isComplete)
    }
    collector.take(reply("w2", "b"))
    #expect(collector.isComplete)
    #expect(collector.replies.map { $0.map(\.node) } == [["w1", "w2"], ["w1", "w2"]])
  }

  @Test func `killed workers and foreign listeners are not waited for`() {
    var killed = ReplyCollector(tickets: ["a"], listening: 1, named: 5)
    killed.take(reply("w1", "a"))
    #expect(killed.isComplete && !killed.hasSurplus)
    var foreign = ReplyCollector(tickets: ["a"], listening: 3, named: 1)
    foreign.take(reply("w1", "a"))
    #expect(foreign.isComplete && foreign.hasSurplus)
    #expect(ReplyCollector(tickets: ["a"], listening: 0, named: 4).isComplete)
  }

  @Test func `broken, foreign and repeated replies do not count`() {
    var collector = ReplyCollector(tickets: ["a"], listening: 1, named: 1)
    let late = reply("w1", "an earlier question")
    for bytes in [[], Array("garbage".utf8), late, [0xFF, 0x00]] { collector.take(bytes) }
    #expect(collector.unreadable == 4)
    #expect(!collector.isComplete)
    let answer = reply("w1", "a")
    collector.take(answer)
    collector.take(answer)
    #expect(collector.replies[0].count == 1)
  }

  @Test func `fifty workers with large answers`() {
    var collector = ReplyCollector(tickets: ["a"], listening: 50, named: 50)
    let large = JSONValue.string(String(repeating: "x", count: 100_000))
    for index in 0..<50 { collector.take(reply("w\(index)", "a", large)) }
    #expect(collector.isComplete)
  }
}

@Suite struct FleetCensusTests {
  private func census(
    listening: Int, bound: [String], replied: [String], heartbeats: Set<String> = [],
    destination: [String]? = nil
  ) -> FleetCensus {
    var collector = ReplyCollector(
      tickets: ["a"], listening: listening, named: destination?.count ?? bound.count)
    for node in replied {
      collector.take(
        MessageEnvelope(
          json: .object([node: ["ok": "pong"]]), headers: ["ticket": "a"],
          properties: ["body_encoding": "base64", "delivery_tag": .string(CeleryID.random())]
        ).encoded)
    }
    return FleetCensus(
      MailboxAnswers(
        listening: listening, bound: bound, collector: collector, heartbeats: heartbeats,
        elapsed: .milliseconds(5)), destination: destination)
  }

  private func statuses(_ census: FleetCensus) -> [String: FleetCensus.Status] {
    Dictionary(uniqueKeysWithValues: census.workers.map { ($0.name, $0.status) })
  }

  @Test func `all replied`() {
    let census = census(listening: 2, bound: ["a", "b"], replied: ["a", "b"])
    #expect(statuses(census) == ["a": .replied, "b": .replied])
    #expect(census.shortfall == nil)
  }

  @Test func `one listens and says nothing`() {
    let census = census(listening: 2, bound: ["a", "b"], replied: ["a"])
    #expect(statuses(census) == ["a": .replied, "b": .silent])
    #expect(census.shortfall == .partial)
  }

  @Test func `one is gone and its binding left, which is no failure`() {
    let census = census(listening: 1, bound: ["a", "b"], replied: ["a"])
    #expect(statuses(census) == ["a": .replied, "b": .absent])
    #expect(census.shortfall == nil)
  }

  @Test func `of two that say nothing one listens, and which is not known`() {
    let census = census(listening: 2, bound: ["a", "b", "c"], replied: ["a"])
    #expect(statuses(census) == ["a": .replied, "b": .silentOrAbsent, "c": .silentOrAbsent])
  }

  @Test func `a heartbeat tells the two apart`() {
    let census = census(
      listening: 2, bound: ["a", "b", "c"], replied: ["a"], heartbeats: ["b"])
    #expect(statuses(census) == ["a": .replied, "b": .heartbeatOnly, "c": .absent])
  }

  @Test func `one without remote control is told by its heartbeats and takes nobody's place`() {
    let beside = census(
      listening: 2, bound: ["a", "b", "c"], replied: ["a"], heartbeats: ["a", "mute"])
    #expect(
      statuses(beside) == [
        "a": .replied, "b": .silentOrAbsent, "c": .silentOrAbsent, "mute": .heartbeatOnly,
      ])
    let alone = census(listening: 0, bound: [], replied: [], heartbeats: ["mute"])
    #expect(statuses(alone) == ["mute": .heartbeatOnly])
    #expect(alone.shortfall == .unanswered)
    let other = census(
      listening: 1, bound: ["a"], replied: ["a"], heartbeats: ["mute"], destination: ["a"])
    #expect(statuses(other) == ["a": .replied], "it was not asked")
  }

  @Test func `a name that nobody has is no killed worker`() {
    let alone = census(listening: 1, bound: ["a"], replied: [], destination: ["x"])
    #expect(statuses(alone) == ["x": .unknown])
    #expect(alone.shortfall == .unanswered)
    // Nor does it take the blame for one that is silent, or share it.
    let both = census(
      listening: 2, bound: ["a", "b"], replied: ["a"], destination: ["a", "b", "x"])
    #expect(statuses(both) == ["a": .replied, "b": .silent, "x": .unknown])
    #expect(both.shortfall == .partial)
    let heard = census(listening: 1, bound: [], replied: [], heartbeats: ["x"], destination: ["x"])
    #expect(statuses(heard) == ["x": .heartbeatOnly])
  }

  @Test func `a name that answers twice`() {
    let census = census(listening: 2, bound: ["a"], replied: ["a", "a"])
    #expect(statuses(census) == ["a": .duplicateName])
    #expect(census.unnamedListeners == 0)
  }

  @Test func `a foreign listener is counted and no worker`() {
    let census = census(listening: 3, bound: ["a", "b"], replied: ["a", "b"])
    #expect(census.unnamedListeners == 1)
    #expect(census.shortfall == nil)
  }

  @Test func `one that was asked by name and is gone is missed`() {
    let census = census(listening: 1, bound: ["a", "b"], replied: ["a"], destination: ["a", "b"])
    #expect(census.shortfall == .partial)
    #expect(
      self.census(listening: 0, bound: [], replied: [], destination: ["x"]).shortfall
        == .unanswered)
  }
}
