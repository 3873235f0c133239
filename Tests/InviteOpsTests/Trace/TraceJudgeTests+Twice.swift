import Testing

@testable import InviteOps

/// A task that workers have more than once.
extension TraceJudgeTests {
  private func verdict(
    _ told: [(TraceFacts.Held.State, String)], revoked: Set<String> = [], isRefunded: Bool = false
  ) throws -> TraceVerdict {
    try judged {
      $0.messages = [Self.taken(9998)]
      for (state, worker) in told {
        $0.held.take(
          .init(id: "t", worker: worker, state: state, call: .init(email: "a@x.io", code: "CODE")))
      }
      if !revoked.isEmpty { $0.fleet.revoked = ["t": revoked] }
      if isRefunded { $0.refunded = ["t"] }
    }
  }

  @Test func `what workers tell of a task twice is there twice, but not a retry`() {
    func others(_ told: (TraceFacts.Held.State, String)...) -> [String] {
      var held: [TraceFacts.Held] = []
      for (state, worker) in told { held.take(.init(id: "t", worker: worker, state: state)) }
      #expect(held.count == 1 && held.first?.worker == told.first?.1)
      return held.flatMap(\.others).map(\.worker)
    }
    #expect(others((.active, "w1")) == [])
    #expect(others((.active, "w1"), (.reserved, "w1")) == ["w1"])
    #expect(others((.active, "w1"), (.scheduled, "w2")) == [])
    #expect(others((.reserved, "w1"), (.reserved, "w2")) == ["w2"])
    #expect(others((.reserved, "w1"), (.reserved, "w2"), (.reserved, "w3")) == ["w2", "w3"])
    #expect(others((.reserved, "w1"), (.scheduled, "w2")) == ["w2"])
    #expect(others((.scheduled, "w1"), (.scheduled, "w2")) == ["w2"])
  }

  @Test(arguments: [TraceFacts.Held.State.reserved, .scheduled])
  func `of what two workers have and have not begun one is left`(state: TraceFacts.Held.State)
    throws
  {
    let alone = try verdict([(state, "w1")])
    #expect(alone.standing == .well && !alone.sentence.contains("second time"), "\(alone)")
    let two: [(TraceFacts.Held.State, String)] = [(state, "w1"), (state, "w2")]
    let twice = try verdict(two)
    #expect(twice.standing == .wanting, "\(twice)")
    #expect(
      twice.sentence.hasSuffix(
        "; worker w2 has the same task a second time: run again, it is an invite more"), "\(twice)")
    #expect(
      twice.next == .shell("invitectl inspect-workers control revoke t -d w2 --yes"), "\(twice)")
    for (told, kept) in [("w2", "w1"), ("w1", "w2")] {
      let one = try verdict(two, revoked: [told])
      // What waits for its time is surely skipped; what is reserved a process may have already.
      if state == .scheduled {
        #expect(one.standing == .well && one.next == nil, "\(one)")
        #expect(
          one.sentence.hasSuffix("; all but worker \(kept) were told to skip it"), "\(one)")
      } else {
        #expect(one.standing == .wanting && one.next?.kind == .advice, "\(one)")
        #expect(one.sentence.hasSuffix("and is an invite more"), "\(one)")
      }
    }
    let none = try verdict(two, revoked: ["w1", "w2"])
    #expect(none.sentence.contains("its task is revoked") && none.next?.kind == .advice, "\(none)")
    #expect((none.standing == .wanting) == (state == .reserved), "\(none)")
    // By its name a worker is told of both.
    let same = try verdict([(state, "w1"), (state, "w1")])
    #expect(same.standing == .wanting && same.next?.kind == .advice, "\(same)")
    let three = try verdict([(state, "w1"), (state, "w1"), (state, "w2")])
    #expect(
      three.next == .shell("invitectl inspect-workers control revoke t -d w1 --yes"), "\(three)")
  }

  @Test func `left is what is not surely skipped, and each that runs is named`() throws {
    let mixed: [(TraceFacts.Held.State, String)] = [(.reserved, "w2"), (.scheduled, "w1")]
    let open = try verdict(mixed)
    #expect(
      open.next == .shell("invitectl inspect-workers control revoke t -d w1 --yes"), "\(open)")
    let told = try verdict(mixed, revoked: ["w1"])
    #expect(told.standing == .well && told.next == nil, "\(told)")
    let runs = try verdict([(.active, "w1"), (.active, "w2"), (.reserved, "w1")], revoked: ["w1"])
    #expect(runs.standing == .wanting && runs.next?.kind == .advice, "\(runs)")
    #expect(runs.sentence.contains("; worker w2 runs it, too; worker w1 has the same"), "\(runs)")
  }

  @Test func `what is one too many is to be skipped by each that has it`() throws {
    let two: [(TraceFacts.Held.State, String)] = [(.reserved, "w1"), (.reserved, "w2")]
    for told in [[], ["w1"], ["w2"]] as [Set<String>] {
      let found = try verdict(two, revoked: told, isRefunded: true)
      #expect(found.standing == .wanting, "\(found)")
      #expect(found.sentence.contains("worker w2 has the same task a second time"), "\(found)")
      #expect(
        found.next == .shell("invitectl inspect-workers control revoke t --yes"), "\(found)")
    }
    let all = try verdict(two, revoked: ["w1", "w2"], isRefunded: true)
    // A process of theirs may have it already, after a lost connection.
    #expect(all.standing == .wanting && all.next?.kind == .advice, "\(all)")
    let waits = try verdict(
      [(.scheduled, "w1"), (.scheduled, "w2")], revoked: ["w1", "w2"], isRefunded: true)
    #expect(waits.standing == .failed, "\(waits)")
  }

  @Test func `a task that runs and that a worker has a second time is not just said to run`() throws
  {
    func verdict(
      second: String?, _ state: TraceFacts.Held.State = .reserved, told: Set<String> = []
    ) throws -> TraceVerdict {
      try judged {
        $0.messages = [Self.taken(9998)]
        $0.held = [
          .init(
            id: "t", worker: "w1", state: .active, call: .init(email: "a@x.io", code: "CODE"),
            since: 9996,
            others: second.map { [TraceFacts.Held.Copy(worker: $0, state: state)] } ?? [])
        ]
        if !told.isEmpty { $0.fleet.revoked = ["t": told] }
      }
    }
    #expect(try verdict(second: nil).standing == .well)
    let twice = try verdict(second: "w1")
    #expect(twice.state == .running && twice.standing == .wanting, "\(twice)")
    #expect(
      twice.sentence.contains("worker w1 has the same task a second time: run again"), "\(twice)")
    #expect(
      twice.next?.text.contains("'invitectl inspect-workers control revoke t --yes'") == true,
      "\(twice)")
    // After a lost connection a process of the worker has it before the worker can be told.
    for second in ["w1", "w2"] {
      let told = try verdict(second: second, told: ["w1", "w2"])
      #expect(told.standing == .wanting && told.next?.kind == .advice, "\(told)")
      #expect(told.sentence.hasSuffix("runs all the same, and is an invite more"), "\(told)")
    }
    let waits = try verdict(second: "w2", .scheduled, told: ["w2"])
    #expect(waits.standing == .well && waits.sentence.hasSuffix("not begun again"), "\(waits)")
    for told in [[], ["w1", "w2"]] as [Set<String>] {
      let both = try verdict(second: "w2", .active, told: told)
      #expect(both.standing == .wanting && both.next?.kind == .advice, "\(both)")
      #expect(both.sentence.hasSuffix("; worker w2 runs it, too: each of them makes an invite"))
    }
  }
}
