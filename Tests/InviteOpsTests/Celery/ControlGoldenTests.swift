import CeleryProtocol
import InviteOps
import LosslessJSON
import Testing

@Suite struct ControlGoldenTests {
  @Test(
    arguments: Captures.names("control_").filter {
      !["control_ping_glob.json", "control_ping_pcre.json"].contains($0)
    })
  func `a request built here is what kombu publishes`(name: String) throws {
    let capture = try Captures.load(name)
    let original = try MessageEnvelope(
      decoding: try #require(capture["request"]?["envelope"]).pythonJSON)
    let body = try original.bodyJSON()
    let request = ControlRequest(
      method: try #require(body["method"]?.string),
      arguments: try #require(body["arguments"]?.object),
      destination: body["destination"]?.array?.compactMap(\.string),
      reply: .init(
        oid: try #require(body["reply_to"]?["routing_key"]?.string),
        ticket: try #require(body["ticket"]?.string)),
      replyExchange: ControlRequest.celeryReplyExchange,
      expires: try #require(original.headers["expires"]?.double),
      deliveryTag: try #require(original.deliveryTag))
    var built = request.envelope
    #expect(built.headers["clock"] == 1)
    built.headers["clock"] = original.headers["clock"]
    #expect(built.encoded == original.encoded)
    let database = try #require(capture["db"]?.int)
    #expect(
      BrokerKeys(database: database).controlChannels[0] == capture["request"]?["cmd"]?[1]?.string)
  }

  @Test(arguments: Captures.names("control_"))
  func `every reply decodes to its node, value and ticket`(name: String) throws {
    let capture = try Captures.load(name)
    let ticket = capture["request"]?["body_decoded"]?["ticket"]?.string
    for reply in capture["replies"]?.array ?? [] {
      let envelope = try #require(reply["envelope"])
      let decoded = try ControlReply(decoding: envelope.pythonJSON)
      #expect(reply["body_decoded"] == .object([decoded.node: decoded.value]))
      #expect(decoded.ticket == ticket)
      let oid = try #require(envelope["properties"]?["delivery_info"]?["routing_key"]?.string)
      #expect(BrokerKeys(database: 1).replyList(oid) == reply["key"]?.string)
    }
  }

  static let inspectVerbs: [(InspectVerb, String)] = [
    (.ping, "ping"), (.reserved, "reserved"), (.scheduled, "scheduled"), (.revoked, "revoked"),
    (.registered, "registered"), (.stats, "stats"), (.activeQueues, "active_queues"),
    (.conf(withDefaults: false), "conf"), (.report, "report"), (.clock, "clock"),
    (.memsample, "memsample"),
  ]

  @Test(arguments: inspectVerbs)
  func `a question is asked as the capture has it`(verb: InspectVerb, name: String) throws {
    let body = try #require(try Captures.load("control_\(name).json")["request"]?["body_decoded"])
    #expect(verb.method == body["method"]?.string)
    #expect(JSONValue.object(verb.arguments) == body["arguments"])
  }

  static let controlVerbs: [(ControlVerb, String)] = [
    (.rateLimit(task: "app.tasks_celery.sync_redeem_count_task", limit: "10/m"), "rate_limit"),
    (.timeLimit(task: "app.tasks_celery.slow_task", hard: 120, soft: 60), "time_limit"),
    (.poolGrow(by: 1), "pool_grow"), (.poolShrink(by: 1), "pool_shrink"),
    (.autoscale(max: 4, min: 1), "autoscale"), (.addConsumer(queue: "extra"), "add_consumer"),
    (.cancelConsumer(queue: "extra"), "cancel_consumer"), (.enableEvents, "enable_events"),
    (.disableEvents, "disable_events"), (.heartbeat, "heartbeat"),
    (.revoke(ids: ["d3ca6302-395d-4262-8256-7abeff1664ce"]), "revoke"),
  ]

  @Test(arguments: controlVerbs)
  func `a command is given as the capture has it`(verb: ControlVerb, name: String) throws {
    let body = try #require(try Captures.load("control_\(name).json")["request"]?["body_decoded"])
    #expect(verb.method == body["method"]?.string)
    #expect(JSONValue.object(verb.arguments) == body["arguments"])
  }

  // The capture asks with the string "0", which Celery takes for a limit of none per second and
  // does not call lifted; the number it does.
  @Test func `a rate limit is lifted by the number 0`() {
    #expect(ControlVerb.rateLimit(task: "t", limit: nil).arguments["rate_limit"] == 0)
  }

  @Test func `a cast has no ticket and no address`() throws {
    let envelope = ControlRequest(method: "shutdown", reply: nil).envelope
    #expect(try envelope.bodyJSON()["ticket"] == nil)
    #expect(try envelope.bodyJSON()["reply_to"] == nil)
    #expect(envelope.headers["expires"] == 0)
  }

  @Test func `an error is told from an answer`() throws {
    func reply(_ name: String) throws -> ControlReply {
      let capture = try Captures.load(name)
      return try ControlReply(
        decoding: try #require(capture["replies"]?[0]?["envelope"]).pythonJSON)
    }
    #expect(try reply("control_unknown_method.json").error == "KeyError('nosuch')")
    #expect(try reply("control_autoscale.json").error == "ValueError('Autoscale not enabled')")
    #expect(try reply("control_ping.json").error == nil)
    #expect(try reply("control_ping.json").ok == "pong")
    #expect(try reply("control_heartbeat.json").value == .null)
  }

  @Test func `the reply binding is what kombu declares`() {
    let address = ControlRequest.ReplyAddress(oid: "o", ticket: "t")
    #expect(address.binding.member == "o\u{06}\u{16}\u{06}\u{16}o.reply.celery.pidbox")
  }

  @Test func `names carry the key prefix and the database`() {
    let keys = BrokerKeys(database: 5, prefix: "p*:")
    #expect(keys.controlChannels == ["p*:/5.celery.pidbox", "p*:/{db}.celery.pidbox"])
    #expect(keys.eventPatterns == ["p\\*:/5.celeryev/*", "p\\*:/{db}.celeryev/*"])
    #expect(keys.eventChannel("task-sent") == "p*:/5.celeryev/task.sent")
    #expect(keys.unacked == "p*:unacked")
    #expect(keys.binding(exchange: "celery") == "p*:_kombu.binding.celery")
    #expect(keys.queueLists("q").map(\.utf8.count) == [4, 7, 7, 7])
  }

  @Test func `a list of a queue is told by its whole name`() {
    let keys = BrokerKeys(database: 0, prefix: "p:")
    for key in ["p:sync:3", "p:sync\u{06}\u{16}6", "p:sync--10"] {
      #expect(keys.isList(key, ofAnyLayoutOf: "sync"), "\(key)")
    }
    for key in ["p:sync", "p:synced:3", "p:sync3", "p:resync:3", "sync:3", "p:sync:a", "q:sync:3"] {
      #expect(!keys.isList(key, ofAnyLayoutOf: "sync"), "\(key)")
    }
  }
}
