import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

@Suite struct QueuedTaskTests {
  @Test func `an unacked entry decodes and re-encodes`() throws {
    let value = try #require(try Captures.load("unacked_entry.json")["value"])
    let entry = try UnackedEntry(decoding: value.pythonJSON)
    #expect(entry.encoded == value.pythonJSON)
    #expect(entry.routingKey == "celery")
    #expect(
      entry.envelope.deliveryTag == (try Captures.load("unacked_entry.json"))["field"]?.string)
    let task = QueuedTask(entry.envelope)
    #expect(task.name == "app.tasks_celery.slow_task")
    #expect(task.args == [3])
  }

  @Test(arguments: Captures.names("task_"))
  func `a queued task is read whole`(name: String) throws {
    let capture = try Captures.load(name)
    let envelope = try MessageEnvelope(decoding: try #require(capture["envelope"]).pythonJSON)
    let task = QueuedTask(envelope)
    #expect(task.name == envelope.headers["task"]?.string)
    #expect(task.args == capture["body_decoded"]?[0] || capture["body_decoded"] == nil)
    // That capture is of a message whose id was taken out to see what workers do.
    let broken = name == "task_restored_after_visibility_timeout.json"
    #expect((QueuedTask.defect(of: envelope) != nil) == broken)
  }

  @Test func `each defect that stops workers is named`() throws {
    let capture = try #require(try Captures.load("task_process_invite_task.json")["envelope"])
    let sound = try MessageEnvelope(decoding: capture.pythonJSON)
    func defect(_ change: (inout MessageEnvelope) -> Void) -> String? {
      var envelope = sound
      change(&envelope)
      return QueuedTask.defect(of: envelope)
    }
    #expect(defect { _ in } == nil)
    #expect(defect { $0.headers["id"] = nil }?.contains("task id") == true)
    #expect(defect { $0.contentType = nil }?.contains("content type") == true)
    #expect(defect { $0.body = Array("[[], {}]".utf8) }?.contains("three parts") == true)
    #expect(defect { $0.body = Array("pickle".utf8) }?.contains("not JSON") == true)
    #expect(defect { $0.properties["delivery_tag"] = nil }?.contains("delivery tag") == true)
    #expect(defect { $0.properties["delivery_info"] = nil }?.contains("delivery tag") == true)
    #expect(defect { $0.headers["task"] = nil }?.contains("task name") == true)
  }
}
