import CeleryProtocol
import LosslessJSON
import RedisClient
import Testing

@testable import InviteOps

/// What becomes of a probe, look by look.
@Suite struct ProbeItemTests {
  private let start = ContinuousClock.now

  private func item() -> ProbeItem {
    var item = ProbeItem(queue: "q", step: 3, list: "q3", id: "i", bytes: [1], before: ["q"])
    item.note(put: 5)
    return item
  }

  private func look(
    _ item: inout ProbeItem, _ ahead: Int?, held: Bool = false, at milliseconds: Int
  ) {
    item.note(
      ahead: ahead, isHeld: held, since: start, now: start + .milliseconds(milliseconds))
  }

  @Test func `what is nowhere for a moment may be between a list and unacked`() {
    var item = item()
    look(&item, nil, at: 1)
    look(&item, nil, at: 2)
    look(&item, nil, at: 3)
    #expect(item.isInWorker, "three looks within 2 ms say nothing")
    look(&item, nil, held: true, at: 4)
    #expect(item.wasHeld)
    look(&item, nil, at: 5)
    look(&item, nil, at: 100)
    #expect(item.isOpen)
    look(&item, nil, at: 160)
    #expect(!item.isOpen)
    #expect(item.latency == .milliseconds(1), "the first sign that it was taken")
  }

  @Test func `what was never seen with a worker is in doubt, however long it is gone`() {
    var item = item()
    for _ in 0..<5 {
      item.note(ahead: nil, isHeld: false, since: start, now: start - .seconds(1))
    }
    #expect(item.isOpen && item.isDoubtful)
  }

  @Test func `a result ends the doubt, and not before the acknowledgement`() {
    var item = item()
    item.note(.revoked, since: start, now: start + .milliseconds(8))
    look(&item, nil, held: true, at: 9)
    #expect(item.isOpen)
    look(&item, nil, at: 10)
    #expect(!item.isOpen)
    #expect(item.latency == .milliseconds(8))
    #expect(item.state == .revoked)
  }

  @Test func `only what goes on before it shows that messages are taken`() {
    var item = item()
    look(&item, 9, at: 1)
    #expect(!item.hasMoved, "others came before it")
    look(&item, 8, at: 2)
    #expect(item.hasMoved)
    #expect(item.left == 8)
    look(&item, nil, at: 3)
    look(&item, 7, at: 4)
    #expect(item.isWaiting, "put back by a worker that ends")
  }

  @Test func `the message has all that workers need, and has expired`() throws {
    let id = ProbeMessage.id()
    #expect(id.hasPrefix("invitectl-probe-") && id != ProbeMessage.id())
    let message = try ProbeMessage.make(queue: "invites", step: 3, id: id)
    let envelope = try MessageEnvelope(decoding: message.encoded)
    #expect(QueuedTask.defect(of: envelope) == nil)
    let task = QueuedTask(envelope)
    #expect(task.name == "celery.accumulate" && task.id == id)
    #expect(task.expires == "2000-01-01T00:00:00.000+00:00" && task.eta == nil)
    #expect(envelope.deliveryTag == id && envelope.priority == 3)
    #expect(envelope.headers["ignore_result"] == false)
    #expect(throws: TaskMessageError.self) {
      try ProbeMessage.make(queue: "a\u{6}b", step: 0, id: id)
    }
  }

  @Test func `what a worker gives back nobody has had`() {
    var item = item()
    item.restored = [2]
    #expect(item.returns == ["q3", "q"])
    look(&item, nil, held: true, at: 1)
    #expect(item.wasHeld && item.latency == .milliseconds(1))
    item.note(ahead: 0, isHeld: false, isPutBack: true, since: start, now: start + .milliseconds(2))
    #expect(item.isWaiting && item.wasPutBack && !item.wasHeld && item.latency == nil)
    // Gone again, and by nobody's books: in doubt, as at first.
    for time in [3, 100, 400, 800] { look(&item, nil, at: time) }
    #expect(item.isOpen)
  }
}
