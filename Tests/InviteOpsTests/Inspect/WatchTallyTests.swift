import Testing

@testable import InviteOps
@testable import LosslessJSON

@Suite struct WatchTallyTests {
  private func event(
    _ type: String, id: String = "t", host: String = "w", retries: Int = 0, runtime: Double? = nil,
    task: String? = "app.t"
  ) -> EventStream.Event {
    EventStream.Event(
      type: type, time: "", hostname: host, taskId: id, task: task, runtime: runtime,
      fields: ["retries": .int(retries)])
  }

  @Test func `rates and failures are those of the last minute`() {
    var tally = TaskTally()
    for second in 0..<100 {
      tally.take(event("task-received", id: "\(second)"), time: Double(second))
      let type = second.isMultiple(of: 4) ? "task-failed" : "task-succeeded"
      tally.take(event(type, id: "\(second)", runtime: 0.5), time: Double(second))
    }
    tally.forget(before: 100)
    let row = tally.rows(time: 100)[0]
    #expect(row.received == 60)
    #expect(row.failureRatio == 0.25)
    #expect(row.perSecond == 1)
    #expect(row.meanRuntime == 0.5)
    #expect(tally.failed("w") == 25)
  }

  @Test func `a task whose name went by before the watch began is said to be one`() {
    var tally = TaskTally()
    tally.take(event("task-succeeded", runtime: 1, task: nil), time: 1)
    #expect(tally.rows(time: 1).map(\.name) == ["(from before the watch began)"])
  }

  @Test func `a message that comes a third time without an end is a loop, a retry is not`() {
    var tally = TaskTally()
    for retries in 0..<5 {
      tally.take(event("task-received", id: "retried", retries: retries), time: 1)
    }
    for _ in 0..<3 { tally.take(event("task-received", id: "looping"), time: 1) }
    #expect(tally.loops.count == 1)
    #expect(tally.loops[0].message.contains("looping, 3 times"))
    let command = "'invitectl inspect-workers control revoke looping --yes'"
    #expect(tally.loops[0].hint?.contains(command) == true)
    tally.take(event("task-revoked", id: "looping"), time: 2)
    #expect(tally.loops.isEmpty)
  }

  private func snapshot(ready: Int, total: Int) -> FleetSnapshot {
    FleetSnapshot(
      broker: .init(
        endpoint: "", redisVersion: nil, server: nil, usedMemoryBytes: nil, evictionPolicy: nil,
        unacked: 0,
        overdue: 0, oldestUnackedSeconds: nil),
      queues: [
        .init(
          name: "invites", steps: [0, 3, 6, 9], ready: [0, ready, 0, 0], unacked: 0, reserved: 0,
          active: 0, slots: 4,
          consumers: 1, oldestUnackedSeconds: nil, state: .backlog)
      ], workers: [], diagnoses: [],
      census: FleetCensus(
        MailboxAnswers(
          listening: 0, bound: [], collector: ReplyCollector(tickets: [], listening: 0, named: 0),
          heartbeats: [], elapsed: .zero)),
      workersWereAsked: true, standing: [:], taskTotals: ["app.t": total],
      queueOfTask: ["app.t": "invites"])
  }

  @Test func `in, out, net and drain follow from two looks`() {
    var tracker = RateTracker()
    #expect(tracker.rate(snapshot(ready: 100, total: 1000), time: 0)[0].netPerSecond == nil)
    let queue = tracker.rate(snapshot(ready: 80, total: 1030), time: 10)[0]
    #expect(queue.netPerSecond == -2)
    #expect(queue.outPerSecond == 3)
    #expect(queue.inPerSecond == 1)
    #expect(queue.drainSeconds == 40)
    // All workers restarted: nothing is negative.
    let later = tracker.rate(snapshot(ready: 90, total: 0), time: 20)[0]
    #expect(later.outPerSecond == 0 && later.inPerSecond == 1 && later.drainSeconds == nil)
    let still = tracker.rate(snapshot(ready: 90, total: 0), time: 30)[0]
    #expect(still.outPerSecond == 0 && still.outPerSecond?.sign == .plus)
  }
}
