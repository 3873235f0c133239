import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

@Suite struct EventGoldenTests {
  @Test(arguments: Captures.names("event_"))
  func `every captured event decodes with all its fields`(name: String) throws {
    let capture = try Captures.load(name)
    let bytes = try #require(capture["envelope"]).pythonJSON
    let events = try CeleryEvent.decode(bytes)
    let expected = capture["events"]?.array ?? [capture["event"] ?? .null]
    #expect(events.map { JSONValue.object($0.fields) } == expected)
    for event in events {
      #expect((event.timestamp ?? 0) > 1_700_000_000)
      #expect(event.type.hasPrefix("task-") == (event.uuid != nil))
    }
    if events.count == 1, capture["body_is_list"] == false {
      let keys = BrokerKeys(database: 1)
      #expect(keys.eventChannel(events[0].type) == capture["channel"]?.string)
    }
  }

  @Test func `our own task-sent looks like Celery's`() throws {
    let task = try #require(try Captures.load("task_process_invite_task.json")["envelope"])
    let original = try MessageEnvelope(decoding: task.pythonJSON)
    let body = try original.bodyJSON()
    var options = TaskMessage.Options()
    options.priority = 5
    let message = try TaskMessage(
      task: InviteTask.name, id: try #require(original.headers["id"]?.string), queue: "invites",
      args: try #require(body[0]?.array), kwargs: try #require(body[1]?.object), options: options)
    let capture = try Captures.load("event_task-sent.json")
    let expected = try MessageEnvelope(decoding: try #require(capture["envelope"]).pythonJSON)
    var built = CeleryEvent.sent(
      message, hostname: "gen16846@vm", pid: 16846, time: 1_795_456_479.0017152)
    #expect(built.body == expected.body)
    built.properties["delivery_tag"] = expected.properties["delivery_tag"]
    #expect(built.encoded == expected.encoded)
  }

  @Test func `what is no event is left out of a list and refused alone`() throws {
    func bytes(_ body: JSONValue) throws -> [UInt8] {
      let capture = try #require(try Captures.load("event_task-sent.json")["envelope"])
      var envelope = try MessageEnvelope(decoding: capture.pythonJSON)
      envelope.body = body.pythonJSON
      return envelope.encoded
    }
    let list: JSONValue = [["type": "x", "hostname": "h"], 7, nil, ["type": "y"]]
    #expect(try CeleryEvent.decode(bytes(list)).map(\.type) == ["x"])
    #expect(throws: MessageEnvelope.DecodingFailure.self) { try CeleryEvent.decode(bytes(7)) }
  }
}
