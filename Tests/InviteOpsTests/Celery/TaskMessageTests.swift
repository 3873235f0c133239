import CeleryProtocol
import Foundation
import InviteOps
import LosslessJSON
import Testing

@Suite struct TaskMessageTests {
  @Test(arguments: [
    "task_process_invite_task.json", "task_priority_0.json", "task_priority_9.json",
    "task_sync_redeem_count_task.json", "task_slow_task.json", "task_batch_sync_redeem_counts.json",
  ])
  func `a call built here is what Celery sends`(name: String) throws {
    let capture = try #require(try Captures.load(name)["envelope"])
    let original = try MessageEnvelope(decoding: capture.pythonJSON)
    let body = try original.bodyJSON()
    var options = TaskMessage.Options()
    options.priority = original.priority
    options.hardTimeLimit = original.headers["timelimit"]?[0]?.int
    options.softTimeLimit = original.headers["timelimit"]?[1]?.int
    options.origin = try #require(original.headers["origin"]?.string)
    options.deliveryTag = try #require(original.deliveryTag)
    let message = try TaskMessage(
      task: try #require(original.headers["task"]?.string),
      id: try #require(original.headers["id"]?.string),
      queue: try #require(original.routingKey),
      args: try #require(body[0]?.array), kwargs: try #require(body[1]?.object), options: options)
    var built = message.envelope
    // An address for the RPC backend, which Redis does not use.
    #expect(built.properties["reply_to"] == "")
    built.properties["reply_to"] = original.properties["reply_to"]
    #expect(built.body == original.body)
    #expect(built.encoded == original.encoded)
    #expect(try message.queueKey(BrokerKeys(database: 1)) == Captures.load(name)["key"]?.string)
  }

  @Test func `the invite task has the backend's arguments, queue and priority`() throws {
    let invite = try InviteTask(email: "a@example.com", code: "CODE123", groupID: 7)
    let message = try invite.message(headers: ["traceparent": "00-ab-cd-01"])
    let decoded = try MessageEnvelope(decoding: message.encoded)
    #expect(decoded.headers["id"]?.string == invite.id)
    #expect(decoded.headers["task"] == "app.tasks_celery.process_invite_task")
    #expect(decoded.headers["traceparent"] == "00-ab-cd-01")
    #expect(decoded.headers["root_id"]?.string == invite.id)
    #expect(
      decoded.headers["kwargsrepr"]?.string
        == "{'email': 'a@example.com', 'redeem_code': 'CODE123', 'group_id': 7, 'is_rebind': False}"
    )
    #expect(decoded.headers["argsrepr"] == "()")
    #expect(
      try decoded.bodyJSON()
        == [
          [],
          [
            "email": "a@example.com", "redeem_code": "CODE123", "group_id": 7, "is_rebind": false,
          ],
          ["callbacks": nil, "errbacks": nil, "chain": nil, "chord": nil],
        ])
    #expect(message.queueKey(BrokerKeys(database: 1)) == "invites\u{06}\u{16}3")
    #expect(message.binding.member == "invites\u{06}\u{16}\u{06}\u{16}invites")
  }

  @Test(arguments: [
    ("", "C"), ("a@b.c\0", "C"), (String(repeating: "a", count: 96) + "@b.cd", "C"), ("a@b.c", ""),
    ("a@b.c", "C\0"), ("a@b.c", String(repeating: "C", count: 51)), ("a\n@b.c", "C"),
  ])
  func `what the worker could not store is refused`(email: String, code: String) {
    #expect(throws: TaskMessageError.self) { try InviteTask(email: email, code: code) }
  }

  @Test func `an error does not repeat the value`() {
    let email = String(repeating: "secret", count: 20)
    let error = #expect(throws: TaskMessageError.self) { try InviteTask(email: email, code: "C") }
    #expect(error?.description == "the email is longer than 100 characters")
  }

  @Test(arguments: [
    ("", "id", "q"), ("t", "", "q"), ("t", "id", ""), ("t", "i\u{06}\u{16}d", "q"),
    ("t", "id", "q\0"), ("t", String(repeating: "x", count: 256), "q"),
  ])
  func `no malformed message can be built`(task: String, id: String, queue: String) {
    #expect(throws: TaskMessageError.self) { try TaskMessage(task: task, id: id, queue: queue) }
  }

  @Test func `a header of one's own cannot replace one of Celery's`() {
    var options = TaskMessage.Options()
    options.headers = ["id": "other"]
    #expect(throws: TaskMessageError.self) {
      try TaskMessage(task: "t", queue: "q", options: options)
    }
  }

  @Test func `times carry an offset`() throws {
    var options = TaskMessage.Options()
    options.eta = Date(timeIntervalSince1970: 1_795_456_482.328)
    let message = try TaskMessage(task: "t", queue: "q", options: options)
    #expect(message.envelope.headers["eta"] == "2026-11-23T17:54:42.328+00:00")
  }

  @Test(
    arguments: [
      (nil, PriorityStep.zero), (-3, .zero), (0, .zero), (2, .zero), (3, .three), (5, .three),
      (6, .six), (8, .six), (9, .nine), (10, .nine), (255, .nine),
    ] as [(Int?, PriorityStep)])
  func `the step is the largest not above the priority`(priority: Int?, step: PriorityStep) {
    #expect(PriorityStep(priority: priority) == step)
  }

  @Test func `a binding is read field by field`() {
    let binding = QueueBinding(member: "rk\u{06}\u{16}\u{06}\u{16}q")
    #expect(binding == QueueBinding(routingKey: "rk", pattern: "", queue: "q"))
    #expect(QueueBinding(member: "invites") == nil)
    #expect(QueueBinding(member: QueueBinding(queue: "\u{301}x").member)?.queue == "\u{301}x")
  }
}
