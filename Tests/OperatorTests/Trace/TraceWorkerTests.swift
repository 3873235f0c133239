import Foundation
import TestSupport
import TestWorlds
import Testing

/// `trace` beside real workers: in their hands, and what they leave.
@Suite(.timeLimit(.minutes(15))) struct TraceWorkerTests {
  @Test func `running, reserved, queued and scheduled are told apart`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker()
    try world.publish("eta@example.com", "DIRECT10", eta: Date(timeIntervalSinceNow: 7200))
    let scheduled = try await world.until("scheduled", "eta@example.com")
    #expect(scheduled.exit == 0 && scheduled.next == nil, "\(scheduled)")
    #expect(scheduled.sentence.contains("worker \(worker.node) holds it until 20"), "\(scheduled)")
    let id = try world.publish("a+slow200@example.com", "DIRECT10")
    let running = try await world.until("running", "a+slow200@example.com")
    #expect(running.exit == 0 && running.next == nil, "\(running)")
    #expect(running.sentence.contains("worker \(worker.node) runs it, begun "), "\(running)")
    // It takes four for each of its processes, and leaves the rest.
    for number in 1...6 { try world.publish("b\(number)@example.com", "DIRECT10") }
    let reserved = try await world.until("reserved", "b1@example.com")
    #expect(reserved.exit == 0 && reserved.next == nil, "\(reserved)")
    #expect(
      reserved.lines.contains { $0.hasPrefix("broker: ") && $0.contains("not acknowledged") },
      "\(reserved)")
    let queued = try await world.until("queued", "b6@example.com")
    #expect(queued.exit == 0 && queued.next == nil, "\(queued)")
    #expect(queued.sentence.hasPrefix("in invites, priority 5, "), "\(queued)")
    let byTask = try await world.trace(id)
    #expect(byTask.state == "running", "\(byTask)")
    // Of the code all of them.
    let byCode = try await world.trace("DIRECT10")
    #expect(byCode.verdicts == 8, "\(byCode)")
  }

  @Test func `what a worker leaves is what is said`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker(environment: ["WORKER_RETRY_BACKOFF": "600"])
    for (email, state, exit, says) in [
      ("ok@example.com", "invited", 0, "invited to team "),
      ("a+refused@example.com", "failed", 5, "seat limit reached"),
      ("a+fail@example.com", "failed", 5, "the service refused this email"),
      ("a+retry2@example.com", "scheduled", 0, "a retry after TransientError"),
    ] {
      let id = try world.publish(email, "DIRECT10")
      let traced = try await world.until(state, email)
      #expect(traced.exit == Int32(exit), "\(traced)")
      #expect(traced.sentence.contains(says), "\(traced)")
      guard state == "invited" else { continue }
      // By its id, too, which neither a message nor the outbox tells whose it is: its result names the record.
      let byTask = try await world.until(state, id)
      #expect(byTask.exit == 0 && byTask.sentence.contains(says), "\(byTask)")
    }
    // The worker swallows it: only its result is left, and that only by the task's id.
    let id = try world.publish("a+lost@example.com", "DIRECT10")
    let lost = try await world.until("unknown", id)
    #expect(lost.exit == 3 && lost.sentence.contains("whom it invited"), "\(lost)")
    #expect(lost.next?.contains("invitectl trace EMAIL") == true, "\(lost)")
    withExtendedLifetime(worker) {}
  }

  @Test func `what a dead worker had is given back by what is printed`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker()
    try world.publish("a+slow5@example.com", "DIRECT10")
    _ = try await world.until("running", "a+slow5@example.com")
    worker.stop()
    let silent = try await world.until("taken", "a+slow5@example.com")
    #expect(silent.exit == 0 && silent.sentence.contains(worker.node), "\(silent)")
    #expect(silent.next == "invitectl inspect-workers ping", "\(silent)")
    worker.kill()
    let abandoned = try await world.until("abandoned", "a+slow5@example.com")
    #expect(abandoned.exit == 3, "\(abandoned)")
    #expect(abandoned.sentence.contains("the broker gives it back at "), "\(abandoned)")
    #expect(
      abandoned.next?.hasPrefix("invitectl inspect-workers control restore-unacked ") == true,
      "\(abandoned)")
    _ = try await world.type(abandoned)
    #expect(try await world.trace("a+slow5@example.com").state == "unconsumed")
    let next = try world.worker()
    let invited = try await world.until("invited", "a+slow5@example.com")
    #expect(invited.exit == 0, "\(invited)")
    withExtendedLifetime(next) {}
  }

  @Test func `a queue that nobody consumes gets a consumer`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker(queues: "celery")
    try world.publish("c@example.com", "DIRECT10")
    let unconsumed = try await world.until("unconsumed", "c@example.com")
    #expect(unconsumed.sentence.contains("no worker consumes invites"), "\(unconsumed)")
    #expect(unconsumed.next?.contains("-d \(worker.node) --yes") == true, "\(unconsumed)")
    _ = try await world.type(unconsumed)
    _ = try await world.until("invited", "c@example.com")
    worker.stop()
    // The first one goes to who waits for it in vain.
    try world.publish("taken@example.com", "DIRECT10")
    try world.publish("d@example.com", "DIRECT10")
    let silent = try await world.until("unconsumed", "d@example.com")
    #expect(silent.sentence.contains("\(worker.node) does not answer"), "\(silent)")
    #expect(silent.gaps.contains { $0.contains(worker.node) }, "\(silent)")
  }

  /// Another one's messages are before it: nothing that moves the next one of a list would move this one.
  @Test func `a message in a list where no worker looks is taken by one that is started for it`()
    async throws
  {
    let world = try TraceWorld()
    let blind = try CeleryWorker(
      "blind", on: world.redeem.redis, queues: "invites", options: #"{"sep": ":"}"#)
    try world.publish("first@example.com", "DIRECT10")
    try world.publish("e@example.com", "DIRECT10")
    let stranded = try await world.until("unconsumed", "e@example.com")
    #expect(stranded.kind == "advice", "\(stranded)")
    #expect(stranded.sentence.contains("1 before it, in the list invites"), "\(stranded)")
    #expect(stranded.sentence.contains("where \(blind.node) does not look"), "\(stranded)")
    #expect(stranded.next?.contains("priority_steps 0,3,6,9 and sep") == true, "\(stranded)")
    _ = try await world.type(stranded)
    let worker = try world.worker()
    _ = try await world.until("invited", "e@example.com")
    withExtendedLifetime(worker) {}
  }

  @Test func `a worker of other queues alone is given none of the backend's`() async throws {
    let world = try TraceWorld()
    let stranger = try CeleryWorker("stranger", on: world.redeem.redis, queues: "orders")
    try world.publish("f@example.com", "DIRECT10")
    let unconsumed = try await world.until("unconsumed", "f@example.com")
    #expect(unconsumed.sentence.contains("there is no worker of the backend"), "\(unconsumed)")
    #expect(unconsumed.next?.hasPrefix("celery -A app.tasks_celery worker") == true)
    let worker = try await world.type(unconsumed)
    _ = try await world.until("invited", "f@example.com")
    withExtendedLifetime((worker, stranger)) {}
  }

  @Test func `where all workers are drained one is told to consume the queue again`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker()
    let drain = try await CommandRun.invitectl(
      ["inspect-workers", "control", "drain", "-d", worker.node, "--yes"],
      environment: world.environment)
    #expect(drain.exitCode == 0, "\(drain)")
    try world.publish("g@example.com", "DIRECT10")
    let drained = try await world.until("unconsumed", "g@example.com")
    #expect(
      drained.sentence.contains("\(worker.node) answers and consumes no queue"), "\(drained)")
    #expect(
      drained.next
        == "invitectl inspect-workers control add-consumer invites -d \(worker.node) --yes",
      "\(drained)")
    _ = try await world.type(drained)
    _ = try await world.until("invited", "g@example.com")
    withExtendedLifetime(worker) {}
  }

  @Test func `a queue that somebody has paused is resumed`() async throws {
    let world = try TraceWorld()
    let worker = try world.worker()
    func control(_ words: String...) async throws {
      let result = try await CommandRun.invitectl(
        ["inspect-workers", "control"] + words, environment: world.environment)
      #expect(result.exitCode == 0, "\(result)")
    }
    try await control("pause", "invites", "--yes")
    // What was on its way to the worker comes back.
    try world.publish("p@example.com", "DIRECT10")
    let paused = try await world.until("unconsumed", "p@example.com")
    #expect(paused.sentence.contains("the queue is paused since"), "\(paused)")
    #expect(paused.next == "invitectl inspect-workers control resume invites --yes", "\(paused)")
    _ = try await world.type(paused)
    _ = try await world.until("invited", "p@example.com")
    withExtendedLifetime(worker) {}
  }
}
